import { checkNumbers, checkRows } from '../../maths/convolve.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Arena } from '../arena.ts'
import { bufferOf } from '../arena.ts'
import type { Backend } from '../backend.ts'
import { inFloat32 } from '../inFloat32.ts'
import { sameNumbers } from '../sameNumbers.ts'
import { placeRows, stagedBytes } from '../tiles/placeRows.ts'
import { fitsScratch, tileShape, withPlan } from '../tiles/plan.ts'
import { instantiate } from '../tiles/instantiate.ts'
import type { Load } from '../tiles/instantiate.ts'
import { wasm } from './convolve.wasm.ts'
import { fftTile, fftWidth } from './fftTile.ts'
import type { FftTile } from './fftTile.ts'
import { keptFields, spectrumBytes, tileGrid } from './keptTiles.ts'
import type { TileGrid } from './keptTiles.ts'

/** Bytes of a row of 256 complex numbers, from one row of a field to the next, and of a field: spectrum.as.ts. */
const rowBytes = 8 * fftWidth
const fieldPitch = rowBytes + 64
const fieldBytes = ({ fftHeight }: FftTile): number => fftHeight * fieldPitch

/** Spectra and staged rows beyond this are declined: with two threads, a job then stays within 64 MiB beside its planes. */
const mostBytes = 28 * 2 ** 20

/** Rows that tiles share beyond this are transformed twice: to keep them would cost more of the cache than it spares. */
const mostSharedBytes = 2 * 2 ** 20

/** The fields of the class FftPlan in plan.as.ts, in their order there; a test compares the two. */
export const fftPlanFields = [
  ...['roots', 'field', 'shared', 'pictures', 'eightRows', 'kernels', 'spectrumBytes', 'noise'],
  ...['fftHeight', 'fftRows', 'fftColumns', 'sharedRows'],
  ...['wantedFirst', 'wantedEnd', 'kept', 'keptRow', 'keptPlane', 'mostSquares'],
]

/** cos of four, sin of four, of 1, 2 and 3 times the angle; for butterflies of spans 256, 64 and 16: butterfly.as.ts. */
const roots = Float32Array.from(
  [256, 64, 16].flatMap((span) => {
    const angle = (i: number) => (-2 * Math.PI * i) / span
    const fours = Array.from({ length: span / 16 }, (_, four) => [0, 1, 2, 3].map((lane) => 4 * four + lane))
    return fours.flatMap((four) =>
      [1, 2, 3].flatMap((m) => [Math.cos, Math.sin].flatMap((part) => four.map((j) => part(angle(m * j))))),
    )
  }),
)

interface Exports {
  convolve(plan: number): void
  transformKernel(weights: number, rows: number, field: number, height: number, spectrum: number, roots: number): void
}

/**
 * Tiled overlap-save: convolve.as.ts. The same time for every size of kernel, nearly; strides cost what the dense result
 * would.
 *
 * |float32 − float64| ≤ 117 · 2⁻²⁴ · (‖x‖₂ · ‖w_k‖₂ + |b|), x over the two tiles that are transformed together, plus
 * C/groups · 2⁻²⁴ of the same for its sum over channels. A stage of radix 4 errs by 2 roundings for its sums and 3.24 for its
 * turns (one for the root, √5 for the complex product): three transforms of 2 · 4 stages each at most, of which the last does
 * not turn, 3 · 35.4; the product √5; the bias 1; and what is no larger than 4 · 2⁻²⁴ ‖x‖ · ‖w‖ becomes 0, for that is what a 0 looks
 * like afterwards. Mind that the bound knows only the tile: faint things beside bright ones are less exact than by direct
 * sums. On photos the error is about 3 · 10⁻⁷ of the largest output.
 *
 * Pairs of tiles in which NaN, ∞ or numbers beyond 2⁵⁰ stand are summed directly, so that they stay where they belong.
 * Declines windows that reach over more than 192 pixels, and what needs more than 28 MiB for spectra and rows.
 */
export function createFft(arena: Arena, load: Load = instantiate): Backend {
  const { convolve, transformKernel } = load<Exports>(wasm, arena.memory)
  /** The kernel's spectra outlive a band: all bands of a job ask for the same ones. They stay outside the arena, which must be free between jobs. */
  let last: { readonly w: Float32Array; readonly g: Geometry; readonly spectra: Float32Array } | null = null

  function kernelSpectra(w: Float32Array, g: Geometry): Float32Array {
    if (!last || !sameTaps(last.g, g) || !sameNumbers(last.w, w)) {
      last = { w: w.slice(), g, spectra: transformKernels(arena, w, g, transformKernel) }
    }
    return last.spectra
  }

  return {
    name: 'fft',
    speed: 40, // 15×15; from there on it grows with the number of taps
    supports: (g) => scratchBytes(g) <= mostBytes && fitsScratch(g),
    isExact: () => false,
    together(g) {
      const { fftRows, fftColumns } = fftTile(g) as FftTile
      return { rows: fftRows, columns: 2 * fftColumns }
    },
    convolveRows(x, w, b, g, y, from, to, kept) {
      checkNumbers(g, b ? { x, w, b, y } : { x, w, y })
      checkRows(g, from, to)
      const [x32, w32, y32] = [inFloat32('fft', 'x', x), inFloat32('fft', 'w', w), inFloat32('fft', 'y', y)]
      const b32 = b && inFloat32('fft', 'b', b)
      if (from === to) return
      const tile = fftTile(g) as FftTile
      const kernels = kernelSpectra(w32, g)
      // Elsewhere the rows come a stage at a time, and nobody says which.
      const isPlaced = arena.addressOf(x32) !== null && arena.addressOf(y32) !== null
      const start = Math.floor(from / tile.fftRows) * tile.fftRows
      const keptHere = keptFields(g, (isPlaced && kept) || null, start)
      placeRows(
        arena,
        x32,
        g,
        y32,
        from,
        to,
        (placed) =>
          withPlan(arena, w32, b32, g, placed, convolve, {
            tile: tileShape(g),
            fields: fftPlanFields,
            tables: { roots, kernels, noise: noiseOf(w32, g) },
            spaces: {
              field: fieldBytes(tile),
              shared: sharedBytes(g),
              pictures: (g.C / g.groups) * spectrumBytes(tile),
              eightRows: 8 * rowBytes,
            },
            floats: { mostSquares: mostSquares(w32) },
            wholes: {
              ...tile,
              sharedRows: sharedBytes(g) > 0 ? sharedRows(g) : 0,
              ...keptHere,
              spectrumBytes: spectrumBytes(tile),
              wantedFirst: placed.wanted[0],
              wantedEnd: placed.wanted[1],
            },
          }),
        tile.fftRows,
      )
    },
  }
}

/** Spectra of w[k,c], divided by the pixels of a tile for the inverse that is to come: K × C/groups of them. */
function transformKernels(
  arena: Arena,
  w: Float32Array,
  g: Geometry,
  transformKernel: Exports['transformKernel'],
): Float32Array {
  const { K, C, R, S, d, e, groups } = g
  const tile = fftTile(g) as FftTile
  const count = (K * C) / groups
  const rows = d * (R - 1) + 1
  const [bytes, ofField, ofWeights] = [spectrumBytes(tile), fieldBytes(tile), rows * rowBytes]
  const spectra = new Float32Array((count * bytes) / 4)
  const scratch = arena.allocateBytes(ofField + bytes + ofWeights + roots.byteLength)
  try {
    const [spectrum, weightsAt] = [scratch + ofField, scratch + ofField + bytes]
    const rootsAt = weightsAt + ofWeights
    const floats = (at: number, length: number) => new Float32Array(bufferOf(arena.memory), at, length / 4)
    const weights = floats(weightsAt, ofWeights).fill(0)
    floats(rootsAt, roots.byteLength).set(roots)
    for (let slice = 0; slice < count; slice++) {
      for (let t = 0; t < R * S; t++) {
        const at = (Math.floor(t / S) * d * rowBytes) / 4 + (t % S) * e
        weights[at] = w[slice * R * S + t] / (tile.fftHeight * fftWidth)
      }
      transformKernel(weightsAt, rows, scratch, tile.fftHeight, spectrum, rootsAt)
      spectra.set(floats(spectrum, bytes), (slice * bytes) / 4)
    }
  } finally {
    arena.freeBytes(scratch)
  }
  return spectra
}

/**
 * Σx² beyond which a pair of tiles is summed directly. With ‖x‖₂ < 2⁵⁰ and 2⁻⁵⁰ < ‖w‖₂ < 2⁵⁰ no number on the way overflows,
 * and what underflows is far below the error bound; ‖w‖₂ = 0 harms nobody. 0 for other kernels: nothing of theirs is transformed.
 */
function mostSquares(w: Float32Array): number {
  const size = norm(w)
  return size === 0 || (size > 2 ** -50 && size < 2 ** 50) ? 2 ** 100 : 0
}

/** 4 · 2⁻²⁴ ‖w_k‖₂ */
function noiseOf(w: Float32Array, { K }: Geometry): Float32Array {
  const taps = w.length / K
  return Float32Array.from({ length: K }, (_, k) => 4 * 2 ** -24 * norm(w.subarray(k * taps, (k + 1) * taps)))
}

function norm(w: Float32Array): number {
  return Math.sqrt(w.reduce((sum, weight) => sum + weight * weight, 0))
}

/** Rows of padded pixels that two pairs of tiles share, one below the other. */
function sharedRows({ R, d, u }: Geometry): number {
  return Math.max(0, d * (R - 1) + 1 - u)
}

/** Of a row of pairs of tiles: shared.as.ts. 0 where they would be too many, or of several channels, which share one field. */
function sharedBytes(g: Geometry): number {
  const { columns } = tileGrid(g) as TileGrid
  const bytes = columns * (64 + sharedRows(g) * fieldPitch)
  return g.C === g.groups && bytes <= mostSharedBytes ? bytes : 0
}

function scratchBytes(g: Geometry): number {
  const tile = fftTile(g)
  if (!tile) return Infinity
  const spectra = fieldBytes(tile) + sharedBytes(g) + (g.C / g.groups) * (g.K + 1) * spectrumBytes(tile)
  return spectra + stagedBytes(g, Math.min(g.P, tile.fftRows))
}

function sameTaps(a: Geometry, b: Geometry): boolean {
  return a.R === b.R && a.S === b.S && a.d === b.d && a.e === b.e
}
