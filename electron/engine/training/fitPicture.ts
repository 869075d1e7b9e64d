import type { Image } from '../../../shared/image/image.ts'
import { floatsOf } from '../../../shared/image/samples.ts'
import { grayPlane } from '../../../shared/maths/gray.ts'
import type { InputShape } from '../../../shared/network/description.ts'
import { byteOf } from '../../../shared/network/training/samples.ts'
import type { StoredPicture } from '../../../shared/network/training/samples.ts'
import type { JobOptions } from '../convolveJob.ts'
import { stackInput } from '../layers/stackInput.ts'
import type { Workshop } from '../workshop.ts'
import type { SampleMemory } from './sampleMemory.ts'

/**
 * A photo as a network's input: scaled so that it just covers H×W, its middle cut out, gray or color as the network wants it.
 * Predicting does the same with its photos as training did, or the network would meet pictures such as it never saw.
 */
export async function fitPicture(
  image: Image,
  input: InputShape,
  workshop: Workshop,
  memory: SampleMemory,
  options: JobOptions = {},
): Promise<StoredPicture> {
  const x = await stackInput(image, input, workshop, options, 'crop')
  const [channels, height, width] = input
  try {
    return { channels, height, width, samples: store(x, image.depth, memory) }
  } finally {
    workshop.buffers.give(x)
  }
}

/** A photo at its own size, gray or in color. */
export function wholePicture(image: Image, wanted: 1 | 3, memory: SampleMemory): StoredPicture {
  const { channels, height, width, depth } = image
  const data = floatsOf(image.data)
  const size = height * width
  const keep = (values: Float32Array): StoredPicture => ({
    channels: wanted,
    height,
    width,
    samples: store(values, depth, memory),
  })
  if (wanted === channels) return keep(data)
  if (wanted === 1) return keep(grayPlane(data, size, new Float32Array(size)))
  const color = new Float32Array(3 * size)
  for (let c = 0; c < 3; c++) color.set(data, c * size)
  return keep(color)
}

/** One byte a sample for what came from 8 bits; 16 bits and floats would lose by it. */
function store(values: Float32Array, depth: Image['depth'], memory: SampleMemory): StoredPicture['samples'] {
  if (depth !== 8) {
    const floats = memory.floats(values.length)
    floats.set(values)
    return floats
  }
  const bytes = memory.bytes(values.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf(values[i])
  return bytes
}
