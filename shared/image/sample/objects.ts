import { blend, disc, inside, paint, rectangle, scaled, triangle } from './brush.ts'
import type { Color, Spot } from './brush.ts'
import { fractalNoise, gridValue, mix, smoothStep } from './noise.ts'

/** Red, white and blue gores, lit from the sun's side: saturated colors and curved edges in front of the smooth sky. */
export function paintBalloon(spot: Spot): void {
  const [x, y, radius] = [1.16, 0.2, 0.085]
  if (Math.abs(spot.x - x) > 0.1 || spot.y < 0.08 || spot.y > 0.36) return
  const [dx, dy] = [spot.x - x, spot.y - y]
  const height = radius * (dy < 0 ? 1.1 : 1.3)
  const halfWidth =
    radius * Math.sqrt(Math.max(0.0001, 1 - (dy / height) ** 2)) * (dy > 0 ? 1 - 0.4 * (dy / radius) ** 2 : 1)
  const across = dx / halfWidth
  const gore = Math.floor((Math.asin(Math.max(-1, Math.min(1, across))) / Math.PI + 0.5) * 7)
  const colors: readonly Color[] = [
    [0.86, 0.16, 0.16],
    [0.98, 0.78, 0.2],
    [0.13, 0.35, 0.68],
  ]
  const light = 0.78 + 0.3 * smoothStep(-1, 0.9, across) - 0.12 * smoothStep(0, 1, dy / radius)
  const edge = Math.max(Math.abs(dx) - halfWidth, dy - radius * 1.18, -height - dy)
  paint(
    spot,
    [0.3, 0.24, 0.2],
    0.8 *
      inside(spot, Math.abs(Math.abs(dx) - 0.012) - 0.0008) *
      rectangle(spot, x - 0.02, y + radius, x + 0.02, y + 0.128),
  )
  paint(spot, scaled(colors[Math.min(6, gore) % 3], light), inside(spot, edge))
  paint(spot, [0.45, 0.3, 0.16], rectangle(spot, x - 0.014, y + 0.124, x + 0.014, y + 0.146))
}

/** A boat on the lake: a white and a red sail over a dark hull. */
export function paintBoat(spot: Spot): void {
  const [x, y] = [0.6, 0.622]
  if (Math.abs(spot.x - x) > 0.07 || Math.abs(spot.y - y + 0.04) > 0.09) return
  const mast = x
  const main = spot.x > mast + 0.002 ? triangle(spot, mast, y - 0.098, y - 0.01, 0.048) : 0
  const jib = spot.x < mast - 0.002 ? triangle(spot, mast, y - 0.086, y - 0.01, 0.034) : 0
  paint(spot, [0.97, 0.96, 0.93], main)
  paint(spot, [0.85, 0.2, 0.18], jib)
  paint(spot, [0.3, 0.22, 0.18], rectangle(spot, mast - 0.0015, y - 0.1, mast + 0.0015, y))
  const hull = Math.max(Math.abs(spot.x - x) - 0.055 + (spot.y - y) * 0.9, y - 0.006 - spot.y, spot.y - y - 0.012)
  paint(spot, [0.2, 0.16, 0.2], inside(spot, hull))
}

/** Straight, hard edges: boards, tiles, frames. */
export function paintHouse(spot: Spot): void {
  const [left, right, eaves, ground] = [1.02, 1.27, 0.585, 0.72]
  if (spot.x < left - 0.03 || spot.x > right + 0.03 || spot.y < 0.44 || spot.y > ground + 0.01) return
  const middle = (left + right) / 2
  paint(spot, [0.52, 0.3, 0.25], rectangle(spot, right - 0.07, 0.465, right - 0.04, eaves))
  const board = (spot.y * 90) % 1
  paint(spot, scaled([0.96, 0.9, 0.77], board < 0.14 ? 0.84 : 1), rectangle(spot, left, eaves - 0.004, right, ground))
  paint(spot, scaled([0.96, 0.9, 0.77], 0.72), rectangle(spot, left, eaves - 0.004, right, eaves + 0.008))
  const tileRow = Math.floor(spot.y * 95)
  const tile = 0.86 + 0.28 * gridValue(Math.floor(spot.x * 80 + (tileRow % 2) / 2), tileRow, 5)
  const roof = triangle(spot, middle, eaves - 0.125, eaves, (right - left) / 2 + 0.024)
  paint(spot, scaled([0.66, 0.25, 0.19], tile * ((spot.y * 95) % 1 < 0.2 ? 0.78 : 1)), roof)
  paint(spot, [0.28, 0.19, 0.14], rectangle(spot, middle - 0.02, ground - 0.088, middle + 0.02, ground))
  paint(spot, [0.13, 0.42, 0.4], rectangle(spot, middle - 0.016, ground - 0.084, middle + 0.016, ground))
  paint(spot, [0.95, 0.8, 0.3], disc(spot, middle + 0.011, ground - 0.04, 0.0026))
  for (const x of [left + 0.052, right - 0.052]) paintWindow(spot, x, 0.638)
}

function paintWindow(spot: Spot, x: number, y: number): void {
  paint(spot, [1, 1, 1], rectangle(spot, x - 0.029, y - 0.029, x + 0.029, y + 0.029))
  const glass = blend([0.2, 0.3, 0.42], [0.7, 0.82, 0.9], smoothStep(-0.03, 0.03, spot.x - x - (spot.y - y)))
  paint(spot, glass, rectangle(spot, x - 0.024, y - 0.024, x + 0.024, y + 0.024))
  paint(spot, [1, 1, 1], rectangle(spot, x - 0.002, y - 0.024, x + 0.002, y + 0.024))
  paint(spot, [1, 1, 1], rectangle(spot, x - 0.024, y - 0.002, x + 0.024, y + 0.002))
}

/** White pickets: a regular pattern with frequencies that a kernel answers to. */
export function paintFence(spot: Spot): void {
  const [left, right, top, bottom] = [0.82, 1.75, 0.775, 0.875]
  if (spot.x < left || spot.x > right || spot.y < top - 0.02 || spot.y > bottom) return
  const pitch = 0.034
  const center = (Math.floor((spot.x - left) / pitch) + 0.5) * pitch + left
  const white: Color = [0.97, 0.96, 0.92]
  for (const rail of [0.8, 0.845]) {
    paint(spot, scaled(white, 0.8), rectangle(spot, left, rail, right, rail + 0.011))
  }
  const light = mix(1, 0.86, smoothStep(-0.004, 0.009, spot.x - center))
  const post = Math.max(
    rectangle(spot, center - 0.0085, top, center + 0.0085, bottom),
    triangle(spot, center, top - 0.012, top + 0.001, 0.0085),
  )
  paint(spot, scaled(white, light), post)
}

/** A leafy tree: ragged edges and texture at every scale. */
export function createTree(seed: number): (spot: Spot) => void {
  const rag = fractalNoise(seed + 11, 4)
  const leaf = fractalNoise(seed + 12, 3)
  const crown = [
    [0.2, 0.36, 0.15],
    [0.1, 0.45, 0.11],
    [0.31, 0.44, 0.11],
    [0.21, 0.49, 0.13],
    [0.25, 0.27, 0.1],
  ] as const
  return (spot) => {
    const { x, y } = spot
    if (x > 0.47 || y < 0.12) return
    const trunk = Math.abs(x - 0.205 - 0.012 * Math.sin(y * 9)) - 0.02 - 0.05 * smoothStep(0.8, 0.92, y) ** 2
    const wood = inside(spot, Math.max(trunk, 0.45 - y, y - 0.885))
    if (wood > 0) paint(spot, scaled([0.34, 0.25, 0.18], mix(0.6, 1.3, leaf(x * 190, y * 18))), wood)
    const distance = Math.min(...crown.map(([cx, cy, radius]) => Math.hypot(x - cx, y - cy) - radius))
    if (distance > 0.05) return
    const ragged = 0.055 * (rag(x * 30, y * 30) - 0.5) + 0.02 * (leaf(x * 140, y * 140) - 0.5)
    const light = smoothStep(0.62, 0.2, y) * 0.35 + smoothStep(0.05, 0.36, x) * 0.3 + leaf(x * 95, y * 95) * 0.75
    paint(spot, blend([0.06, 0.17, 0.06], [0.5, 0.64, 0.2], light - 0.25), inside(spot, distance + ragged))
  }
}

/** Firs on the far bank and beside the house, dark and pointed. */
export function createFirs(seed: number): (spot: Spot) => void {
  const needles = fractalNoise(seed + 13, 3)
  const firs = [
    [0.985, 0.72, 0.2],
    [0.945, 0.735, 0.15],
    [1.335, 0.71, 0.26],
    [1.4, 0.725, 0.2],
    [1.46, 0.715, 0.24],
    [0.885, 0.74, 0.11],
  ] as const
  return (spot) => {
    const { x, y } = spot
    if (x < 0.8 || y < 0.42 || y > 0.76) return
    const texture = needles(x * 150, y * 120)
    for (const [cx, foot, height] of firs) {
      const tip = foot - height
      if (Math.abs(x - cx) > height * 0.4 || y < tip || y > foot) continue
      const down = (y - tip) / height
      const tier = 0.75 + 0.25 * ((down * 6) % 1)
      const halfWidth = 0.27 * height * down * tier + 0.006 * (texture - 0.5)
      paint(spot, [0.27, 0.19, 0.13], rectangle(spot, cx - 0.005, foot - 0.03, cx + 0.005, foot))
      const green = blend([0.05, 0.17, 0.12], [0.2, 0.4, 0.22], texture + (x - cx) * 3)
      paint(spot, green, inside(spot, Math.max(Math.abs(x - cx) - halfWidth, y - foot + 0.015)))
    }
  }
}
