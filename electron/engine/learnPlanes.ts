import { floatsOf } from '../../shared/image/samples.ts'
import type { ChannelChoice, Image } from '../../shared/image/image.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { bandRows } from './bands.ts'
import type { Light } from './bandTasks.ts'
import type { JobOptions } from './convolveJob.ts'
import type { PlaneSet } from './planePair.ts'
import type { SharedBuffers } from './sharedBuffers.ts'
import type { Workshop } from './workshop.ts'

/** Planes of the arena that a job made, to be given back together. */
export interface Taken {
  take(length: number): Float32Array
  add(numbers: Float32Array): void
  release(): void
}

export function createTaken(buffers: SharedBuffers): Taken {
  const taken = new Set<Float32Array>()
  return {
    take(length) {
      const numbers = buffers.take(length)
      taken.add(numbers)
      return numbers
    },
    add: (numbers) => void taken.add(numbers),
    release() {
      taken.forEach((numbers) => buffers.give(numbers))
      taken.clear()
    },
  }
}

type FloatPlanes = Pick<Image, 'width' | 'height' | 'channels'> & { readonly data: Float32Array }

/** Steps of a multiply-add's length that one power takes. */
const stepsOfPower = 10

/** Sums of squares want all numbers of a photo at once; those of a float picture are read where they lie. */
export async function inFloat32(
  image: Image,
  light: Light,
  made: Taken,
  { bands }: Workshop,
  { signal }: JobOptions,
): Promise<Image & FloatPlanes> {
  const samples = image.data
  if (light === 'same' && samples instanceof Float32Array) return { ...image, data: samples }
  const data = made.take(samples.length)
  const rowLength = image.width
  const rows = samples.length / rowLength
  await bands.run({ kind: 'light', direction: light, from: samples, to: data, rowLength }, rows, {
    signal,
    rows: bandRows(rows, rowLength * stepsOfPower, bands.threads),
  })
  return { ...image, data }
}

/** Pixels whose colors are numbers at a time. */
const graySlice = 1 << 20

/** The gray plane of three planes of samples, which are never all numbers. */
export function grayOfSamples({ width, height, data }: Image, made: Taken): PlaneSet {
  const pixels = width * height
  const gray = made.take(pixels)
  const rgb = new Float32Array(3 * Math.min(graySlice, pixels))
  for (let from = 0; from < pixels; from += graySlice) {
    const count = Math.min(graySlice, pixels - from)
    for (let c = 0; c < 3; c++) {
      const at = c * pixels + from
      floatsOf(data.subarray(at, at + count), () => rgb.subarray(c * count, (c + 1) * count))
    }
    grayPlane(rgb.subarray(0, 3 * count), count, gray.subarray(from, from + count))
  }
  return { width, height, channels: 1, data: gray }
}

export function inChannels(planes: FloatPlanes, choice: ChannelChoice, made: Taken): FloatPlanes {
  const { width, height, channels, data } = planes
  if (channels === 1 || choice === 'rgb') return planes
  return { width, height, channels: 1, data: grayPlane(data, width * height, made.take(width * height)) }
}
