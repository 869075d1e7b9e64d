import type { Geometry } from './geometry.ts'

/** A region of outputs: the first row and column, and how many. */
export interface Region {
  readonly p: number
  readonly q: number
  readonly rows: number
  readonly columns: number
}

/** The loop over a region of outputs as numbers: all that its steps read, and what each of them gives. */
export interface Walk {
  readonly region: Region
  readonly R: number
  readonly S: number
  readonly stride: readonly [u: number, v: number]
  readonly dilation: readonly [d: number, e: number]
  /** c of each plane of x. */
  readonly channels: readonly number[]
  /** Where x begins: row p·u − top and column q·v − left, negative in the border. */
  readonly firstRow: number
  readonly firstColumn: number
  readonly height: number
  readonly width: number
  /** channels·height·width numbers, the border filled in. */
  readonly x: Float32Array<ArrayBuffer>
  /** channels·R·S weights. */
  readonly w: Float32Array<ArrayBuffer>
  readonly bias: number
  /** The input row that each row of x was read from, and the column; −1 for the border's own value. */
  readonly fromRows: Int32Array<ArrayBuffer>
  readonly fromColumns: Int32Array<ArrayBuffer>
  /** rows·columns sums in float64. */
  readonly y: Float64Array<ArrayBuffer>
}

/** One pass through the body of the loop: y[i,j] from the window whose corner is x[row, column]. */
export interface WalkStep {
  readonly i: number
  readonly j: number
  /** Of the window's corner, counted in x. */
  readonly row: number
  readonly column: number
  readonly sum: number
}

/** The outputs in reading order: i = p + ⌊index / columns⌋, j = q + index mod columns */
export function walkStep({ region, stride: [u, v], y }: Walk, index: number): WalkStep {
  const down = Math.floor(index / region.columns)
  const across = index % region.columns
  return { i: region.p + down, j: region.q + across, row: down * u, column: across * v, sum: y[index] }
}

/** The R·S numbers under the window, of one plane of x: x[c, row + r·d, column + s·e] */
export function subArray({ R, S, dilation: [d, e], x, height, width }: Walk, { row, column }: WalkStep, c: number) {
  return Array.from({ length: R * S }, (_, t) => {
    const [r, s] = [Math.floor(t / S), t % S]
    return x[(c * height + row + r * d) * width + column + s * e]
  })
}

/** The part of the input that the outputs of a region read: d(R−1) + 1 rows for the first, u more for each that follows. */
export function regionExtent({ R, S, u, v, d, e }: Geometry, { rows, columns }: Region): readonly [number, number] {
  return [(rows - 1) * u + d * (R - 1) + 1, (columns - 1) * v + e * (S - 1) + 1]
}

/** What a loop with a print in its body prints: i, j, the sub-array and the sum, for the first `steps` outputs. */
export function walkText(walk: Walk, steps = walk.y.length): string {
  return Array.from({ length: steps }, (_, index) => {
    const step = walkStep(walk, index)
    const planes = walk.channels.map((_channel, c) => matrixText(subArray(walk, step, c), walk.S))
    const window = planes.length === 1 ? planes[0] : `[${planes.map(indented).join('\n\n ')}]`
    return `i = ${step.i}, j = ${step.j}\n${window}\nsum = ${numberText(step.sum)}`
  }).join('\n\n')
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n ')
}

/** Rows in brackets with their columns aligned, as NumPy prints them. */
function matrixText(numbers: readonly number[], columns: number): string {
  const texts = numbers.map(numberText)
  const width = Math.max(...texts.map((text) => text.length))
  const rows: string[] = []
  for (let first = 0; first < texts.length; first += columns) {
    const row = texts.slice(first, first + columns).map((text) => text.padStart(width))
    rows.push(`[${row.join(' ')}]`)
  }
  return `[${rows.join('\n ')}]`
}

/** Seven digits: what a float32 is sure of. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(7)) || 0)
}
