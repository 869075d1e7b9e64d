import { convolutionGeometry } from '../../maths/geometry.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { createSampleReader } from './readSamples.ts'
import type { PhotoPlanes, Run } from './readSamples.ts'

/** Numbers that are converted at a time: with what is computed from them they stay in the second-level cache. */
const stagedNumbers = 1 << 18

/** Output rows p … of picture n, as a `valid` convolution of their own. */
export interface Piece {
  readonly n: number
  readonly p: number
  readonly piece: Geometry
  /** C planes of H·W numbers of the piece: float32 values, or the bytes of the samples. */
  readonly x: Float32Array | Uint8Array
}

/** What reads some columns of the outputs; the memory is the same for every piece. */
export interface Pieces {
  /** Rows rows[0] ≤ p < rows[1] of all pictures. */
  each(rows: Run, visit: (piece: Piece) => void): void
  release(): void
}

/** Pieces of `most` rows at most of some columns of the outputs; `overhang` bytes may be read beyond each. */
export function createPieces(
  arena: Arena,
  photo: PhotoPlanes,
  g: Geometry,
  columns: Run,
  most: number,
  overhang: number,
  asBytes: boolean,
): Pieces {
  const reach = reachOf(columns, g.v, g.e, g.S)
  const width = reach[1] - reach[0]
  const length = g.C * reachedRows(g, most) * width
  const reader = createSampleReader(arena, photo, g, asBytes)
  const address = arena.allocateBytes((asBytes ? 1 : 4) * length + overhang)
  const buffer = bufferOf(arena.memory)
  const numbers = asBytes ? new Uint8Array(buffer, address, length) : new Float32Array(buffer, address, length)
  let piece: Geometry | null = null
  return {
    each(rows, visit) {
      for (let p = rows[0]; p < rows[1]; p += most) {
        const height = reachedRows(g, Math.min(most, rows[1] - p))
        if (piece?.H !== height) piece = pieceGeometry(g, height, width) // nearly all have one, and its tables
        for (let n = 0; n < g.N; n++) {
          for (let c = 0; c < g.C; c++) {
            const plane = numbers.subarray(c * height * width, (c + 1) * height * width)
            reader.read(n * g.C + c, [p * g.u, p * g.u + height], reach, plane)
          }
          visit({ n, p, piece, x: numbers.subarray(0, g.C * height * width) })
        }
      }
    },
    release() {
      arena.freeBytes(address)
      reader.release()
    },
  }
}

function reachOf([from, to]: Run, stride: number, dilation: number, taps: number): Run {
  return [from * stride, (to - 1) * stride + dilation * (taps - 1) + 1]
}

function reachedRows({ u, d, R }: Geometry, outputs: number): number {
  return (outputs - 1) * u + d * (R - 1) + 1
}

/** An even number where there is a choice: the loops take two rows at a time. A multiple of what is computed together. */
export function rowsOfPiece(g: Geometry, rows: Run, columns: Run, together = 1): number {
  const [from, to] = reachOf(columns, g.v, g.e, g.S)
  const affordable = Math.max(2, Math.floor(stagedNumbers / (g.C * g.u * (to - from))) & ~1)
  const most = together === 1 ? affordable : together * Math.max(1, Math.floor(affordable / together))
  return Math.min(rows[1] - rows[0], most)
}

function pieceGeometry(g: Geometry, height: number, width: number): Geometry {
  const options = { stride: [g.u, g.v], dilation: [g.d, g.e], groups: g.groups } as const
  return convolutionGeometry([1, g.C, height, width], [g.K, g.C / g.groups, g.R, g.S], options)
}
