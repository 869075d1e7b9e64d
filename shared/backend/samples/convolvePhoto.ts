import { toEncoded } from '../../image/linearLight.ts'
import { convolutionGeometry } from '../../maths/geometry.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import type { Backend } from '../backend.ts'
import { createIntegerSums } from '../integer/integer.ts'
import { integer } from './photoBackend.ts'
import type { PhotoBackend } from './photoBackend.ts'
import { createSampleReader } from './readSamples.ts'
import type { PhotoPlanes, Run } from './readSamples.ts'

/** Numbers that are converted at a time: with what is computed from them they stay in the second-level cache. */
const stagedNumbers = 1 << 18

/**
 * `Backend.convolveRows` for a photo as it is held, 8 bits or 16: its rows become float32 numbers just before they are read,
 * a piece at a time, and the results are those of the converted photo, to the last bit; `integer` adds the samples themselves.
 * Results of linear light are encoded again.
 */
export function convolvePhotoRows(
  arena: Arena,
  backend: PhotoBackend,
  photo: PhotoPlanes,
  w: Float32Array,
  b: Float32Array | null,
  g: Geometry,
  y: Float32Array,
  from: number,
  to: number,
): void {
  const { K, P, Q } = g
  convolvePhotoPart(arena, backend, photo, w, b, g, [from, to], [0, Q], {
    // One plane's rows lie one below the other as in a piece: they are computed where they belong.
    place: K === 1 ? (n, p, rows) => y.subarray((n * P + p) * Q, (n * P + p + rows) * Q) : undefined,
    take: (n, k, p, values) => K > 1 && y.set(values, ((n * K + k) * P + p) * Q),
  })
}

/** Where the pieces of a part go. */
export interface PieceSink {
  /** Memory for all planes k of rows p, p + 1 … of n; scratch without it. */
  readonly place?: ((n: number, p: number, rows: number) => Float32Array) | undefined
  /** Rows p, p + 1 … of plane (n, k), as they come. */
  readonly take: (n: number, k: number, p: number, values: Float32Array) => void
}

/** The outputs rows × columns only, for what they cost alone. */
export function convolvePhotoPart(
  arena: Arena,
  backend: PhotoBackend,
  photo: PhotoPlanes,
  w: Float32Array,
  b: Float32Array | null,
  g: Geometry,
  rows: Run,
  columns: Run,
  { place, take }: PieceSink,
): void {
  const width = columns[1] - columns[0]
  const sums = backend === integer ? createIntegerSums(arena, w, b, g) : null
  const scratch = arena.allocate(place ? 0 : g.K * rowsOfPiece(g, rows, columns) * width)
  // Planes that lie outside the arena take a detour: integer loops write to addresses.
  const isElsewhere = (values: Float32Array): boolean => sums !== null && arena.addressOf(values) === null
  try {
    eachPiece(arena, photo, g, rows, columns, sums?.overhang ?? 0, sums !== null, ({ n, p, piece, x }) => {
      const size = g.K * piece.P * width
      const target = place?.(n, p, piece.P) ?? scratch.subarray(0, size)
      const output = isElsewhere(target) ? arena.allocate(size) : target
      if (sums) sums.values(x as Uint8Array, piece, output)
      else (backend as Backend).convolveRows(x as Float32Array, w, b, piece, output, 0, piece.P)
      if (photo.linear) for (let i = 0; i < output.length; i++) output[i] = toEncoded(output[i])
      const plane = piece.P * width
      for (let k = 0; k < g.K; k++) take(n, k, p, output.subarray(k * plane, (k + 1) * plane))
      if (output === target) return
      target.set(output)
      arena.free(output)
    })
  } finally {
    arena.free(scratch)
    sums?.release()
  }
}

/** Output rows p … of picture n, as a `valid` convolution of their own. */
export interface Piece {
  readonly n: number
  readonly p: number
  readonly piece: Geometry
  /** C planes of H·W numbers of the piece: float32 values, or the bytes of the samples. */
  readonly x: Float32Array | Uint8Array
}

/** Reads what rows × columns of the outputs look at, with the border, in pieces that fit the cache. */
export function eachPiece(
  arena: Arena,
  photo: PhotoPlanes,
  g: Geometry,
  rows: Run,
  columns: Run,
  overhang: number,
  asBytes: boolean,
  visit: (piece: Piece) => void,
): void {
  if (rows[0] >= rows[1] || columns[0] >= columns[1]) return
  const most = rowsOfPiece(g, rows, columns)
  const reach = reachOf(columns, g.v, g.e, g.S)
  const width = reach[1] - reach[0]
  const lengthOf = (outputs: number): number => g.C * reachedRows(g, outputs) * width
  const reader = createSampleReader(arena, photo, g, asBytes)
  const address = arena.allocateBytes((asBytes ? 1 : 4) * lengthOf(most) + overhang)
  const numbers = asBytes
    ? new Uint8Array(bufferOf(arena.memory), address, lengthOf(most))
    : new Float32Array(bufferOf(arena.memory), address, lengthOf(most))
  try {
    for (let p = rows[0]; p < rows[1]; p += most) {
      const height = reachedRows(g, Math.min(most, rows[1] - p))
      const piece = pieceGeometry(g, height, width)
      for (let n = 0; n < g.N; n++) {
        for (let c = 0; c < g.C; c++) {
          const plane = numbers.subarray(c * height * width, (c + 1) * height * width)
          reader.read(n * g.C + c, [p * g.u, p * g.u + height], reach, plane)
        }
        visit({ n, p, piece, x: numbers.subarray(0, g.C * height * width) })
      }
    }
  } finally {
    arena.freeBytes(address)
    reader.release()
  }
}

function reachOf([from, to]: Run, stride: number, dilation: number, taps: number): Run {
  return [from * stride, (to - 1) * stride + dilation * (taps - 1) + 1]
}

function reachedRows({ u, d, R }: Geometry, outputs: number): number {
  return (outputs - 1) * u + d * (R - 1) + 1
}

/** An even number where there is a choice: the loops take two rows at a time. */
export function rowsOfPiece(g: Geometry, rows: Run, columns: Run): number {
  const [from, to] = reachOf(columns, g.v, g.e, g.S)
  const affordable = Math.max(2, Math.floor(stagedNumbers / (g.C * g.u * (to - from))) & ~1)
  return Math.min(rows[1] - rows[0], affordable)
}

function pieceGeometry(g: Geometry, height: number, width: number): Geometry {
  const options = { stride: [g.u, g.v], dilation: [g.d, g.e], groups: g.groups } as const
  return convolutionGeometry([1, g.C, height, width], [g.K, g.C / g.groups, g.R, g.S], options)
}
