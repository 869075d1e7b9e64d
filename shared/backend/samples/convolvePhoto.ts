import { toEncoded } from '../../image/linearLight.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Arena } from '../arena.ts'
import type { Backend, Together } from '../backend.ts'
import type { KeptTiles } from '../fft/keptTiles.ts'
import { createIntegerSums } from '../integer/integer.ts'
import { integer } from './photoBackend.ts'
import type { PhotoBackend } from './photoBackend.ts'
import { createPieces, rowsOfPiece } from './pieces.ts'
import type { Piece } from './pieces.ts'
import type { PhotoPlanes, Run } from './readSamples.ts'

/**
 * `Backend.convolveRows` for a photo as it is held, 8 bits or 16: its rows become float32 numbers just before they are read,
 * a piece at a time, and the results are those of the converted photo, to the last bit; `integer` adds the samples themselves.
 * Results of linear light are encoded again. y holds a part of the outputs, all of them if none is named, and `from` and `to`
 * count its rows.
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
  part: Part = wholeOf(g),
  kept: KeptTiles | null = null,
): void {
  const { rows, columns } = part
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]]
  const at = (n: number, k: number, p: number): number => ((n * g.K + k) * height + p - rows[0]) * width
  const sink: PieceSink = {
    // One plane's rows lie one below the other as in a piece: they are computed where they belong.
    place: g.K === 1 ? (n, p, count) => y.subarray(at(n, 0, p), at(n, 0, p + count)) : undefined,
    take: (n, k, p, values) => y.set(values, at(n, k, p)),
  }
  convolvePhotoPart(arena, backend, photo, w, b, g, [rows[0] + from, rows[0] + to], columns, sink, kept)
}

/** A rectangle of outputs. */
export interface Part {
  readonly rows: Run
  readonly columns: Run
}

export function wholeOf({ P, Q }: Geometry): Part {
  return { rows: [0, P], columns: [0, Q] }
}

/** The least part around it that consists of what is computed together. */
export function grownPart({ rows, columns }: Part, { P, Q }: Geometry, together: Together | null): Part {
  if (!together) return { rows, columns }
  const grown = ([from, to]: Run, step: number, end: number): Run => [
    Math.floor(from / step) * step,
    Math.min(end, Math.ceil(to / step) * step),
  ]
  return { rows: grown(rows, together.rows, P), columns: grown(columns, together.columns, Q) }
}

/** Where the pieces of a part go. */
export interface PieceSink {
  /** Memory for all planes k of rows p, p + 1 … of n, which are then not taken; scratch without it. */
  readonly place?: ((n: number, p: number, rows: number) => Float32Array) | undefined
  /** Rows p, p + 1 … of plane (n, k), as they come. */
  readonly take: (n: number, k: number, p: number, values: Float32Array) => void
}

/** The outputs rows × columns only, for what they cost alone, or with those that are computed together with them. */
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
  kept: KeptTiles | null = null,
): void {
  const together = backend.together?.(g) ?? null
  const grown = grownPart({ rows, columns }, g, together)
  const width = grown.columns[1] - grown.columns[0]
  const rowsTogether = together?.rows ?? 1
  const sums = backend === integer ? createIntegerSums(arena, w, b, g) : null
  const placed = place && sameRun(grown.rows, rows) && sameRun(grown.columns, columns) ? place : undefined
  const scratch = arena.allocate(placed ? 0 : g.K * rowsOfPiece(g, grown.rows, grown.columns, rowsTogether) * width)
  // Planes that lie outside the arena take a detour: integer loops write to addresses.
  const isElsewhere = (values: Float32Array): boolean => sums !== null && arena.addressOf(values) === null
  const tilesAt = (n: number, p: number) => (kept ? { ...kept, n, p, q: grown.columns[0] } : undefined)
  const visit = ({ n, p, piece, x }: Piece): void => {
    const size = g.K * piece.P * width
    const target = placed?.(n, p, piece.P) ?? scratch.subarray(0, size)
    const output = isElsewhere(target) ? arena.allocate(size) : target
    if (sums) sums.values(x as Uint8Array, piece, output)
    else (backend as Backend).convolveRows(x as Float32Array, w, b, piece, output, 0, piece.P, tilesAt(n, p))
    if (photo.linear) for (let i = 0; i < output.length; i++) output[i] = toEncoded(output[i])
    if (!placed) {
      const [first, end] = [Math.max(p, rows[0]), Math.min(p + piece.P, rows[1])]
      for (let k = 0; k < g.K; k++) {
        const plane = output.subarray((k * piece.P + first - p) * width, (k * piece.P + end - p) * width)
        take(n, k, first, cropped(plane, width, columns[0] - grown.columns[0], columns[1] - columns[0]))
      }
    }
    if (output === target) return
    target.set(output)
    arena.free(output)
  }
  try {
    eachPiece(arena, photo, g, grown.rows, grown.columns, sums?.overhang ?? 0, sums !== null, visit, rowsTogether)
  } finally {
    arena.free(scratch)
    sums?.release()
  }
}

function sameRun(a: Run, b: Run): boolean {
  return a[0] === b[0] && a[1] === b[1]
}

/** Columns left … left + wanted of rows that are `width` wide, moved together at the beginning of the same memory. */
function cropped(rows: Float32Array, width: number, left: number, wanted: number): Float32Array {
  if (wanted === width) return rows
  const count = rows.length / width
  for (let i = 0; i < count; i++) rows.copyWithin(i * wanted, i * width + left, i * width + left + wanted)
  return rows.subarray(0, count * wanted)
}

/** Reads what rows × columns of the outputs look at, with the border, in pieces that fit the cache. */
function eachPiece(
  arena: Arena,
  photo: PhotoPlanes,
  g: Geometry,
  rows: Run,
  columns: Run,
  overhang: number,
  asBytes: boolean,
  visit: (piece: Piece) => void,
  rowsTogether = 1,
): void {
  if (rows[0] >= rows[1] || columns[0] >= columns[1]) return
  const most = rowsOfPiece(g, rows, columns, rowsTogether)
  const pieces = createPieces(arena, photo, g, columns, most, overhang, asBytes)
  try {
    pieces.each(rows, visit)
  } finally {
    pieces.release()
  }
}
