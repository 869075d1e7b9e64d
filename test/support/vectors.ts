import { readFileSync } from 'node:fs'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'

/** A tensor as the vector files hold it. */
export interface PackedTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

/** Numbers that PyTorch, NumPy and SciPy computed in float64; `source` names their versions. */
export interface Vectors<Case> {
  readonly source: string
  readonly cases: readonly Case[]
}

export type VectorFile = 'convolution' | 'gray' | 'layers' | 'learning' | 'pooling' | 'worked-examples'

/** Reads test/fixtures/vectors/NAME.json; the caller names the shape of one case. */
export function readVectors<Case>(name: VectorFile): Vectors<Case> {
  const file = new URL(`../fixtures/vectors/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Vectors<Case>
}

export function unpack(packed: PackedTensor): Tensor<Float64Array> {
  return tensor(packed.shape, Float64Array.from(packed.data))
}
