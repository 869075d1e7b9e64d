import { mix } from './noise.ts'

export type Color = readonly [red: number, green: number, blue: number]

/** The pixel being painted: scene coordinates (the height is 1, y goes down), the size of a pixel in them, and its color so far. */
export interface Spot {
  x: number
  y: number
  readonly pixel: number
  readonly color: [number, number, number]
}

/** Lays a color over the spot: color ← color + (paint − color) · coverage. */
export function paint(spot: Spot, color: Color, coverage: number): void {
  if (coverage <= 0) return
  const amount = Math.min(1, coverage)
  for (let c = 0; c < 3; c++) spot.color[c] = mix(spot.color[c], color[c], amount)
}

/** Makes what is there lighter (amount > 0) or darker (amount < 0). */
export function shade(spot: Spot, amount: number): void {
  for (let c = 0; c < 3; c++) spot.color[c] *= 1 + amount
}

export function blend(a: Color, b: Color, t: number): Color {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)]
}

export function scaled(color: Color, factor: number): Color {
  return [color[0] * factor, color[1] * factor, color[2] * factor]
}

/** How much of the spot's pixel lies inside, from a signed distance to the edge (negative inside): a hard edge, one pixel wide. */
export function inside(spot: Spot, distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance / spot.pixel))
}

export function rectangle(spot: Spot, left: number, top: number, right: number, bottom: number): number {
  return inside(spot, Math.max(left - spot.x, spot.x - right, top - spot.y, spot.y - bottom))
}

/** An upright triangle with its tip above the middle of the base; the slope turns height into distance to the flanks. */
export function triangle(spot: Spot, tipX: number, tipY: number, baseY: number, halfBase: number): number {
  const height = baseY - tipY
  const flank =
    (Math.abs(spot.x - tipX) * height - (spot.y - tipY) * halfBase) / Math.sqrt(height * height + halfBase * halfBase)
  return inside(spot, Math.max(flank, spot.y - baseY))
}

export function disc(spot: Spot, x: number, y: number, radius: number): number {
  return inside(spot, Math.sqrt((spot.x - x) ** 2 + (spot.y - y) ** 2) - radius)
}
