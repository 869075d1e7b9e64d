import { toEncoded } from '../../image/linearLight.ts'
import { convolutionGeometry } from '../../maths/geometry.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Arena } from '../arena.ts'
import type { Backend } from '../backend.ts'
import { createSampleReader } from './readSamples.ts'
import type { PhotoPlanes, Run } from './readSamples.ts'

/** Numbers that are converted at a time: with what is computed from them they stay in the second-level cache. */
const stagedNumbers = 1 << 18

/** Backends whose sums of one output do not depend on where the input begins: they can be given it piece by piece. */
export function takesPieces({ name }: Pick<Backend, 'name'>): boolean {
  return name !== 'fft'
}

/**
 * `Backend.convolveRows` for a photo as it is held, 8 bits or 16: its rows become float32 numbers just before they are read,
 * a piece at a time, and the results are those of the converted photo, to the last bit. Those of linear light are encoded again.
 */
export function convolvePhotoRows(
  arena: Arena,
  backend: Backend,
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
  backend: Backend,
  photo: PhotoPlanes,
  w: Float32Array,
  b: Float32Array | null,
  g: Geometry,
  rows: Run,
  columns: Run,
  { place, take }: PieceSink,
): void {
  const width = columns[1] - columns[0]
  if (rows[0] >= rows[1] || width <= 0) return
  const reach: Run = [columns[0] * g.v, (columns[1] - 1) * g.v + g.e * (g.S - 1) + 1]
  const reachWidth = reach[1] - reach[0]
  const mostRows = Math.min(rows[1] - rows[0], Math.max(2, Math.floor(stagedNumbers / (g.C * g.u * reachWidth)) & ~1))
  const heightOf = (outputs: number): number => (outputs - 1) * g.u + g.d * (g.R - 1) + 1
  const reader = createSampleReader(arena, photo, g)
  const x = arena.allocate(g.C * heightOf(mostRows) * reachWidth)
  const scratch = arena.allocate(place ? 0 : g.K * mostRows * width)
  try {
    for (let p = rows[0]; p < rows[1]; p += mostRows) {
      const outputs = Math.min(mostRows, rows[1] - p)
      const height = heightOf(outputs)
      const piece = pieceGeometry(g, height, reachWidth)
      const plane = height * reachWidth
      for (let n = 0; n < g.N; n++) {
        for (let c = 0; c < g.C; c++) {
          reader.read(n * g.C + c, [p * g.u, p * g.u + height], reach, x.subarray(c * plane, (c + 1) * plane))
        }
        const input = x.subarray(0, g.C * plane)
        const output = place?.(n, p, outputs) ?? scratch.subarray(0, g.K * outputs * width)
        backend.convolveRows(input, w, b, piece, output, 0, outputs)
        if (photo.linear) for (let i = 0; i < output.length; i++) output[i] = toEncoded(output[i])
        for (let k = 0; k < g.K; k++) take(n, k, p, output.subarray(k * outputs * width, (k + 1) * outputs * width))
      }
    }
  } finally {
    arena.free(x)
    arena.free(scratch)
    reader.release()
  }
}

function pieceGeometry(g: Geometry, height: number, width: number): Geometry {
  const options = { stride: [g.u, g.v], dilation: [g.d, g.e], groups: g.groups } as const
  return convolutionGeometry([1, g.C, height, width], [g.K, g.C / g.groups, g.R, g.S], options)
}
