import type { Numbers, Tensor } from '../maths/tensor.ts'

/**
 * Numbers of a picture as its file had them: 8 bits, 16 bits or float. What they mean is v = sample / white, rounded to
 * float32, with white 255, 65535 or 1; they are converted where they are read, so that a photo takes a quarter of the memory.
 */
export type Samples = Uint8Array | Uint16Array | Float32Array

/** The sample that means 1. */
export function whiteOf(samples: Samples | Float64Array): 255 | 65535 | 1 {
  if (samples instanceof Float32Array || samples instanceof Float64Array) return 1
  return samples instanceof Uint8Array ? 255 : 65535
}

const tables = new Map<number, Float32Array>()

/** v of every sample that there can be: 256 or 65536 numbers; null for floats, which are their values. */
export function valuesOf(samples: Samples): Float32Array | null {
  const white = whiteOf(samples)
  if (white === 1) return null
  let table = tables.get(white)
  if (!table) tables.set(white, (table = Float32Array.from({ length: white + 1 }, (_, sample) => sample / white)))
  return table
}

/** What `of` makes of every sample's value: a table in place of a computation per pixel. null for floats. */
export function tableOf(samples: Samples, of: (value: number) => number): Float64Array | null {
  const values = valuesOf(samples)
  return values && Float64Array.from(values, of)
}

/** The values of all samples, in memory that `take` gives; floats are their own. */
export function floatsOf(
  samples: Samples,
  take: (length: number) => Float32Array = (length) => new Float32Array(length),
): Float32Array {
  const values = valuesOf(samples)
  if (!values) return samples as Float32Array
  const floats = take(samples.length)
  for (let i = 0; i < floats.length; i++) floats[i] = values[samples[i]]
  return floats
}

/** A tensor, or one whose samples are converted where they are read. */
export interface SampledTensor {
  readonly shape: readonly number[]
  readonly data: Numbers | Samples
}

/** v of samples; null for numbers that mean themselves. */
export function valuesBehind(data: Numbers | Samples): Float32Array | null {
  return data instanceof Float64Array ? null : valuesOf(data)
}

/** The same as numbers, in memory that `take` gives; those that mean themselves are not copied. */
export function numbersOf(
  { shape, data }: SampledTensor,
  take = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length)),
): Tensor {
  return { shape, data: data instanceof Float64Array ? data : floatsOf(data, take) }
}
