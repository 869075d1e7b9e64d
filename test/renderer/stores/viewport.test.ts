import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convolutionGeometry } from '../../../shared/maths/geometry.ts'
import {
  fit,
  fitScale,
  kernelWindow,
  largestScale,
  nextZoom,
  panBy,
  place,
  smallestScale,
  toPane,
  toPhoto,
  visibleFrame,
  zoomAbout,
  zoomSteps,
} from '../../../renderer/stores/viewport.ts'

const size = fc.record({ width: fc.integer({ min: 1, max: 9000 }), height: fc.integer({ min: 1, max: 9000 }) })
const pane = fc.record({ width: fc.integer({ min: 50, max: 4000 }), height: fc.integer({ min: 50, max: 4000 }) })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const whole = (photo: { width: number; height: number }) => ({
  left: 0,
  top: 0,
  right: photo.width,
  bottom: photo.height,
})

describe('fit', () => {
  it('shows all of a large photo in the middle of the pane', () => {
    const placed = place(fit, { width: 4000, height: 2000 }, { width: 800, height: 600 })
    expect(placed).toEqual({ scale: 0.2, center: { x: 2000, y: 1000 } })
    expect(toPane({ x: 0, y: 0 }, placed, { width: 800, height: 600 })).toEqual({ x: 0, y: 100 })
  })

  it('does not blow a small photo up, but makes the pixels of a tiny one visible', () => {
    expect(fitScale({ width: 300, height: 200 }, { width: 800, height: 600 })).toBe(1)
    expect(fitScale({ width: 12, height: 9 }, { width: 800, height: 600 })).toBe(32)
    expect(fitScale({ width: 64, height: 64 }, { width: 800, height: 600 })).toBe(9)
  })
})

describe('place', () => {
  it('keeps the scale within its limits and some of the photo in sight', () => {
    fc.assert(
      fc.property(
        size,
        pane,
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        share,
        share,
        (photo, room, scale, a, b) => {
          const center = { x: (a * 4 - 2) * photo.width, y: (b * 4 - 2) * photo.height }
          const placed = place({ mode: 'free', scale, center }, photo, room)
          expect(placed.scale).toBeLessThanOrEqual(largestScale)
          expect(placed.scale).toBeGreaterThanOrEqual(smallestScale(photo, room))
          expect(visibleFrame(placed, whole(photo), room)).not.toBeNull()
        },
      ),
    )
  })

  it('keeps a photo that is smaller than the pane in its middle', () => {
    const placed = place(
      { mode: 'free', scale: 1, center: { x: 0, y: 0 } },
      { width: 10, height: 10 },
      { width: 100, height: 100 },
    )
    expect(placed.center).toEqual({ x: 5, y: 5 })
  })
})

describe('zoomAbout', () => {
  it('leaves the photo point under the pointer where it was', () => {
    fc.assert(
      fc.property(
        pane,
        share,
        share,
        fc.constantFrom(...zoomSteps),
        fc.constantFrom(...zoomSteps),
        (room, a, b, from, to) => {
          const before = { scale: from, center: { x: 500, y: 400 } }
          const anchor = { x: a * room.width, y: b * room.height }
          const after = zoomAbout(before, to, anchor, room)
          if (after.mode === 'fit') throw new Error('zooming leaves the fit')
          const [was, is] = [toPhoto(anchor, before, room), toPhoto(anchor, after, room)]
          // Photo coordinates reach 8e4 here; float64 keeps them to 1e-11, the two sums cost a few of those.
          expect(is.x).toBeCloseTo(was.x, 8)
          expect(is.y).toBeCloseTo(was.y, 8)
        },
      ),
    )
  })
})

describe('panBy', () => {
  it('moves the photo with the pointer by as many pane pixels', () => {
    const before = { scale: 4, center: { x: 50, y: 50 } }
    const room = { width: 300, height: 200 }
    const after = panBy(before, { x: 12, y: -8 })
    if (after.mode === 'fit') throw new Error('panning leaves the fit')
    const [was, is] = [toPane({ x: 40, y: 60 }, before, room), toPane({ x: 40, y: 60 }, after, room)]
    expect([is.x - was.x, is.y - was.y]).toEqual([12, -8])
  })
})

describe('nextZoom', () => {
  it('goes through the known percentages up and down and stays at the ends', () => {
    expect(nextZoom(0.72, 1)).toBe(1)
    expect(nextZoom(0.72, -1)).toBe(0.67)
    expect(nextZoom(1, 1)).toBe(1.5)
    expect(nextZoom(32, 1)).toBe(32)
    expect(nextZoom(0.05, -1)).toBe(0.05)
  })
})

describe('visibleFrame', () => {
  const photo = { width: 100, height: 80 }
  const room = { width: 400, height: 320 }

  it('asks for one device pixel per photo pixel above 100 %', () => {
    const frame = visibleFrame({ scale: 16, center: { x: 50, y: 40 } }, whole(photo), room)
    // 400/16 = 25 and 320/16 = 20 pixels, cut by whole pixels: 37.5…62.5 and 30…50.
    expect(frame).toEqual({ left: 37, top: 30, width: 26, height: 20, pixelWidth: 26, pixelHeight: 20 })
  })

  it('asks for no more than the pane below 100 %, and never beyond the photo', () => {
    fc.assert(
      fc.property(
        size,
        pane,
        fc.double({ min: 0.05, max: 32, noNaN: true }),
        share,
        share,
        (wide, area, scale, a, b) => {
          const placed = place({ mode: 'free', scale, center: { x: a * wide.width, y: b * wide.height } }, wide, area)
          const frame = visibleFrame(placed, whole(wide), area)
          if (!frame) return
          expect(frame.left).toBeGreaterThanOrEqual(0)
          expect(frame.top).toBeGreaterThanOrEqual(0)
          expect(frame.left + frame.width).toBeLessThanOrEqual(wide.width)
          expect(frame.top + frame.height).toBeLessThanOrEqual(wide.height)
          // Whole photo pixels at both rims may reach over by less than one each.
          expect(frame.pixelWidth).toBeLessThanOrEqual(area.width + 2)
          expect(frame.pixelHeight).toBeLessThanOrEqual(area.height + 2)
        },
      ),
    )
  })

  it('is null when nothing of the picture is in sight', () => {
    expect(visibleFrame({ scale: 1, center: { x: 900, y: 40 } }, whole(photo), room)).toBeNull()
  })
})

describe('kernelWindow', () => {
  it('covers the taps of the result pixel over a photo pixel', () => {
    const g = convolutionGeometry([1, 1, 20, 30], [1, 1, 3, 5], { padding: 'same' })
    expect(kernelWindow(g, { row: 7, column: 9 })).toEqual({ left: 7, top: 6, right: 12, bottom: 9 })
  })

  it('follows stride and dilation', () => {
    const g = convolutionGeometry([1, 1, 20, 20], [1, 1, 3, 3], { stride: 2, dilation: 2 })
    // Result row 3 starts at photo row 6 and reaches 2·(3−1) + 1 = 5 rows; its middle is row 8.
    expect(kernelWindow(g, { row: 8, column: 8 })).toEqual({ left: 6, top: 6, right: 11, bottom: 11 })
  })

  it('is null where a valid result has no pixel', () => {
    const g = convolutionGeometry([1, 1, 20, 20], [1, 1, 3, 3])
    expect(kernelWindow(g, { row: 0, column: 5 })).toBeNull()
  })
})
