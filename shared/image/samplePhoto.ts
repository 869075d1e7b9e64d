import { LabError } from '../errors.ts'
import { mulberry32, normal } from '../maths/random.ts'
import type { Image } from './image.ts'
import type { Spot } from './sample/brush.ts'
import { bankAt, castShadow, createHills, createLake, createMeadow, createSky } from './sample/landscape.ts'
import { createFirs, createTree, paintBalloon, paintBoat, paintFence, paintHouse } from './sample/objects.ts'

export interface SampleOptions {
  readonly width?: number
  readonly height?: number
  readonly seed?: number
}

export const sampleSize = { width: 960, height: 640 } as const
export const sampleSeed = 7

/** σ of the camera noise in the 0 to 1 range: that of a good camera at low sensitivity. */
const sensorNoise = 0.008

/**
 * The photo that comes with the lab, painted by seeded functions: a smooth sky, soft and hard edges, fine texture, colored
 * things, and a camera's noise in every pixel. Without that noise a kernel could not be told from its neighbors when it
 * is learned back. 8 bits per sample, as from a file; the same size and seed give the same picture everywhere.
 */
export function samplePhoto({
  width = sampleSize.width,
  height = sampleSize.height,
  seed = sampleSeed,
}: SampleOptions = {}): Image {
  if (![width, height].every((extent) => Number.isInteger(extent) && extent > 0 && extent <= 16384)) {
    throw new LabError('bad-argument', `the sample photo has 1 to 16384 rows and columns, got ${width}×${height}`)
  }
  const data = new Uint8Array(3 * width * height)
  paintSampleRows(data, width, height, seed, 0, height)
  return { width, height, channels: 3, data, alpha: null, depth: 8 }
}

/** Rows [from, to) of the sample photo, to their places in its three planes: the work of one band. */
export function paintSampleRows(
  data: Uint8Array,
  width: number,
  height: number,
  seed: number,
  from: number,
  to: number,
): void {
  const scene = createScene(seed)
  const spot: Spot = { x: 0, y: 0, pixel: 1 / height, color: [0, 0, 0] }
  for (let row = from; row < to; row++) {
    const noise = mulberry32(seed + row * 7919) // every row has its own, so that bands need not know of each other
    for (let column = 0; column < width; column++) {
      spot.x = 0.75 + (column + 0.5 - width / 2) / height // the scene is 3:2; other shapes show more or less at the sides
      spot.y = (row + 0.5) / height
      scene(spot)
      for (let c = 0; c < 3; c++) {
        const value = Math.min(1, Math.max(0, spot.color[c] + sensorNoise * normal(noise)))
        data[(c * height + row) * width + column] = Math.round(value * 255)
      }
    }
  }
}

/** The layers from back to front. */
function createScene(seed: number): (spot: Spot) => void {
  const layers = [
    createSky(seed),
    createHills(seed),
    paintBalloon,
    createLake(seed),
    paintBoat,
    createMeadow(seed),
    (spot: Spot) => castShadow(spot, 1.1, bankAt(1.1) + 0.055, 0.24, 0.05),
    (spot: Spot) => castShadow(spot, 0.17, 0.9, 0.28, 0.07),
    createFirs(seed),
    paintHouse,
    paintFence,
    createTree(seed),
  ]
  return (spot) => {
    for (const layer of layers) layer(spot)
  }
}
