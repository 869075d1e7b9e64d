import { LabError } from '../errors.ts'
import type { Numbers } from '../maths/tensor.ts'

/** The numbers as they are, if they are what WebAssembly computes in. Throws `bad-argument`. */
export function inFloat32(backend: string, name: string, numbers: Numbers): Float32Array {
  if (numbers instanceof Float32Array) return numbers
  throw new LabError('bad-argument', `${backend} computes in float32, ${name} is float64`)
}
