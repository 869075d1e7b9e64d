import type { Geometry } from '../../maths/geometry.ts'

/** The fields of the class Sizes in sizes.as.ts, in their order there; a test compares the two. */
export const sizesFields = [
  ...['N', 'C', 'H', 'W', 'K', 'R', 'S', 'P', 'Q', 'u', 'v', 'd', 'e', 'top', 'left', 'groups'],
  ...[
    'x',
    'y',
    'w',
    'b',
    'planes',
    'planeStep',
    'rowStep',
    'phases',
    'pitch',
    'tileSamples',
    'tileRows',
    'tileColumns',
  ],
  ...['taps', 'vectors'],
]

/** What is computed before the next weights: so many outputs of so many samples. */
interface Tile {
  readonly samples: number
  readonly rows: number
  readonly columns: number
}

/** Outputs of one strip of ∂L/∂w; each float32 sum has a quarter of so many terms. */
const stripOutputs = 2048

/** Whole rows of one sample, or whole samples. */
function stripOf({ N, P, Q }: Geometry): Tile {
  const samples = Math.min(N, Math.max(1, Math.floor(stripOutputs / (P * Q))))
  return { samples, rows: Math.min(P, Math.max(1, Math.floor(stripOutputs / Q))), columns: Q }
}

/** Long rows are cut into parts of about equal length: three of them, of 16 channels, fill half of a cache of 32 KiB. */
function tileOf({ P, Q }: Geometry): Tile {
  const parts = Math.ceil(Q / 64)
  return { samples: 1, rows: Math.min(P, 16), columns: parts === 1 ? Q : 4 * Math.ceil(Q / parts / 4) }
}

/** A convolution's numbers and scratch, in bytes from the beginning of its memory. */
export interface Layout {
  readonly tile: Tile
  readonly w: number
  readonly taps: number
  readonly vectors: number
  readonly planes: number
  readonly planeStep: number
  readonly rowStep: number
  readonly phases: number
  readonly pitch: number
  /** Bytes of all of it. */
  readonly end: number
}

/** Packed weights, taps and vectors of a tile, padded planes of all channels of a group. */
export function convolutionLayout(g: Geometry): Layout {
  const tile = tileOf(g)
  const { C, K, R, S, groups } = g
  const taps = (C / groups) * R * S
  const packed = 4 * groups * 2 * Math.ceil(K / groups / 2) * taps
  const vectors = 4 * Math.ceil((tile.rows * Math.ceil(tile.columns / 4)) / 4)
  return layout(g, tile, tile.rows, C / groups, { w: packed, taps: 4 * taps, vectors: 8 * vectors })
}

/** Sums in float64, padded planes of all samples of a strip. */
export function gradWeightLayout(g: Geometry): Layout {
  const tile = stripOf(g)
  const { C, K, R, S, P, groups } = g
  return layout(g, tile, P, tile.samples, { w: 8 * K * (C / groups) * R * S, taps: 0, vectors: 0 })
}

/**
 * Padded planes for `outputs` rows of outputs. The rows of all planes lie one below the other: what a row of outputs reads is
 * one run of memory, where planes apart by a power of two would push one another out of the nearest cache. Each row begins at
 * a multiple of 16 and ends with room for the vector that begins at its last number.
 */
function layout(
  { d, e, R, S, u, v }: Geometry,
  tile: Tile,
  outputs: number,
  planeCount: number,
  bytes: { readonly w: number; readonly taps: number; readonly vectors: number },
): Layout {
  const phases = Math.min(v, e * (S - 1) + 1)
  const pitch = 16 * Math.ceil((tile.columns + Math.floor((e * (S - 1)) / v) + 4) / 4)
  const rows = (outputs - 1) * u + d * (R - 1) + 1
  const planeStep = phases * pitch
  const rowStep = planeCount * planeStep
  const w = lines(4 * sizesFields.length)
  const taps = w + lines(bytes.w)
  const vectors = taps + lines(bytes.taps)
  const planes = vectors + lines(bytes.vectors)
  return { tile, w, taps, vectors, planes, planeStep, rowStep, phases, pitch, end: planes + rows * rowStep + 64 }
}

function lines(bytes: number): number {
  return 64 * Math.ceil(bytes / 64)
}

/** Writes the record at `scratch`; the address of b is 0 where there is none. */
export function writeSizes(
  buffer: SharedArrayBuffer,
  scratch: number,
  g: Geometry,
  { tile, w, taps, vectors, planes, planeStep, rowStep, phases, pitch }: Layout,
  at: { readonly x: number; readonly y: number; readonly b: number },
): void {
  const { N, C, H, W, K, R, S, P, Q, u, v, d, e, top, left, groups } = g
  const sizes = { N, C, H, W, K, R, S, P, Q, u, v, d, e, top, left, groups, ...at }
  const places = { w: scratch + w, taps: scratch + taps, vectors: scratch + vectors, planes: scratch + planes }
  const tiles = { tileSamples: tile.samples, tileRows: tile.rows, tileColumns: tile.columns }
  const fields: Record<string, number> = { ...sizes, ...places, ...tiles, planeStep, rowStep, phases, pitch }
  new Int32Array(buffer, scratch, sizesFields.length).set(sizesFields.map((name) => fields[name]))
}
