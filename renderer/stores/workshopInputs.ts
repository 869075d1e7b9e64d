import { errorRecord, LabError } from '../../shared/errors.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { parseMatrix } from '../../shared/kernel/parseMatrix.ts'

/** Numbers in rows and columns, small enough to be read one by one. */
export interface NumberGrid {
  readonly rows: number
  readonly columns: number
  /** Row-major. */
  readonly values: readonly number[]
}

export const inputKinds = ['lectureSmall', 'lectureLarge', 'ramp', 'photo', 'typed'] as const
export type InputKind = (typeof inputKinds)[number]

/** Rows and columns of an input: more could not be read in a window of the smallest size. */
export const mostInputRows = 16

/** The lecture's 4×4 input; with the kernel beside it the result is 15, 16; 6, 15. */
const lectureSmall = grid([
  [1, 2, 3, 0],
  [0, 1, 2, 3],
  [3, 0, 1, 2],
  [2, 3, 0, 1],
])

/** The kernel that the lecture lays over its 4×4 input. */
export const lectureKernelRows = [
  [2, 0, 1],
  [0, 1, 2],
  [1, 0, 2],
] as const

/** The lecture's 9×12 picture: a bar of 100 in 0, three rows high and six columns wide. */
const lectureLarge = grid(
  Array.from({ length: 9 }, (_, h) =>
    Array.from({ length: 12 }, (_, w) => (h >= 3 && h < 6 && w >= 3 && w < 9 ? 100 : 0)),
  ),
)

/** x[h,w] = h·W + w: every number says where it stands. */
export function ramp(rows: number, columns: number): NumberGrid {
  return Object.freeze({ rows, columns, values: Array.from({ length: rows * columns }, (_, i) => i) })
}

/** The numbers of an input that is known beforehand. */
export function inputGrid(kind: Exclude<InputKind, 'photo' | 'typed'>, rows: number, columns: number): NumberGrid {
  if (kind === 'ramp') return ramp(rows, columns)
  return kind === 'lectureSmall' ? lectureSmall : lectureLarge
}

/** Gray levels 0 to 255 of an RGBA picture whose three colors are equal. */
export function grayLevels(rgba: Uint8ClampedArray, rows: number, columns: number): NumberGrid {
  const values = Array.from({ length: rows * columns }, (_, i) => rgba[4 * i])
  return Object.freeze({ rows, columns, values })
}

/** The same numbers but this one. */
export function withNumber(
  { rows, columns, values }: NumberGrid,
  row: number,
  column: number,
  value: number,
): NumberGrid {
  return Object.freeze({ rows, columns, values: values.with(row * columns + column, value) })
}

/** Cut at the right and below, or filled up with 0 there. */
export function resized({ rows, columns, values }: NumberGrid, toRows: number, toColumns: number): NumberGrid {
  const kept = (h: number, w: number): number => (h < rows && w < columns ? values[h * columns + w] : 0)
  return grid(Array.from({ length: toRows }, (_, h) => Array.from({ length: toColumns }, (_, w) => kept(h, w))))
}

/** A matrix as a person pasted it. Throws `bad-argument` where it is none, `too-large` where it could not be drawn. */
export function pastedNumbers(text: string): NumberGrid {
  const kernel = matrixOf(text)
  const [K, C, rows, columns] = kernel.shape
  if (K * C > 1 || rows > mostInputRows || columns > mostInputRows) {
    const came = K * C > 1 ? kernel.shape.join(' × ') : `${rows} × ${columns}`
    throw new LabError('too-large', `the input takes up to ${mostInputRows} × ${mostInputRows} numbers, got ${came}`)
  }
  return Object.freeze({ rows, columns, values: Array.from(appliedWeight(kernel)) })
}

/** No kernel is meant, so none is to be blamed. */
function matrixOf(text: string): Kernel {
  try {
    return parseMatrix(text)
  } catch (thrown) {
    const { code, message } = errorRecord(thrown)
    throw new LabError(code === 'bad-kernel' ? 'bad-argument' : code, message)
  }
}

function grid(rows: readonly (readonly number[])[]): NumberGrid {
  return Object.freeze({ rows: rows.length, columns: rows[0].length, values: rows.flat() })
}
