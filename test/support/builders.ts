import { mulberry32, normal } from '../../shared/maths/random.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'

/** Normally distributed float64 numbers: the same seed, the same tensor. */
export function normalTensor(shape: readonly number[], seed: number): Tensor<Float64Array> {
  const random = mulberry32(seed)
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => normal(random)),
  )
}

/** Whole float32 numbers from `least` to `most`: sums of their products are exact, so results can be compared bit for bit. */
export function integerTensor(
  shape: readonly number[],
  seed: number,
  least = -255,
  most = 255,
): Tensor<Float32Array<ArrayBuffer>> {
  const random = mulberry32(seed)
  const draw = () => least + Math.floor(random() * (most - least + 1))
  return tensor(shape, Float32Array.from({ length: sizeOf(shape) }, draw))
}

/** Float32 numbers from 0 to 1, as pixels are. */
export function pixelTensor(shape: readonly number[], seed: number): Tensor<Float32Array<ArrayBuffer>> {
  return tensor(shape, Float32Array.from({ length: sizeOf(shape) }, mulberry32(seed)))
}

/** A tensor from numbers written row by row, for cases worked by hand. */
export function handTensor(shape: readonly number[], ...numbers: readonly number[]): Tensor<Float64Array> {
  return tensor(shape, Float64Array.from(numbers))
}
