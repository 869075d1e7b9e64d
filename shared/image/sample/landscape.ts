import { blend, inside, paint, scaled, shade } from './brush.ts'
import type { Color, Spot } from './brush.ts'
import { fractalNoise, gridValue, mix, smoothStep, valueNoise } from './noise.ts'

export const sun = { x: 0.79, y: 0.235, radius: 0.042 } as const
const waterLine = 0.575

const zenith: Color = [0.2, 0.43, 0.76]
const horizon: Color = [0.97, 0.83, 0.66]

/** A clear gradient with a soft glow round a hard-edged sun, and clouds without edges. */
export function createSky(seed: number): (spot: Spot) => void {
  const clouds = fractalNoise(seed, 5)
  return (spot) => {
    if (spot.y > waterLine + 0.01) return
    paint(spot, blend(zenith, horizon, smoothStep(-0.05, 0.56, spot.y) ** 1.3), 1)
    const distance = Math.hypot(spot.x - sun.x, spot.y - sun.y)
    paint(spot, [1, 0.93, 0.72], 0.75 * Math.exp(-distance / 0.11))
    paint(spot, [1, 0.97, 0.86], inside(spot, distance - sun.radius))
    if (spot.y > 0.5) return
    const density = clouds(spot.x * 2.6 + 3, spot.y * 7.5)
    const cover = smoothStep(0.52, 0.78, density) * smoothStep(0.5, 0.3, spot.y)
    if (cover === 0) return
    const lit = clouds(spot.x * 2.6 + 3.04, spot.y * 7.5 - 0.25)
    paint(spot, blend([1, 0.97, 0.93], [0.7, 0.72, 0.8], smoothStep(0.45, 0.8, lit)), 0.9 * cover)
  }
}

/** Snowy mountains in the haze, then two chains of wooded hills, each a little sharper than the one behind. */
export function createHills(seed: number): (spot: Spot) => void {
  const ridge = fractalNoise(seed + 1, 6)
  const snow = fractalNoise(seed + 2, 4)
  const wood = fractalNoise(seed + 3, 3)
  return (spot) => {
    const { x, y } = spot
    if (y > waterLine + 0.01) return
    const peak = 0.56 - 0.27 * (1 - Math.abs(2 * ridge(x * 2.4 + 5.3, 0.5) - 1)) ** 2.2 + 0.02 * Math.sin(x * 6)
    const crag = snow(x * 30 + 9, (y - peak) * 18)
    const rock = blend([0.38, 0.44, 0.6], [0.62, 0.66, 0.77], smoothStep(0.3, 0.7, crag))
    const white = smoothStep(0.1, 0.02, y - peak + 0.16 * (crag - 0.42))
    const stone = blend(rock, [0.97, 0.97, 1], 0.92 * white)
    const haze = smoothStep(0.34, 0.56, y)
    paint(spot, blend(stone, [0.88, 0.8, 0.73], 0.7 * haze), smoothStep(-0.003, 0.003, y - peak))
    const back = 0.525 - 0.07 * ridge(x * 1.7 + 31, 4.5) + 0.02 * Math.sin(x * 5 + 1)
    paint(spot, scaled([0.42, 0.53, 0.5], mix(0.85, 1.1, wood(x * 60, y * 90))), inside(spot, back - y))
    const front = 0.562 - 0.06 * ridge(x * 2.3 + 57, 9.5) ** 1.5 - 0.01 * wood(x * 90, 1.5)
    paint(spot, scaled([0.2, 0.36, 0.24], mix(0.6, 1.35, wood(x * 110, y * 160))), inside(spot, front - y))
  }
}

/** The sky again, upside down and broken by ripples that get longer and flatter with distance; the sun glitters. */
export function createLake(seed: number): (spot: Spot) => void {
  const ripple = fractalNoise(seed + 4, 3)
  return (spot) => {
    const { x, y } = spot
    if (y < waterLine - spot.pixel || y > bankAt(x) + 0.02) return
    const depth = (y - waterLine) / 0.2
    const wave = ripple(x * 22, 30 * Math.log(1 + 14 * Math.max(0, depth)))
    const mirrored = blend([0.55, 0.58, 0.55], [0.24, 0.45, 0.68], smoothStep(0, 0.6, depth))
    paint(spot, scaled(mirrored, mix(0.72, 1.28, wave)), inside(spot, waterLine - y))
    const glitter = Math.exp(-(((x - sun.x) / (0.06 + 0.12 * depth)) ** 2)) * smoothStep(0.36, 0.62, wave)
    paint(spot, [1, 0.95, 0.78], 0.85 * glitter)
  }
}

/** Height of the near bank, which everything else stands on. */
export function bankAt(x: number): number {
  return 0.735 - 0.045 * Math.sin(x * 2.7 - 1.1) - 0.05 * smoothStep(0.75, 1.25, x)
}

/** Grass: the finest texture of the picture, blades stretched upright, with flowers scattered on it. */
export function createMeadow(seed: number): (spot: Spot) => void {
  const blades = valueNoise(seed + 5)
  const patches = fractalNoise(seed + 6, 4)
  return (spot) => {
    const { x, y } = spot
    const bank = bankAt(x) + 0.006 * (blades(x * 300, 0.5) - 0.5)
    if (y < bank - spot.pixel) return
    const near = smoothStep(0.68, 1, y)
    const tuft = mix(blades(x * 330, y * 95), blades(x * 170 + y * 20, y * 42), near)
    const green = blend([0.5, 0.62, 0.24], [0.2, 0.42, 0.13], patches(x * 6, y * 11))
    paint(spot, scaled(green, mix(0.62, 1.3, tuft) * mix(1.08, 0.8, near)), inside(spot, bank - y))
    plantFlower(spot, seed, near)
  }
}

const petals: readonly Color[] = [
  [0.93, 0.23, 0.22],
  [0.98, 0.83, 0.2],
  [0.96, 0.96, 0.98],
  [0.55, 0.36, 0.8],
]

/** One flower in about every seventh cell of a grid whose cells grow towards the viewer. */
function plantFlower(spot: Spot, seed: number, near: number): void {
  if (near < 0.25) return
  const cell = 0.022
  const column = Math.floor(spot.x / cell)
  const row = Math.floor(spot.y / cell)
  if (gridValue(column, row, seed + 7) > 0.15) return
  const x = (column + 0.3 + 0.4 * gridValue(column, row, seed + 8)) * cell
  const y = (row + 0.3 + 0.4 * gridValue(column, row, seed + 9)) * cell
  const distance = Math.hypot(spot.x - x, spot.y - y)
  const color = petals[Math.floor(gridValue(column, row, seed + 10) * petals.length)]
  paint(spot, color, inside(spot, distance - 0.005 * mix(0.6, 1.15, near)))
  paint(spot, [0.95, 0.75, 0.2], inside(spot, distance - 0.0018))
}

/** A shadow without an edge. */
export function castShadow(spot: Spot, x: number, y: number, width: number, height: number): void {
  const distance = Math.hypot((spot.x - x) / width, (spot.y - y) / height)
  if (distance < 1) shade(spot, -0.5 * smoothStep(1, 0.25, distance))
}
