import { toEncoded, toLinear } from '../../image/linearLight.ts'
import { valuesOf } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import { borderIndex, outside } from '../../maths/border.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { grayWeights } from '../../maths/gray.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import type { PhotoPlanes } from '../samples/readSamples.ts'
import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './points.wasm.ts'

type Loop = (...numbers: number[]) => void
type Loops = Readonly<Record<`sumPoints${8 | 16 | 32}` | 'sumInside8', Loop>>

const loopsOf = perArena<Loops>(wasm)

/**
 * y[n,k,p,q] = b[k] + Σ_rs w[k,r,s] · x[n, …] at output rows × columns only, from samples that lie in the arena; planes, or the gray of
 * three, are summed by themselves (C = 1). N·K planes of rows.length · columns.length in the arena, for the caller to free. The sums
 * are off by T·2⁻²⁴·Σ|w·x| at most, as direct sums are. Those of 8 bits as they are, are of the samples, and divided by 255 at the end:
 * of whole weights they are exact below 2²⁴, as `integer` has them. Results of linear light are encoded again.
 */
export function convolvePoints(
  arena: Arena,
  photo: PhotoPlanes,
  w: Float32Array,
  b: Float32Array | null,
  g: Geometry,
  rows: Int32Array,
  columns: Int32Array,
): Float32Array<SharedArrayBuffer> {
  const { N, K, R, S, H, W } = g
  const { samples, gray } = photo
  const [P, Q] = [rows.length, columns.length]
  const isWhole = samples instanceof Uint8Array && !gray && !photo.linear
  const numbers = isWhole ? samplesOf8 : tableFor(photo)
  const y = arena.allocate(N * K * P * Q)
  const scratch = arena.allocateBytes(4 * (R + Q * S + K * R * S + (numbers?.length ?? 0)))
  const memory = bufferOf(arena.memory)
  const starts = new Int32Array(memory, scratch, R)
  const across = new Int32Array(memory, scratch + 4 * R, Q * S)
  const weights = new Float32Array(memory, across.byteOffset + 4 * across.length, K * R * S)
  const table = weights.byteOffset + 4 * weights.length
  weights.set(w)
  if (numbers) new Float32Array(memory, table, numbers.length).set(numbers)
  across.forEach((_, i) => {
    const column = columns[Math.floor(i / S)] * g.v - g.left + (i % S) * g.e
    across[i] = borderIndex(g.border.mode, column, W)
  })
  const bits = (8 * samples.BYTES_PER_ELEMENT) as 8 | 16 | 32
  const sum = loopsOf(arena)[`sumPoints${bits}` as const]
  const colors = [gray ? samples.BYTES_PER_ELEMENT * H * W : 0, ...grayWeights]
  const data = arena.addressOf(samples) as number
  const white = isWhole ? 255 : 1
  const at = (q: number): number => across.byteOffset + 4 * q * S
  const { sumInside8 } = loopsOf(arena)
  const [inner, outer] = isWhole ? insideOf(g, columns) : nothing

  function sumRow(k: number, to: number, [from, end]: readonly [number, number]): void {
    const bias = b?.[k] ?? 0
    const taps = weights.byteOffset + 4 * k * R * S
    const [start, added] = isWhole ? [0, bias] : [bias, 0]
    for (const [first, last] of [
      [0, from],
      [end, Q],
    ]) {
      if (first === last) continue
      const ends = [white * g.border.value, start, white, added, to + 4 * first]
      sum(data, starts.byteOffset, R, at(first), S, last - first, table, taps, ...ends, ...colors)
    }
    if (from === end) return
    sumInside8(data, starts.byteOffset, R, at(from), S, end - from, taps, start, white, added, to + 4 * from)
  }

  for (let i = 0; i < N * P; i++) {
    const [n, p] = [Math.floor(i / P), i % P]
    for (let r = 0; r < R; r++) {
      const row = borderIndex(g.border.mode, rows[p] * g.u - g.top + r * g.d, H)
      starts[r] = row === outside ? -1 : (n * H + row) * W
    }
    const reach = data + Math.max(...starts) + (outer > 0 ? across[outer * S - 1] : 0) + 4
    const isInside = starts.every((start) => start >= 0) && reach <= memory.byteLength
    const run = isInside ? ([inner, outer] as const) : nothing
    for (let k = 0; k < K; k++) sumRow(k, y.byteOffset + 4 * ((n * K + k) * P + p) * Q, run)
  }
  arena.freeBytes(scratch)
  if (photo.linear) y.forEach((value, i) => (y[i] = toEncoded(value)))
  return y
}

const nothing = [0, 0] as const

/** A run of fours of the chosen columns whose windows lie inside, tap beside tap; nothing where there is none. */
function insideOf({ v, e, S, W, left }: Geometry, columns: Int32Array): readonly [from: number, to: number] {
  const isInside = (q: number): boolean => q * v >= left && q * v - left + S <= W
  const from = columns.findIndex(isInside)
  if (e > 1 || from < 0) return nothing
  let end = from
  while (end < columns.length && isInside(columns[end])) end++
  return [from, end - ((end - from) % 4)]
}

const samplesOf8 = Float32Array.from({ length: 256 }, (_, sample) => sample)

const linearTables = new Map<number, Float32Array>()

/** What samples mean; null for floats, which are their values. */
function tableFor({ samples, linear }: { readonly samples: Samples; readonly linear: boolean }): Float32Array | null {
  const values = valuesOf(samples)
  if (!values || !linear) return values
  let table = linearTables.get(values.length)
  if (!table) linearTables.set(values.length, (table = values.map(toLinear)))
  return table
}

/** Whether there is a loop for it: floats in linear light would each want a curve, not a table. */
export function sumsPoints(arena: Arena, { samples, gray, linear }: PhotoPlanes, g: Geometry): boolean {
  const isTabled = !(linear && samples instanceof Float32Array)
  return isTabled && g.C === 1 && samples.length === (gray ? 3 : g.N) * g.H * g.W && arena.addressOf(samples) !== null
}
