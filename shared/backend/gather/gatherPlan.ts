import { borderColumns, outside } from '../../maths/border.ts'
import { noOffsetSums } from '../../maths/offsetSums.ts'
import type { OffsetSums } from '../../maths/offsetSums.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { valuesBehind } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import type { Numbers } from '../../maths/tensor.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'

/** The fields of the class GatherPlan in gatherPlan.as.ts, in their order there; a test compares the two. */
export const gatherFields = [
  ...['xRows', 'yRows', 'columns', 'x', 'y', 'ones', 'leftColumns', 'rightColumns', 'rowSums', 'pairs', 'targets'],
  ...[
    'C',
    'K',
    'R',
    'S',
    'P',
    'Q',
    'W',
    'left',
    'padded',
    'xDouble',
    'yDouble',
    'bias',
    'xPitch',
    'yPitch',
    'columnPitch',
  ],
]

/** A vector is read up to its own length behind a row, shifted by up to two numbers. */
const slack = 32

/** Scratch of one call: rows that meet each other stay in the second-level cache. */
const cachedBytes = 512 * 1024

/** Output rows that are laid out at a time, in numbers of `size` bytes. */
export function chunkRows({ C, K, R, W, Q, left, right }: Geometry, size: number): number {
  const rowBytes = size * (C * (W + left + right) + K * Q)
  return Math.max(8, Math.min(64, Math.floor(cachedBytes / rowBytes) - R + 1))
}

/** Scratch and tables in memory for up to so many rows at a time, and the sums that are made there. */
export interface PlacedPlan {
  /** Of the plan, and of everything: freeing it frees all. */
  readonly address: number
  readonly sums: OffsetSums
  /** Readies the output rows p ≤ row < end of picture n; `rows` is borderRows(g), `whole` whether the target is read too. */
  place(rows: Int32Array, n: number, p: number, end: number, whole: boolean): void
}

export function layOutPlan(
  arena: Arena,
  size: number,
  x: Numbers | Samples,
  y: Numbers | Samples,
  g: Geometry,
  bias: boolean,
  mostRows: number,
): PlacedPlan {
  const { C, K, R, S, Q, W, left } = g
  const columns = borderColumns(g)
  const padded = mostRows + R - 1
  const pitch = (numbers: number): number => Math.ceil((numbers * size + slack) / 64) * 64 + 64
  const [xPitch, yPitch, columnPitch] = [columns.length, Q, padded].map(pitch)
  const none = noOffsetSums(g)
  const spaces = {
    plan: 4 * gatherFields.length,
    xRows: 4 * C * padded,
    yRows: 4 * K * mostRows,
    columns: 4 * columns.length,
    x: C * padded * xPitch,
    y: K * mostRows * yPitch,
    ones: yPitch,
    leftColumns: C * (S - 1) * columnPitch,
    rightColumns: C * (S - 1) * columnPitch,
    rowSums: 8 * S,
    pairs: none.pairs.byteLength,
    targets: none.targets.byteLength,
    stagedX: stagedBytes(arena, x) * C * padded * W,
    stagedY: stagedBytes(arena, y) * K * mostRows * Q,
  }
  const at = addresses(arena, spaces)
  const buffer = bufferOf(arena.memory)
  const sums = {
    pairs: new Float64Array(buffer, at.pairs, none.pairs.length).fill(0),
    targets: new Float64Array(buffer, at.targets, none.targets.length).fill(0),
  }
  const int32 = (address: number, numbers: ArrayLike<number>): void =>
    new Int32Array(buffer, address, numbers.length).set(numbers) // addresses beyond 2 GiB keep their 32 bits
  int32(at.columns, columns)
  const [xDouble, yDouble] = [x, y].map((numbers) => (numbers instanceof Float64Array ? 1 : 0))
  const extents = { C, K, R, S, Q, W, left, padded: columns.length, xDouble, yDouble, bias: bias ? 1 : 0 }
  const fixed: Record<string, number> = { ...at, ...extents, xPitch, yPitch, columnPitch }
  return {
    address: at.plan,
    sums,
    place(rows, n, p, end, whole) {
      const fields: Record<string, number> = { ...fixed, P: end - p }
      int32(
        at.plan,
        gatherFields.map((name) => fields[name]),
      )
      int32(at.xRows, rowAddresses(arena, at.stagedX, x, inputRows(g, rows, n, p, end), W))
      if (whole) int32(at.yRows, rowAddresses(arena, at.stagedY, y, targetRows(g, n, p, end), Q))
    },
  }
}

/** One block of memory for all spaces, one after the other; the first has the block's own address. */
export function addresses<Names extends string>(arena: Arena, spaces: Record<Names, number>): Record<Names, number> {
  const starts = {} as Record<Names, number>
  let end = 0
  for (const [name, bytes] of Object.entries(spaces) as [Names, number][]) {
    starts[name] = end
    end += Math.ceil(bytes / 64) * 64
  }
  const block = arena.allocateBytes(end)
  for (const name of Object.keys(starts) as Names[]) starts[name] += block
  return starts
}

/** Instead of where a row begins: it is all border, or lies below the padded picture and adds nothing. */
const [allBorder, beyond] = [-1, -2]

/** Where each padded row of a chunk begins in x, channel by channel. */
function inputRows({ C, H, W, P, R }: Geometry, table: Int32Array, n: number, p: number, end: number): number[] {
  const count = end - p + R - 1
  return Array.from({ length: C * count }, (_, i) => {
    const t = p + (i % count)
    if (t >= P + R - 1) return beyond
    const h = table[t]
    return h === outside ? allBorder : ((n * C + Math.floor(i / count)) * H + h) * W
  })
}

function targetRows({ K, P, Q }: Geometry, n: number, p: number, end: number): number[] {
  const count = end - p
  return Array.from({ length: K * count }, (_, i) => ((n * K + Math.floor(i / count)) * P + p + (i % count)) * Q)
}

/** Of one number. Planes outside the arena are copied in, some rows at a time, and samples as the numbers that they mean. */
function stagedBytes(arena: Arena, numbers: Numbers | Samples): number {
  if (valuesBehind(numbers)) return Float32Array.BYTES_PER_ELEMENT
  return arena.addressOf(numbers) === null ? numbers.BYTES_PER_ELEMENT : 0
}

/** The addresses of rows that begin at `starts` and hold `length` numbers; for what begins nowhere 0 and 1, as GatherPlan says. */
function rowAddresses(
  arena: Arena,
  stage: number,
  numbers: Numbers | Samples,
  starts: readonly number[],
  length: number,
): number[] {
  const values = valuesBehind(numbers)
  const address = values ? null : arena.addressOf(numbers)
  const bytes = values ? Float32Array.BYTES_PER_ELEMENT : numbers.BYTES_PER_ELEMENT
  const nowhere = (start: number): number => (start === allBorder ? 0 : 1)
  if (address !== null) return starts.map((start) => (start < 0 ? nowhere(start) : address + start * bytes))
  const create = (values ?? numbers).constructor as new (memory: ArrayBufferLike, at: number, length: number) => Numbers
  const staged = new create(bufferOf(arena.memory), stage, starts.length * length)
  return starts.map((start, i) => {
    if (start < 0) return nowhere(start)
    if (values) for (let j = 0; j < length; j++) staged[i * length + j] = values[numbers[start + j]]
    else staged.set(numbers.subarray(start, start + length), i * length)
    return stage + i * length * bytes
  })
}
