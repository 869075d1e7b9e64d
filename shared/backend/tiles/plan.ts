import { borderColumns } from '../../maths/border.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { paddedRows, stagedBytes } from './placeRows.ts'
import type { PlacedRows } from './placeRows.ts'

/** The fields of the class Plan in plan.as.ts, in their order there; a test compares the two. */
export const planFields = [
  ...['x', 'xPlane', 'y', 'yPlane', 'w', 'b', 'rows', 'columns', 'planeTaps', 'tileTaps', 'tile', 'block'],
  ...['N', 'groups', 'channels', 'filters', 'W', 'P', 'Q', 'R', 'S', 'u', 'v', 'd', 'e', 'left', 'border'],
  ...['innerTop', 'innerBottom', 'innerLeft', 'innerRight'],
  ...['tileRows', 'tileColumns', 'tileHeight', 'pitch', 'phases'],
]

/** Outputs that one step of the inner loops computes: 2 rows of 16. */
const blockRows = 2
const blockColumns = 16

/** A tile is made no larger than this, unless one block needs more: the second-level cache holds it beside other things. */
const cachedTileBytes = 256 * 1024

/** Scratch beyond this is declined by `fitsScratch`: with two threads, a job then stays within 64 MiB beside its planes. */
const mostScratchBytes = 32 * 2 ** 20

export interface TileShape {
  readonly tileRows: number
  readonly tileColumns: number
  readonly tileHeight: number
  readonly pitch: number
  readonly phases: number
  readonly bytes: number
}

/** The largest tile for g within the budget, of so many outputs at most; its layout is loadTile.as.ts's. */
export function tileShape(g: Geometry, most = { rows: 64, columns: 512 }): TileShape {
  const reach = g.e * (g.S - 1)
  const phases = Math.min(g.v, reach + 1)
  const shape = (tileRows: number, tileColumns: number): TileShape => {
    const tileHeight = paddedRows(g, tileRows)
    const pitch = 4 * (tileColumns + Math.floor(reach / g.v))
    return { tileRows, tileColumns, tileHeight, pitch, phases, bytes: (g.C / g.groups) * tileHeight * phases * pitch }
  }
  let rows = Math.min(most.rows, roundUp(g.P, blockRows))
  let columns = Math.min(most.columns, roundUp(g.Q, blockColumns))
  while (shape(rows, columns).bytes > cachedTileBytes && (rows > blockRows || columns > blockColumns)) {
    if (columns > blockColumns && columns >= rows) columns = roundUp(columns / 2, blockColumns)
    else rows = roundUp(rows / 2, blockRows)
  }
  return shape(rows, columns)
}

/** Whether everything that a call lays into memory, x, y and their copies apart, stays within bounds. */
export function fitsScratch(g: Geometry, tile = tileShape(g)): boolean {
  const taps = (g.C / g.groups) * g.R * g.S
  const tables = paddedRows(g, g.P) + g.left + g.W + g.right + 2 * taps + g.K * (taps + 1)
  return tile.bytes + 4 * tables + stagedBytes(g) <= mostScratchBytes
}

/** What a backend's own plan holds behind the fields of every plan. */
export interface PlanExtension {
  readonly tile: TileShape
  /** The fields of its class, in their order there. */
  readonly fields: readonly string[]
  /** Fields that point at numbers, and fields that point at so many bytes of scratch. */
  readonly tables: Readonly<Record<string, Float32Array | Int32Array>>
  readonly spaces: Readonly<Record<string, number>>
  /** Fields that are float32, and those that are whole. */
  readonly floats: Readonly<Record<string, number>>
  readonly wholes: Readonly<Record<string, number>>
}

const noExtension = { fields: [], tables: {}, spaces: {}, floats: {}, wholes: {} }

/** Lays everything but the planes into memory, calls `run` with the plan's address, and takes it away again. */
export function withPlan(
  arena: Arena,
  w: Float32Array,
  b: Float32Array | null,
  g: Geometry,
  placed: PlacedRows,
  run: (plan: number) => void,
  extension: PlanExtension = { tile: tileShape(g), ...noExtension },
): void {
  const { tile } = extension
  const names = [...planFields, ...extension.fields]
  // Without a border nothing looks into it, and to copy it into shared memory took as long as a row of sums.
  const columns = g.left + g.right > 0 ? borderColumns(g) : new Int32Array(0)
  const tables: Record<string, Float32Array | Int32Array> = {
    w,
    b: b ?? new Float32Array(g.K),
    rows: placed.rows,
    columns,
    planeTaps: tapOffsets(g, (c, r, s) => c * placed.xPlane + 4 * (r * g.d * g.W + s * g.e)),
    tileTaps: tapOffsets(g, (c, r, s) => tileOffset(tile, g, c, r * g.d, s * g.e)),
    ...extension.tables,
  }
  // Loops over names: records that are mapped take longer than the sums of a row.
  const fields: Record<string, number> = {}
  let end = 0
  const place = (name: string, bytes: number): void => {
    fields[name] = end
    end += roundUp(bytes, 64) // a cache line: what spans one does not straddle two
  }
  place('block', 4 * blockRows * blockColumns)
  place('tile', tile.bytes)
  for (const name in extension.spaces) place(name, extension.spaces[name])
  for (const name in tables) place(name, 4 * tables[name].length)
  const scratch = arena.allocateBytes(end + 4 * names.length)
  try {
    const buffer = bufferOf(arena.memory)
    for (const name in tables) copyNumbers(tables[name], buffer, scratch + fields[name])
    for (const name in fields) fields[name] += scratch
    Object.assign(fields, extents(g), planesOf(placed), tile, inner(g, placed), extension.wholes)
    const record = new Int32Array(buffer, scratch + end, names.length)
    const floats = new Float32Array(buffer, scratch + end, names.length)
    for (let i = 0; i < names.length; i++) record[i] = fields[names[i]] // addresses beyond 2 GiB keep their 32 bits
    floats[names.indexOf('border')] = g.border.value
    for (const name in extension.floats) floats[names.indexOf(name)] = extension.floats[name]
    run(scratch + end)
  } finally {
    arena.freeBytes(scratch)
  }
}

/** A loop: for a few numbers, `set` into shared memory takes as long as for hundreds. */
function copyNumbers(table: Float32Array | Int32Array, buffer: SharedArrayBuffer, address: number): void {
  const target =
    table instanceof Float32Array
      ? new Float32Array(buffer, address, table.length)
      : new Int32Array(buffer, address, table.length)
  for (let i = 0; i < table.length; i++) target[i] = table[i]
}

function extents({ C, K, W, Q, R, S, u, v, d, e, left, groups, border }: Geometry): Record<string, number> {
  return { groups, channels: C / groups, filters: K / groups, W, Q, R, S, u, v, d, e, left, border: border.value }
}

function planesOf({ N, P, x, xPlane, y, yPlane }: PlacedRows): Record<string, number> {
  return { N, P, x, xPlane, y, yPlane }
}

function tapOffsets(g: Geometry, offset: (c: number, r: number, s: number) => number): Int32Array {
  const offsets = new Int32Array((g.C / g.groups) * g.R * g.S) // filled by loops: Int32Array.from takes ten times as long, in every band
  let t = 0
  for (let c = 0; c < g.C / g.groups; c++) {
    for (let r = 0; r < g.R; r++) for (let s = 0; s < g.S; s++) offsets[t++] = offset(c, r, s)
  }
  return offsets
}

/** Where a tile holds padded row i and column j of channel c. */
export function tileOffset(
  { tileHeight, phases, pitch }: TileShape,
  { v }: Geometry,
  c: number,
  i: number,
  j: number,
): number {
  return ((c * tileHeight + i) * phases + (j % v)) * pitch + 4 * Math.floor(j / v)
}

/** The outputs whose windows lie inside x, in whole blocks; none where the stride parts neighbors (v > 1). */
function inner(g: Geometry, { P, inside }: PlacedRows): Record<string, number> {
  const [innerTop, innerBottom] = windowsInside(inside, paddedRows(g, 1), g.u, P)
  const [innerLeft, end] = windowsInside([g.left, g.left + g.W], g.e * (g.S - 1) + 1, g.v, g.Q)
  const columns = Math.floor((end - innerLeft) / blockColumns) * blockColumns
  if (innerTop === innerBottom || columns === 0 || g.v > 1)
    return { innerTop: P, innerBottom: P, innerLeft: 0, innerRight: 0 }
  return { innerTop, innerBottom, innerLeft, innerRight: innerLeft + columns }
}

/** The outputs from ≤ p < to, out of `outputs`, with first ≤ p·stride and p·stride + reach ≤ end; [0, 0] if there are none. */
function windowsInside(
  [first, end]: readonly [number, number],
  reach: number,
  stride: number,
  outputs: number,
): readonly [from: number, to: number] {
  const from = Math.max(0, Math.ceil(first / stride))
  const to = Math.min(outputs, Math.floor((end - reach) / stride) + 1)
  return from < to ? [from, to] : [0, 0]
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
