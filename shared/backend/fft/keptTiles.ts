import type { Geometry } from '../../maths/geometry.ts'
import { fftTile, fftWidth } from './fftTile.ts'
import type { FftTile } from './fftTile.ts'

/** Bytes of the spectrum of one pair of tiles of one channel: spectrum.as.ts. */
export const spectrumBytes = ({ fftHeight }: FftTile): number => 8 * fftHeight * fftWidth

/**
 * Spectra of a picture's tiles that outlive the job that made them. They depend on the picture and on the geometry, not on the
 * weights. The table holds an address of the arena's memory for each pair of tiles: N·groups × rows × columns of them, 0
 * where none may be kept. What stands there is kept.as.ts's; whoever fills it holds it for as long as a job runs.
 */
export interface KeptTiles {
  readonly table: number
  readonly rows: number
  readonly columns: number
}

/** The same for the numbers at hand, which begin with picture n and the pair of tiles whose first output is p, q. */
export interface KeptPart extends KeptTiles {
  readonly n: number
  readonly p: number
  readonly q: number
}

/** What kept.as.ts lays before a spectrum: whether it is there, Σx², and room up to a cache line. */
const headBytes = 64
const ready = 2

export interface TileGrid {
  readonly tile: FftTile
  /** Pairs of tiles, of each of `planes` = N·groups. */
  readonly rows: number
  readonly columns: number
  readonly planes: number
  /** Of what is kept of one pair. */
  readonly bytes: number
}

/** null where windows reach too far to be transformed. */
export function tileGrid(g: Geometry): TileGrid | null {
  const tile = fftTile(g)
  if (!tile) return null
  const rows = Math.ceil(g.P / tile.fftRows)
  const columns = Math.ceil(g.Q / (2 * tile.fftColumns))
  return { tile, rows, columns, planes: g.N * g.groups, bytes: headBytes + (g.C / g.groups) * spectrumBytes(tile) }
}

/** Fresh memory holds anything: a kept spectrum begins empty. */
export function beginKept(memory: SharedArrayBuffer, address: number): void {
  Atomics.store(new Int32Array(memory, address, 1), 0, 0)
}

/** Whether somebody made it, all of it. */
export function isKept(memory: SharedArrayBuffer, address: number): boolean {
  return Atomics.load(new Int32Array(memory, address, 1), 0) === ready
}

/** Where fft/plan.as.ts finds the addresses for output rows from p + `start` on. */
export function keptFields(
  g: Geometry,
  kept: KeptPart | null,
  start: number,
): Record<'kept' | 'keptRow' | 'keptPlane', number> {
  if (!kept) return { kept: 0, keptRow: 0, keptPlane: 0 }
  const { table, rows, columns, n, p, q } = kept
  const { fftRows, fftColumns } = fftTile(g) as FftTile
  const first = (n * g.groups * rows + (p + start) / fftRows) * columns + q / (2 * fftColumns)
  return { kept: table + 4 * first, keptRow: 4 * columns, keptPlane: 4 * rows * columns }
}
