import { valuesBehind } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import type { Numbers } from '../../maths/tensor.ts'

/** Numbers looked at: spread over the whole picture, and few. */
const probes = 4096

/**
 * Whether numbers look like pixels of 8 bits, v/255 rounded to float32 for whole v from 0 to 255. A probe: the gathering itself looks
 * at every number and answers no where this was wrong.
 */
export function eightBits(numbers: Numbers | Samples): boolean {
  if (numbers instanceof Float64Array) return false
  if (numbers instanceof Uint8Array) return true
  const values = valuesBehind(numbers)
  const step = Math.max(1, Math.floor(numbers.length / probes) | 1) // odd, so that not one column is looked at again and again
  for (let i = 0; i < numbers.length; i += step) if (!isPixel(values ? values[numbers[i]] : numbers[i])) return false
  return true
}

/** Whether a number is v/255 in float32 for a whole v from 0 to 255. */
export function isPixel(value: number): boolean {
  const pixel = Math.round(value * 255)
  return pixel >= 0 && pixel <= 255 && Math.fround(pixel / 255) === value
}
