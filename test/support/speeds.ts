import { costOf } from '../../shared/backend/cost.ts'
import type { Speeds } from '../../shared/backend/cost.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'

/** Nanoseconds that each case of measureRound takes where the model is true. */
export function timesUnder(truth: Speeds): readonly number[] {
  const g = (size: number) => convolutionGeometry([1, 1, 480, 480], [1, 1, size, size], { padding: 'same' })
  const rankOne = (size: number) => new Float32Array(size * size).fill(1)
  return [
    costOf('simd', g(1), rankOne(1), truth),
    costOf('simd', g(15), rankOne(15), truth),
    costOf('separable', g(5), rankOne(5), truth),
    costOf('separable', g(15), rankOne(15), truth),
    costOf('fft', g(15), rankOne(15), truth),
  ]
}
