import { borderColumns, outside } from '../../maths/border.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import type { PhotoPlanes, Run } from '../samples/readSamples.ts'
import type { IntegerSums } from './integer.ts'
import { integerLoops, overhang } from './integerLoops.ts'

/** Whole sums that are cut to bytes. */
export type ByteSums = IntegerSums & { readonly bytes: NonNullable<IntegerSums['bytes']> }

/** Outputs that are summed where the photo lies. */
export interface InPlace {
  /** Those of `down` that can be: their windows hang over the sides at most. Empty, at its end, if none can. */
  within(down: Run): Run
  /** Rows `down` of all planes of picture n, in planes of `height` rows from y on. */
  bytes(n: number, down: Run, y: Uint8Array, height: number, folded: boolean): void
  release(): void
}

/** A sum at a side takes so many times as long as others: a row must be so many times as wide as its sides are. */
const shareOfSides = 16

/**
 * Some columns of the outputs from the samples themselves: to copy their rows first took a fifth of the time. A window that
 * hangs over a side reads what stands there in memory, the end of the row before or the beginning of the next; those few
 * outputs are summed once more, with the border. Nothing but samples is read: the memory may end with them.
 */
export function createInPlace(
  arena: Arena,
  { samples }: PhotoPlanes,
  w: Float32Array,
  g: Geometry,
  columns: Run,
  sums: ByteSums,
): InPlace {
  const { C, H, W, R, S, d, e, u, top, left } = g
  const across = columns[1] - columns[0]
  const reach = e * (S - 1)
  /** From the beginning of a row to the first sample that is read for its outputs, and beyond the last one. */
  const [before, behind] = [columns[0] - left, columns[0] - left + Math.ceil(across / overhang) * overhang + reach]
  /** Rows of the photo in which windows begin. */
  const [first, last] = [Math.max(0, Math.ceil(-before / W)), Math.floor(Math.min(H - 1, H - behind / W)) - d * (R - 1)]
  const hanging = columnsThatHangOver(g, columns)
  const can = arena.addressOf(samples) !== null && hanging.length * shareOfSides <= W
  const [start, end] = [Math.ceil((first + top) / u), can ? Math.floor((last + top) / u) + 1 : 0]
  const sides = can ? createSides(arena, w, g, hanging) : null
  return {
    within([from, to]) {
      const inside = Math.min(end, to)
      return start < inside && from < inside ? [Math.max(from, start), inside] : [to, to]
    },
    bytes(n, [from, to], y, height, folded) {
      if (from === to) return
      const row = n * C * H * W + (from * u - top) * W
      const piece = { ...g, P: to - from, Q: across }
      sums.bytes(samples.subarray(row + before) as Uint8Array, piece, y, height, folded)
      const pitch = sums.pitch(across)
      sides?.add(samples.byteOffset + row, to - from, y.byteOffset - columns[0], height * pitch, pitch, folded)
    },
    release: () => sides?.release(),
  }
}

/** Those of some columns of outputs whose windows hang over the left side or the right one. */
function columnsThatHangOver({ W, S, e, left }: Geometry, [from, to]: Run): readonly number[] {
  const columns: number[] = []
  for (let q = from; q < Math.min(left, to); q++) columns.push(q)
  for (let q = Math.max(from, left, left + W - e * (S - 1)); q < to; q++) columns.push(q)
  return columns
}

interface Sides {
  /** So many rows of these columns, in K planes: x is where the first row of the windows begins, y column 0 of the first row. */
  add(x: number, rows: number, y: number, plane: number, pitch: number, folded: boolean): void
  release(): void
}

/** A list of taps for each column, of those that do not fall on a 0 outside. */
function createSides(arena: Arena, w: Float32Array, g: Geometry, columns: readonly number[]): Sides {
  const { C, H, W, K, R, S, d, e, u, groups } = g
  const { column16 } = integerLoops(arena)
  const fromColumn = borderColumns(g)
  const channels = C / groups
  const lists = Array.from({ length: K }, (_, k) => columns.map((q) => ({ k, q, taps: tapsAt(k, q) }))).flat()
  const address = arena.allocateBytes(4 * lists.reduce((sum, { taps }) => sum + taps.length, 0))
  const laid = new Int32Array(bufferOf(arena.memory), address)
  let length = 0
  const starts = lists.map(({ taps }) => {
    laid.set(taps, length)
    return address + 4 * ((length += taps.length) - taps.length)
  })

  /** Offset and weight of each tap, one after the other. */
  function tapsAt(k: number, q: number): readonly number[] {
    const plane = Math.floor(k / (K / groups)) * channels
    return Array.from({ length: channels * R * S }, (_, t) => {
      const [c, r, s] = [Math.floor(t / (R * S)), Math.floor(t / S) % R, t % S]
      const [weight, column] = [w[k * channels * R * S + t], fromColumn[q + s * e]]
      return weight === 0 || column === outside ? [] : [((plane + c) * H + r * d) * W + column, weight]
    }).flat()
  }

  return {
    add(x, rows, y, plane, pitch, folded) {
      lists.forEach(({ k, q, taps }, i) => {
        column16(x, u * W, starts[i], taps.length / 2, rows, y + k * plane + q, pitch, +folded)
      })
    },
    release: () => arena.freeBytes(address),
  }
}
