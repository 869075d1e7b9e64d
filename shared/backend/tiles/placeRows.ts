import { borderRows, outside } from '../../maths/border.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'

/** Rows of a convolution as WebAssembly finds them: addresses and steps in bytes, as in plan.as.ts. */
export interface PlacedRows {
  readonly N: number
  readonly P: number
  readonly x: number
  readonly xPlane: number
  readonly y: number
  readonly yPlane: number
  /** Input row of every padded row from the first output's first tap on. */
  readonly rows: Int32Array
  /** Padded rows first ≤ i < end stand in x, one below the other. */
  readonly inside: readonly [first: number, end: number]
  /** Of the P rows of outputs, first ≤ p < end have to be written; the others only belong to what is computed together. */
  readonly wanted: readonly [first: number, end: number]
}

/** Scratch for planes that lie outside the arena: so many rows of them at a time. */
const stageBytes = 4 * 2 ** 20

/** Padded rows that `outputs` rows of outputs look at. */
export function paddedRows({ u, d, R }: Geometry, outputs: number): number {
  return (outputs - 1) * u + d * (R - 1) + 1
}

/** What `placeRows` takes at most: one pair of rows, or what is computed together, if that alone is more than the stage. */
export function stagedBytes(g: Geometry, rows = stagedRows(g)): number {
  return 4 * (g.C * paddedRows(g, rows) * g.W + g.K * rows * g.Q)
}

function stagedRows(g: Geometry, together = 1): number {
  const rows = Math.max(2, Math.floor(stageBytes / (4 * (g.C * g.u * g.W + g.K * g.Q))))
  return Math.max(1, Math.floor(rows / together)) * together
}

/**
 * Calls `compute` for the output rows from ≤ p < to: once, with the planes as they lie, if x and y are in the arena; else for
 * one n and some rows after the other, whose input is copied in before and whose output is copied out after. Every call
 * sees whole runs of `together` rows, counted from row 0: what is computed for one row then does not depend on the band.
 */
export function placeRows(
  arena: Arena,
  x: Float32Array,
  g: Geometry,
  y: Float32Array,
  from: number,
  to: number,
  compute: (placed: PlacedRows) => void,
  together = 1,
): void {
  const [xAddress, yAddress] = [arena.addressOf(x), arena.addressOf(y)]
  const { N, C, K, H, W, P, Q } = g
  const rows = borderRows(g)
  const start = Math.floor(from / together) * together
  const stop = Math.min(P, Math.ceil(to / together) * together)
  const wanted = (first: number, end: number) => [Math.max(from, first) - first, Math.min(to, end) - first] as const
  if (xAddress !== null && yAddress !== null) {
    const place = { y: yAddress + 4 * start * Q, yPlane: 4 * P * Q, N, P: stop - start, wanted: wanted(start, stop) }
    return compute({ x: xAddress, xPlane: 4 * H * W, ...rowsFrom(rows, g, start, stop), ...place })
  }
  const chunk = Math.min(stagedRows(g, together), stop - start)
  const stage = arena.allocateBytes(stagedBytes(g, chunk))
  try {
    for (let n = 0; n < N; n++) {
      for (let p = start; p < stop; p += chunk) {
        const end = Math.min(stop, p + chunk)
        const yStage = stage + 4 * C * paddedRows(g, chunk) * W
        const input =
          xAddress === null
            ? stageInput(arena, stage, x, g, n, rows, p, end)
            : { x: xAddress + 4 * n * C * H * W, xPlane: 4 * H * W, ...rowsFrom(rows, g, p, end) }
        const output =
          yAddress === null
            ? { y: yStage, yPlane: 4 * (end - p) * Q }
            : { y: yAddress + 4 * (n * K * P + p) * Q, yPlane: 4 * P * Q }
        compute({ N: 1, P: end - p, wanted: wanted(p, end), ...input, ...output })
        if (yAddress === null) unstageOutput(arena, yStage, y, g, n, [p, end], wanted(p, end))
      }
    }
  } finally {
    arena.freeBytes(stage)
  }
}

function rowsFrom(rows: Int32Array, g: Geometry, from: number, to: number): Pick<PlacedRows, 'rows' | 'inside'> {
  const first = from * g.u
  return {
    rows: rows.subarray(first, first + paddedRows(g, to - from)),
    inside: [g.top - first, g.top + g.H - first],
  }
}

/** stage[c, i, w] = x̂[n, c, from·u + i, w]: the rows of the border as well, so that all of them stand one below the other. */
function stageInput(
  arena: Arena,
  stage: number,
  x: Float32Array,
  g: Geometry,
  n: number,
  rows: Int32Array,
  from: number,
  to: number,
): Pick<PlacedRows, 'x' | 'xPlane' | 'rows' | 'inside'> {
  const { C, H, W, u, border } = g
  const count = paddedRows(g, to - from)
  const staged = new Float32Array(bufferOf(arena.memory), stage, C * count * W)
  for (let c = 0; c < C; c++) {
    for (let i = 0; i < count; i++) {
      const h = rows[from * u + i]
      const at = (c * count + i) * W
      const start = ((n * C + c) * H + h) * W
      if (h === outside) staged.fill(border.value, at, at + W)
      else staged.set(x.subarray(start, start + W), at)
    }
  }
  return { x: stage, xPlane: 4 * count * W, rows: Int32Array.from({ length: count }, (_, i) => i), inside: [0, count] }
}

function unstageOutput(
  arena: Arena,
  stage: number,
  y: Float32Array,
  { K, P, Q }: Geometry,
  n: number,
  [from, to]: readonly [number, number],
  [first, end]: readonly [number, number],
): void {
  const length = (end - first) * Q
  for (let k = 0; k < K; k++) {
    const start = stage + 4 * (k * (to - from) + first) * Q
    y.set(new Float32Array(bufferOf(arena.memory), start, length), ((n * K + k) * P + from + first) * Q)
  }
}
