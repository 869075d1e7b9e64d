import { LabError } from '../errors.ts'

/** Product code computes in float32; gradient checks and learning compute in float64. */
export type Numbers = Float32Array | Float64Array

/** Row-major numbers: the last index of `shape` runs fastest. */
export interface Tensor<D extends Numbers = Numbers> {
  readonly shape: readonly number[]
  readonly data: D
}

/** ∏ shape */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** Puts a shape on numbers; refuses a length that is not ∏ shape. */
export function tensor<D extends Numbers>(shape: readonly number[], data: D): Tensor<D> {
  if (data.length !== sizeOf(shape)) {
    throw new LabError('shape-mismatch', `shape ${shape.join('×')} wants ${sizeOf(shape)} numbers, got ${data.length}`)
  }
  return { shape, data }
}

/** A tensor of zeros of the same number type as `like`. */
export function zeros<D extends Numbers>(shape: readonly number[], like: D): Tensor<D> {
  const create = like.constructor as new (length: number) => D
  return { shape, data: new create(sizeOf(shape)) }
}
