import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { integerLoops, overhang, pitch } from './integerLoops.ts'
import type { IntegerSums } from './integer.ts'

/** The one weight of each filter; null unless all its taps, which must lie side by side, have the same one. */
export function boxWeights(w: Float32Array, { C, K, R, S, d, e, groups }: Geometry): Float32Array | null {
  const taps = (C / groups) * R * S
  const rows = (C / groups) * R
  // Column sums are 16 bits wide, and float32 holds every whole number below 2²⁴.
  if (taps < 4 || 255 * rows >= 2 ** 16 || 255 * taps >= 2 ** 24) return null
  if ((d > 1 && R > 1) || (e > 1 && S > 1)) return null
  const weights = Float32Array.from({ length: K }, (_, k) => w[k * taps])
  return weights.every(Number.isFinite) && w.every((weight, t) => weight === weights[Math.floor(t / taps)])
    ? weights
    : null
}

/**
 * A mean, or any kernel of one weight: y = w · (Σv / 255) + b with Σv a whole number, so that it takes the same time for
 * every size. Two roundings and the bias's; the reference's values v / 255 are rounded once: within what backend.ts allows
 * four taps and more. A whole weight is multiplied as such, as integer.ts has it.
 */
export function createBoxSums(
  arena: Arena,
  weights: Float32Array,
  b: Float32Array | null,
  { C, K, R, S, u, Q, groups }: Geometry,
): IntegerSums {
  const { moveDown, alongRow } = integerLoops(arena)
  const sums = arena.allocateBytes(2 * (Q + S + overhang))

  /** The sums of columns over the channels of one group from the windows of row p − 1 to those of row p. */
  function moveTo(p: number, width: number, rowAt: (c: number, i: number) => number): void {
    const top = p * u
    const [stay, leave] = p > 0 && u < R ? [R - u, u] : [0, 0]
    if (stay === 0) new Uint16Array(bufferOf(arena.memory), sums, width + overhang).fill(0)
    for (let c = 0; c < C / groups; c++) {
      for (let i = stay; i < R; i++) moveDown(rowAt(c, top + i), leave > 0 ? rowAt(c, top + i - R) : 0, sums, width)
    }
  }

  return {
    overhang: 2 * overhang,
    bytes: null,
    pitch,
    values(x, piece, y) {
      const channels = C / groups
      for (let k = 0; k < K; k++) {
        const first = Math.floor(k / (K / groups)) * channels
        const rowAt = (c: number, i: number): number => x.byteOffset + ((first + c) * piece.H + i) * piece.W
        const [factor, w] = wholeFactor(weights[k], channels * R * S) ? [weights[k], 1] : [1, weights[k]]
        for (let p = 0; p < piece.P; p++) {
          moveTo(p, piece.W, rowAt)
          alongRow(sums, S, y.byteOffset + 4 * (k * piece.P + p) * piece.Q, piece.Q, factor, w, b ? b[k] : 0)
        }
      }
    },
    release: () => arena.freeBytes(sums),
  }
}

/** Whether float32 holds all the whole numbers that a whole weight makes of its sums. */
function wholeFactor(w: number, taps: number): boolean {
  return Number.isInteger(w) && Math.abs(w) * taps * 255 < 2 ** 24
}
