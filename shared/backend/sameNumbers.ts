import type { Numbers } from '../maths/tensor.ts'

/** Whether what was derived from the one still stands for the other: bit by bit, NaN equal to NaN. */
export function sameNumbers(a: Numbers, b: Numbers): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
}
