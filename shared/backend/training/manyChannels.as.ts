import { storeRest } from './lanes.as'
import { padPlane, tapOffset } from './padPlane.as'
import { Sizes } from './sizes.as'

/**
 * y[n,k,p,q] = b[k] + Σ_{c,r,s} w[k,c,r,s] · x̂[n,c, p·u+r·d, q·v+s·e]
 *
 * In float32, b first, then c, r, s in order, each product and each sum rounded: the bits of simd/convolve.as.ts, whose two
 * rows of one kernel share their weights. Here two kernels share their input: with many channels that is what is read.
 */
export function convolveChannels(address: usize): void {
  const g = changetype<Sizes>(address)
  const channels = g.C / g.groups
  layTaps(g, channels)
  for (let p = 0; p < g.P; p += g.tileRows) {
    const rows = min(g.tileRows, g.P - p)
    for (let q = 0; q < g.Q; q += g.tileColumns) {
      const columns = min(g.tileColumns, g.Q - q)
      const count = layVectors(g, rows, columns)
      for (let n = 0; n < g.N; n++) {
        for (let group = 0; group < g.groups; group++) {
          for (let c = 0; c < channels; c++) {
            padPlane(g, n, group * channels + c, g.planes + usize(c) * g.planeStep, p, rows, q, columns)
          }
          convolveTile(g, n, group, usize(p * g.Q + q) * 4, count, min(4, columns))
        }
      }
    }
  }
}

/** taps[(c·R + r)·S + s]: how far the number that a tap meets lies from the one that the first tap meets. */
function layTaps(g: Sizes, channels: i32): void {
  let at = g.taps
  for (let c = 0; c < channels; c++) {
    for (let r = 0; r < g.R; r++) {
      for (let s = 0; s < g.S; s++, at += 4) store<usize>(at, usize(c) * g.planeStep + tapOffset(g, r, s))
    }
  }
}

/**
 * For every four outputs side by side where their first input and their first output stand, counted from those of the tile;
 * filled up to a multiple of four vectors. The last vector of a row begins early enough to end with it: what two vectors have
 * in common is computed twice, and the same. Answers how many there are.
 */
function layVectors(g: Sizes, rows: i32, columns: i32): i32 {
  let at = g.vectors
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 4, at += 8) {
      const first = max(0, min(column, columns - 4))
      store<usize>(at, usize(row * g.u) * g.rowStep + usize(first) * 4)
      store<usize>(at, usize(row * g.Q + first) * 4, 4)
    }
  }
  const count = i32(at - g.vectors) >> 3
  for (let i = count; i & 3; i++, at += 8) store<u64>(at, load<u64>(at - 8))
  return (count + 3) & ~3
}

/** Two kernels at a time; a last one without a partner is computed twice. */
function convolveTile(g: Sizes, n: i32, group: i32, tile: usize, count: i32, lanes: i32): void {
  const filters = g.K / g.groups
  const taps = (g.C / g.groups) * g.R * g.S
  const plane = usize(g.P * g.Q) * 4
  for (let k = 0; k < filters; k += 2) {
    const kernel = group * filters + k
    const pair = k + 1 < filters
    const y = g.y + usize(n * g.K + kernel) * plane + tile
    const w = g.w + usize(group * ((filters + 1) & ~1) + k) * usize(taps) * 4
    const b = g.b ? load<f32>(g.b + usize(kernel) * 4) : 0
    const b2 = g.b && pair ? load<f32>(g.b + usize(kernel) * 4, 4) : 0
    for (let i = 0; i < count; i += 4) {
      twoByFour(g, g.vectors + usize(i) * 8, taps, w, b, b2, y, pair ? plane : 0, lanes)
    }
  }
}

/** Two kernels times four vectors: eight sums in registers, for each tap four numbers and two weights to load. */
function twoByFour(
  g: Sizes,
  vectors: usize,
  taps: i32,
  w: usize,
  ba: f32,
  bb: f32,
  y: usize,
  step: usize,
  lanes: i32,
): void {
  const x0 = g.planes + load<usize>(vectors)
  const x1 = g.planes + load<usize>(vectors, 8)
  const x2 = g.planes + load<usize>(vectors, 16)
  const x3 = g.planes + load<usize>(vectors, 24)
  let a0 = f32x4.splat(ba)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let b0 = f32x4.splat(bb)
  let b1 = b0
  let b2 = b0
  let b3 = b0
  const end = g.taps + usize(taps) * 4
  for (let tap = g.taps; tap < end; tap += 4, w += 8) {
    const offset = load<usize>(tap)
    const wa = v128.load32_splat(w)
    const wb = v128.load32_splat(w, 4)
    const v0 = v128.load(x0 + offset)
    a0 = f32x4.add(a0, f32x4.mul(wa, v0))
    b0 = f32x4.add(b0, f32x4.mul(wb, v0))
    const v1 = v128.load(x1 + offset)
    a1 = f32x4.add(a1, f32x4.mul(wa, v1))
    b1 = f32x4.add(b1, f32x4.mul(wb, v1))
    const v2 = v128.load(x2 + offset)
    a2 = f32x4.add(a2, f32x4.mul(wa, v2))
    b2 = f32x4.add(b2, f32x4.mul(wb, v2))
    const v3 = v128.load(x3 + offset)
    a3 = f32x4.add(a3, f32x4.mul(wa, v3))
    b3 = f32x4.add(b3, f32x4.mul(wb, v3))
  }
  const y0 = y + load<usize>(vectors, 4)
  const y1 = y + load<usize>(vectors, 12)
  const y2 = y + load<usize>(vectors, 20)
  const y3 = y + load<usize>(vectors, 28)
  // The second kernel first: without a partner it stands where the first one does.
  if (lanes == 4) {
    v128.store(y0 + step, b0)
    v128.store(y1 + step, b1)
    v128.store(y2 + step, b2)
    v128.store(y3 + step, b3)
    v128.store(y0, a0)
    v128.store(y1, a1)
    v128.store(y2, a2)
    v128.store(y3, a3)
  } else {
    storeRest(y0 + step, b0, lanes)
    storeRest(y0, a0, lanes)
    storeRest(y1 + step, b1, lanes)
    storeRest(y1, a1, lanes)
    storeRest(y2 + step, b2, lanes)
    storeRest(y2, a2, lanes)
    storeRest(y3 + step, b3, lanes)
    storeRest(y3, a3, lanes)
  }
}

/**
 * packed[group, k/2, t, k mod 2] = w[k,t] of each group, or the weights of its gradient (maths/transposed.ts): w[t's channel, k,
 * R−1−r, S−1−s]. A kernel without a partner leaves its partner's place as zeros.
 */
export function packWeights(w: usize, packed: usize, groups: i32, K: i32, C: i32, taps: i32, turned: bool): void {
  // w: groups·K C taps; turned: groups·C K taps, for K outputs and C inputs of the convolution that is to come.
  const kStep = usize(turned ? taps : C * taps) * 4
  const cStep = usize(turned ? K * taps : taps) * 4
  for (let group = 0; group < groups; group++, w += usize(K * C * taps) * 4) {
    for (let k = 0; k < K; k += 2) {
      const first = w + usize(k) * kStep
      const second = k + 1 < K
      for (let c = 0; c < C; c++) {
        for (let t = 0; t < taps; t++, packed += 8) {
          const from = first + usize(c) * cStep + usize(turned ? taps - 1 - t : t) * 4
          store<f32>(packed, load<f32>(from))
          store<f32>(packed, second ? load<f32>(from + kStep) : 0, 4)
        }
      }
    }
  }
}
