import { resultPixel, resultPlacement } from '../../shared/image/view.ts'
import type { ViewFrame } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * What part of the photo a pane shows. `scale` is device pixels per photo pixel: 1 is 100 %. The center is in photo
 * pixels, so the two panes of a comparison share one viewport whatever their place.
 */
export type Viewport =
  { readonly mode: 'fit' } | { readonly mode: 'free'; readonly scale: number; readonly center: Point }

export const fit: Viewport = Object.freeze({ mode: 'fit' })

export const largestScale = 32

/** Percentages people know; zooming by command or key goes from one to the next. */
export const zoomSteps = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const

export interface Placed {
  readonly scale: number
  readonly center: Point
}

/** s = min(pane / photo), but a small photo is not blown up beyond 100 % (an integer up to 8 for tiny ones). */
export function fitScale(photo: Size, pane: Size, fills = false): number {
  const room = Math.min(pane.width / photo.width, pane.height / photo.height)
  if (fills) return Math.min(largestScale, room)
  // Under 64 pixels a photo is a test picture: its pixels are the point.
  const tiny = Math.max(photo.width, photo.height) <= 64
  return tiny ? Math.max(1, Math.min(largestScale, Math.floor(room))) : Math.min(1, room)
}

export function smallestScale(photo: Size, pane: Size): number {
  return Math.min(fitScale(photo, pane), zoomSteps[0])
}

/** Scale and center as they are drawn; keeps at least half a pane of photo in sight. `fills` lets a fit enlarge, too. */
export function place(viewport: Viewport, photo: Size, pane: Size, fills = false): Placed {
  const middle = { x: photo.width / 2, y: photo.height / 2 }
  if (viewport.mode === 'fit') return { scale: fitScale(photo, pane, fills), center: middle }
  const scale = Math.min(largestScale, Math.max(smallestScale(photo, pane), viewport.scale))
  return {
    scale,
    center: {
      x: clampCenter(viewport.center.x, photo.width, pane.width / scale),
      y: clampCenter(viewport.center.y, photo.height, pane.height / scale),
    },
  }
}

/** A photo smaller than the pane stays in its middle; a larger one may be pushed until its rim is at half the pane. */
function clampCenter(center: number, extent: number, shown: number): number {
  return shown >= extent ? extent / 2 : Math.min(extent, Math.max(0, center))
}

/** x_pane = (x − center)·s + pane/2 */
export function toPane(point: Point, { scale, center }: Placed, pane: Size): Point {
  return {
    x: (point.x - center.x) * scale + pane.width / 2,
    y: (point.y - center.y) * scale + pane.height / 2,
  }
}

/** x = (x_pane − pane/2) / s + center */
export function toPhoto(point: Point, { scale, center }: Placed, pane: Size): Point {
  return {
    x: (point.x - pane.width / 2) / scale + center.x,
    y: (point.y - pane.height / 2) / scale + center.y,
  }
}

/** The photo point under `anchor` (in pane pixels) stays under it. */
export function zoomAbout(placed: Placed, scale: number, anchor: Point, pane: Size): Viewport {
  const kept = toPhoto(anchor, placed, pane)
  return {
    mode: 'free',
    scale,
    center: {
      x: kept.x - (anchor.x - pane.width / 2) / scale,
      y: kept.y - (anchor.y - pane.height / 2) / scale,
    },
  }
}

/** The photo follows the pointer by so many pane pixels. */
export function panBy(placed: Placed, by: Point): Viewport {
  return {
    mode: 'free',
    scale: placed.scale,
    center: { x: placed.center.x - by.x / placed.scale, y: placed.center.y - by.y / placed.scale },
  }
}

/** The next known percentage above (+1) or below (−1). */
export function nextZoom(scale: number, direction: 1 | -1): number {
  const beyond = (step: number): boolean => (direction > 0 ? step > scale * 1.001 : step < scale * 0.999)
  const steps = direction > 0 ? zoomSteps : zoomSteps.toReversed()
  return steps.find(beyond) ?? scale
}

/** A rectangle of photo pixels, [left, right) × [top, bottom). */
export interface Bounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * The whole photo pixels within `bounds` that the pane shows, and at how many device pixels they are wanted: one each
 * above 100 % (the canvas enlarges them, sharply), s each below. null when nothing of them is in sight.
 */
export function visibleFrame(placed: Placed, bounds: Bounds, pane: Size): ViewFrame | null {
  const first = toPhoto({ x: 0, y: 0 }, placed, pane)
  const last = toPhoto({ x: pane.width, y: pane.height }, placed, pane)
  const left = Math.max(bounds.left, Math.floor(first.x))
  const top = Math.max(bounds.top, Math.floor(first.y))
  const width = Math.min(bounds.right, Math.ceil(last.x)) - left
  const height = Math.min(bounds.bottom, Math.ceil(last.y)) - top
  if (width <= 0 || height <= 0) return null
  const scale = Math.min(1, placed.scale)
  return Object.freeze({
    ...{ left, top, width, height },
    pixelWidth: Math.max(1, Math.round(width * scale)),
    pixelHeight: Math.max(1, Math.round(height * scale)),
  })
}

/** The photo pixels that the result's pixels lie on; under `full` they reach over the rim. */
export function boundsOf(geometry: Geometry): Bounds {
  const place = resultPlacement(geometry)
  return {
    left: place.columnOffset,
    top: place.rowOffset,
    right: place.columnOffset + geometry.Q * place.columnStep,
    bottom: place.rowOffset + geometry.P * place.rowStep,
  }
}

/**
 * The photo pixels that the kernel weighs for the result pixel over (row, column): rows p·u − top … p·u − top + d(R−1).
 * null where the result has no pixel.
 */
export function kernelWindow(g: Geometry, { row, column }: { row: number; column: number }): Bounds | null {
  const [p, q] = resultPixel(row, column, resultPlacement(g))
  if (p < 0 || q < 0 || p >= g.P || q >= g.Q) return null
  const top = p * g.u - g.top
  const left = q * g.v - g.left
  return { left, top, right: left + g.e * (g.S - 1) + 1, bottom: top + g.d * (g.R - 1) + 1 }
}
