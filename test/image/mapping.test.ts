import { describe, expect, it } from 'vitest'
import { applyTone, divergingColors, toneOf } from '../../shared/image/mapping.ts'
import { drawRows } from '../../shared/image/resample.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { coverAxis } from '../../shared/image/view.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'

const range = { minimum: -2, maximum: 6 }

describe('display mappings', () => {
  it.each<[DisplayMapping, number, number]>([
    ['clamp', -0.5, 0],
    ['clamp', 0.25, 0.25],
    ['clamp', 1.5, 1],
    ['absolute', -0.25, 0.25],
    ['absolute', -3, 1],
    ['offset', -0.25, 0.25],
    ['offset', 0.75, 1],
    ['minmax', -2, 0],
    ['minmax', 0, 0.25],
    ['minmax', 6, 1],
    ['diverging', -3, -0.5],
    ['diverging', 6, 1],
  ])('%s of %d is %d', (mapping, value, expected) => {
    expect(applyTone(value, toneOf(mapping, range))).toBe(expected)
  })

  it('shows a picture of one value instead of dividing by nothing', () => {
    expect(applyTone(3, toneOf('minmax', { minimum: 3, maximum: 3 }))).toBe(0)
    expect(applyTone(0, toneOf('diverging', { minimum: 0, maximum: 0 }))).toBe(0)
  })

  it('shows NaN as 0 and ∞ as the end', () => {
    const tone = toneOf('clamp', range)
    expect([NaN, Infinity, -Infinity].map((value) => applyTone(value, tone))).toEqual([0, 1, 0])
    expect(applyTone(-Infinity, toneOf('diverging', range))).toBe(-1)
    expect(applyTone(NaN, toneOf('diverging', range))).toBe(0)
  })

  it('scales diverging colors by the largest magnitude on either side', () => {
    expect(toneOf('diverging', { minimum: -8, maximum: 2 }).scale).toBe(1 / 8)
  })
})

describe('drawRows', () => {
  const row = (values: number[], parts: Partial<Planes> = {}): Planes => ({
    width: values.length / (parts.channels ?? 1),
    height: 1,
    channels: 1,
    data: Float32Array.from(values),
    alpha: null,
    ...parts,
  })

  function draw(planes: Planes, mapping: DisplayMapping, pixels = planes.width, white: 255 | 65535 = 255): number[] {
    const out = white === 255 ? new Uint8Array(4 * pixels) : new Uint16Array(4 * pixels)
    const columns = coverAxis(0, planes.width, pixels, planes.width)
    drawRows(planes, coverAxis(0, 1, 1, 1), columns, toneOf(mapping, { minimum: -1, maximum: 1 }), white, out, 0, 1)
    return [...out]
  }

  it('gives every 8- and 16-bit sample back as it was', () => {
    const eight = Array.from({ length: 256 }, (_, v) => v / 255)
    expect(draw(row(eight), 'clamp').filter((_, i) => i % 4 === 0)).toEqual(eight.map((_, v) => v))
    const sixteen = Array.from({ length: 65536 }, (_, v) => v / 65535)
    expect(draw(row(sixteen), 'clamp', 65536, 65535).filter((_, i) => i % 4 === 0)).toEqual(sixteen.map((_, v) => v))
  })

  it('takes the mean after the mapping, so that edges do not cancel', () => {
    expect(draw(row([-1, 1]), 'clamp', 1)).toEqual([128, 128, 128, 255])
    expect(draw(row([-1, 1]), 'absolute', 1)).toEqual([255, 255, 255, 255])
  })

  it('draws the ends and the middle of the diverging scale in its colors', () => {
    const shown = draw(row([-1, 0, 1]), 'diverging')
    const bytes = (color: readonly number[]): number[] => [...color.map((v) => Math.round(v * 255)), 255]
    const { negative, zero, positive } = divergingColors
    expect(shown).toEqual([negative, zero, positive].flatMap(bytes))
  })

  it('shows the gray of three planes under diverging', () => {
    const [red, , blue] = draw(row([0, 0, 1], { channels: 3 }), 'diverging')
    expect(red).toBeGreaterThan(blue) // 0.114 of a blue pixel is a small positive number: reddish
  })

  it('takes the mean of alpha beside the colors', () => {
    const alpha = Float32Array.of(1, 0)
    expect(draw(row([0.2, 0.4], { alpha }), 'clamp', 1)).toEqual([77, 77, 77, 128])
  })
})
