import type { LossSlice } from '../../shared/learning/lossSlice.ts'
import type { Size } from '../stores/viewport.ts'
import { drawAxes, line } from './plotAxes.ts'
import type { Place, PlotRange } from './plotAxes.ts'

export interface PathColors {
  readonly path: string
  readonly contour: string
  readonly minimum: string
  readonly grid: string
  readonly text: string
  readonly ground: string
}

/** The first weight goes to the right, the second upwards. */
export interface PathScene {
  readonly path: readonly Place[]
  readonly here: Place | null
  readonly minimum: Place
  readonly slice: LossSlice | null
  readonly colors: PathColors
  readonly formatTick: (value: number) => string
}

/** What has to be in sight, with a margin; never flat in a direction. */
export function pathRange(points: readonly Place[]): PlotRange {
  const axis = (i: 0 | 1): readonly [number, number] => {
    const values = points.map((point) => point[i])
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
    const margin = 0.14 * (high - low) || 0.5
    return [low - margin, high + margin]
  }
  const [first, second] = [axis(0), axis(1)]
  return { low: [first[0], second[0]], high: [first[1], second[1]] }
}

export interface Contours {
  readonly center: Place
  /** The half axes of L − L_min = 1, as vectors. */
  readonly axes: readonly [Place, Place]
}

/**
 * Where the slice is least, δ = −½H⁻¹g, and its ellipses: δ = √E·(cos φ·v₁/√λ₁ + sin φ·v₂/√λ₂) has the loss L_min + E. null where
 * H is not positive: the loss then does not close around anything.
 */
export function contoursOf({ at, gradient: [g1, g2], curvature: [a, b, c] }: LossSlice): Contours | null {
  const determinant = a * c - b * b
  if (!(determinant > 1e-14 * a * c)) return null
  const center: Place = [at[0] - (c * g1 - b * g2) / (2 * determinant), at[1] - (a * g2 - b * g1) / (2 * determinant)]
  const angle = Math.atan2(2 * b, a - c) / 2
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const along = a * cos * cos + 2 * b * cos * sin + c * sin * sin
  const across = a + c - along
  const axis = (x: number, y: number, lambda: number): Place => [x / Math.sqrt(lambda), y / Math.sqrt(lambda)]
  return { center, axes: [axis(cos, sin, along), axis(-sin, cos, across)] }
}

const margins = { left: 46, right: 12, top: 10, bottom: 24 }
const corners = 96
/** From one contour to the next the loss above its least grows by so much. */
const growth = 3
const mostContours = 14

export function drawWeightPath(context: CanvasRenderingContext2D, scene: PathScene | null, size: Size): void {
  if (!scene) return
  const { path, here, minimum, slice, colors } = scene
  const ratio = devicePixelRatio
  const range = pathRange([...path, minimum, ...(here ? [here] : [])])
  const box = {
    left: margins.left * ratio,
    top: margins.top * ratio,
    width: size.width - (margins.left + margins.right) * ratio,
    height: size.height - (margins.top + margins.bottom) * ratio,
  }
  if (box.width < 20 || box.height < 20) return
  const toPixel = ([x, y]: Place): Place => [
    box.left + ((x - range.low[0]) / (range.high[0] - range.low[0])) * box.width,
    box.top + (1 - (y - range.low[1]) / (range.high[1] - range.low[1])) * box.height,
  ]
  drawAxes(context, { ...colors, formatTick: scene.formatTick }, range, toPixel, box)
  context.save()
  context.beginPath()
  context.rect(box.left, box.top, box.width, box.height)
  context.clip()
  if (slice) drawContours(context, slice, range, toPixel, colors.contour)
  context.lineWidth = 1.6 * ratio
  context.lineJoin = 'round'
  context.strokeStyle = colors.path
  line(context, path.map(toPixel))
  context.stroke()
  context.fillStyle = colors.path
  for (const point of path) dot(context, toPixel(point), 1.8 * ratio)
  cross(context, toPixel(minimum), 5 * ratio, colors.minimum)
  if (here) {
    context.fillStyle = colors.ground
    dot(context, toPixel(here), 6 * ratio)
    context.fillStyle = colors.path
    dot(context, toPixel(here), 4.2 * ratio)
  }
  context.restore()
}

function drawContours(
  context: CanvasRenderingContext2D,
  slice: LossSlice,
  { low, high }: PlotRange,
  toPixel: (place: Place) => Place,
  color: string,
): void {
  const contours = contoursOf(slice)
  if (!contours) return
  const { center, axes } = contours
  const [a, b, c] = slice.curvature
  const above = (x: number, y: number): number => {
    const [dx, dy] = [x - center[0], y - center[1]]
    return a * dx * dx + 2 * b * dx * dy + c * dy * dy
  }
  const most = Math.max(...[low[0], high[0]].flatMap((x) => [above(x, low[1]), above(x, high[1])]))
  context.strokeStyle = context.fillStyle = color
  context.lineWidth = devicePixelRatio
  for (let k = 0; k < mostContours; k++) {
    const radius = Math.sqrt(most * growth ** -k)
    const points = Array.from({ length: corners }, (_, i) => {
      const [cos, sin] = [Math.cos((2 * Math.PI * i) / corners), Math.sin((2 * Math.PI * i) / corners)]
      const at = (d: 0 | 1): number => center[d] + radius * (cos * axes[0][d] + sin * axes[1][d])
      return toPixel([at(0), at(1)])
    })
    line(context, points)
    context.closePath()
    context.globalAlpha = 0.045
    context.fill()
    context.globalAlpha = 0.4
    context.stroke()
  }
  context.globalAlpha = 1
}

function dot(context: CanvasRenderingContext2D, [x, y]: Place, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

function cross(context: CanvasRenderingContext2D, [x, y]: Place, reach: number, color: string): void {
  context.strokeStyle = color
  context.lineWidth = 2 * devicePixelRatio
  context.beginPath()
  context.moveTo(x - reach, y - reach)
  context.lineTo(x + reach, y + reach)
  context.moveTo(x - reach, y + reach)
  context.lineTo(x + reach, y - reach)
  context.stroke()
}
