import { borderIndex, outside } from '../../maths/border.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './points.wasm.ts'

interface Loops {
  sumPoints(...numbers: number[]): void
}

const loopsOf = perArena<Loops>(wasm)

/** Samples of 8 bits, and what stands for those outside. */
const tableLength = 257

/**
 * y[n,k,p,q] = (1/255) Σ_rs w[k,r,s] · samples[n, …] + b[k] at output rows × columns only, from planes of 8 bits that lie in the arena, each of which
 * is summed by itself (C = 1): N·K planes of rows.length · columns.length in the arena, for the caller to free. Of whole weights the
 * sums are exact below 2²⁴, as `integer` has them; else they are off by T·2⁻²⁴·Σ|w·x| at most, as direct sums are.
 */
export function convolvePoints(
  arena: Arena,
  samples: Uint8Array,
  w: Float32Array,
  b: Float32Array | null,
  g: Geometry,
  rows: Int32Array,
  columns: Int32Array,
): Float32Array<SharedArrayBuffer> {
  const { N, K, R, S, H, W } = g
  const [P, Q] = [rows.length, columns.length]
  const y = arena.allocate(N * K * P * Q)
  const numbers = R + Q * S + tableLength + K * R * S
  const scratch = arena.allocateBytes(4 * numbers)
  const memory = bufferOf(arena.memory)
  const starts = new Int32Array(memory, scratch, R)
  const across = new Int32Array(memory, scratch + 4 * R, Q * S)
  const table = new Float32Array(memory, across.byteOffset + 4 * across.length, tableLength)
  const weights = new Float32Array(memory, table.byteOffset + 4 * tableLength, K * R * S)
  weights.set(w)
  table.forEach((_, sample) => (table[sample] = sample))
  table[tableLength - 1] = 255 * g.border.value
  across.forEach((_, i) => {
    const column = columns[Math.floor(i / S)] * g.v - g.left + (i % S) * g.e
    across[i] = borderIndex(g.border.mode, column, W)
  })
  const { sumPoints } = loopsOf(arena)
  const data = arena.addressOf(samples) as number
  const [from, at, values, taps] = [starts, across, table, weights].map(({ byteOffset }) => byteOffset)
  for (let i = 0; i < N * P; i++) {
    const [n, p] = [Math.floor(i / P), i % P]
    for (let r = 0; r < R; r++) {
      const row = borderIndex(g.border.mode, rows[p] * g.u - g.top + r * g.d, H)
      starts[r] = row === outside ? -1 : (n * H + row) * W
    }
    for (let k = 0; k < K; k++) {
      const to = y.byteOffset + 4 * ((n * K + k) * P + p) * Q
      sumPoints(data, from, R, at, S, Q, values, taps + 4 * k * R * S, b?.[k] ?? 0, to)
    }
  }
  arena.freeBytes(scratch)
  return y
}
