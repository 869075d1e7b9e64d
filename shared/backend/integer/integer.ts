import type { Geometry } from '../../maths/geometry.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import type { PhotoPlanes } from '../samples/readSamples.ts'
import { boxWeights, createBoxSums } from './box.ts'
import { integerLoops, overhang, pitch } from './integerLoops.ts'

/**
 * Whole weights on a photo of 8 bits: S = Σ w·v is added up in integers and is exact, and y = S / 255 + b is rounded once, and
 * once more where there is a bias. Against the float64 sum over the float32 values v / 255 that keeps the contract of
 * backend.ts: with u = 2⁻²⁴, each value is off by u/(1+u) of itself at most, and so is y, which is 2u · Σ|w·x| together, within T
 * taps' allowance for T ≥ 2; a bias adds one rounding and counts as one tap more. Sums that are equal in whole numbers are equal
 * here, such as 0 on a flat part, where float32 sums leave dust.
 */
export interface IntegerSums {
  /** Bytes that are read beyond the end of a piece. */
  readonly overhang: number
  /** Output rows of one piece of samples: K planes of P·Q values. */
  values(x: Uint8Array, piece: Geometry, y: Float32Array): void
  /** What `clamp` (or `absolute`, folded) shows of them, in K planes of `height` rows; null where sums take more than 16 bits or a bias is added. */
  readonly bytes: ((x: Uint8Array, piece: Geometry, y: Uint8Array, height: number, folded: boolean) => void) | null
  /** Bytes from one row of them to the next, for so many columns. */
  pitch(columns: number): number
  release(): void
}

/** Σ|w|·255 of the output channel where it is largest; null where a weight is not whole. */
function largestSum(w: Float32Array, K: number): number | null {
  if (!w.every(Number.isInteger)) return null
  const taps = w.length / K
  const sums = Array.from({ length: K }, (_, k) => {
    return w.subarray(k * taps, (k + 1) * taps).reduce((sum, weight) => sum + Math.abs(weight), 0)
  })
  return 255 * Math.max(...sums)
}

/** Whether the sums of a photo can be whole: 8 bits as they are, whole weights of two taps or more, 24 bits, a border of 0. */
export function sumsAreWhole(photo: PhotoPlanes, w: Float32Array, g: Geometry): boolean {
  const taps = (g.C / g.groups) * g.R * g.S
  if (taps < 2 || !addsBytes(photo, g)) return false
  const largest = largestSum(w, g.K)
  return largest !== null && largest < 2 ** 24
}

/** Whether they are, under weights of any size that are all the same. */
export function sumsAreBoxes(photo: PhotoPlanes, w: Float32Array, g: Geometry): boolean {
  return addsBytes(photo, g) && boxWeights(w, g) !== null
}

/** Whether whole sums are short enough, and nothing is added to them, for `IntegerSums.bytes`. */
export function sumsAreBytes(w: Float32Array, b: Float32Array | null, g: Geometry): boolean {
  return !b && boxWeights(w, g) === null && isShort(w, g)
}

/** Whether the sums fit 16 bits. */
function isShort(w: Float32Array, { K }: Geometry): boolean {
  return (largestSum(w, K) ?? Infinity) < 2 ** 15
}

function addsBytes({ samples, gray, linear }: PhotoPlanes, { v, border }: Geometry): boolean {
  return samples instanceof Uint8Array && !gray && !linear && v === 1 && border.value === 0
}

export function createIntegerSums(arena: Arena, w: Float32Array, b: Float32Array | null, g: Geometry): IntegerSums {
  const box = boxWeights(w, g)
  if (box) return createBoxSums(arena, box, b, g)
  const loops = integerLoops(arena)
  const narrow = isShort(w, g)
  const perFilter = (g.C / g.groups) * g.R * g.S
  const taps = arena.allocateBytes(8 * w.length)
  const sums = arena.allocateBytes((narrow ? 2 : 4) * (g.Q + overhang))
  const filters = Array.from({ length: g.K }, (_, k) => commonestFirst(w.subarray(k * perFilter, (k + 1) * perFilter)))

  /** Offsets are those of a piece, whose planes are smaller than the photo's. */
  function layTaps({ W, H }: Geometry): void {
    filters.forEach(({ order }, k) => {
      const list = new Int32Array(bufferOf(arena.memory), taps + 8 * k * perFilter, 2 * perFilter)
      order.forEach((t, at) => {
        const [c, r, s] = [Math.floor(t / (g.R * g.S)), Math.floor(t / g.S) % g.R, t % g.S]
        list[2 * at] = (c * H + r * g.d) * W + s * g.e
        list[2 * at + 1] = w[k * perFilter + t]
      })
    })
  }

  /** Where the windows of each row of outputs begin. */
  function eachRow(
    x: Uint8Array,
    piece: Geometry,
    add: (k: number, p: number, from: number, taps: number) => void,
  ): void {
    layTaps(piece)
    for (let k = 0; k < g.K; k++) {
      const planes = x.byteOffset + Math.floor(k / (g.K / g.groups)) * (g.C / g.groups) * piece.H * piece.W
      for (let p = 0; p < piece.P; p++) add(k, p, planes + p * g.u * piece.W, taps + 8 * k * perFilter)
    }
  }

  return {
    overhang: 2 * overhang,
    pitch,
    values(x, piece, y) {
      const finish = narrow ? loops.values16 : loops.values32
      eachRow(x, piece, (k, p, from, tapsOfK) => {
        const { order, alike } = filters[k]
        if (narrow) loops.sums16(from, tapsOfK, alike, order.length, sums, piece.Q)
        else loops.sums32(from, tapsOfK, order.length, sums, piece.Q)
        finish(sums, y.byteOffset + 4 * (k * piece.P + p) * piece.Q, piece.Q, b ? b[k] : 0)
      })
    },
    bytes:
      narrow && !b
        ? (x, piece, y, height, folded) =>
            eachRow(x, piece, (k, p, from, tapsOfK) => {
              const { order, alike } = filters[k]
              const to = y.byteOffset + (k * height + p) * pitch(piece.Q)
              loops.bytes16(from, tapsOfK, alike, order.length, to, piece.Q, folded)
            })
        : null,
    release() {
      arena.freeBytes(taps)
      arena.freeBytes(sums)
    },
  }
}

/**
 * The places of a filter's weights, those of its commonest weight, `alike` of them, first. Weights of 0 are left out: whole
 * numbers have no NaN that they would have to keep.
 */
function commonestFirst(w: Float32Array): { readonly order: readonly number[]; readonly alike: number } {
  const places = new Map<number, number[]>()
  w.forEach((weight, t) => {
    if (weight === 0) return
    const alike = places.get(weight)
    if (alike) alike.push(t)
    else places.set(weight, [t])
  })
  const groups = [...places.values()].sort((one, other) => other.length - one.length)
  return { order: groups.flat(), alike: groups.length > 0 ? groups[0].length : 0 }
}
