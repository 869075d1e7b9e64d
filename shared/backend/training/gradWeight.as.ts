import { loadRest, sumOf } from './lanes.as'
import { padPlane, tapOffset } from './padPlane.as'
import { Sizes } from './sizes.as'

/**
 * ∂L/∂w[k,c,r,s] += Σ_{n,p,q} ∂L/∂y[n,k,p,q] · x̂[n,c, p·u+r·d, q·v+s·e]
 *
 * Products and sums of one strip in float32, four outputs side by side, three kernels times three taps at once: nine sums in
 * registers for six loads. A strip is some rows of one sample or several small samples (sizes.ts): what three kernels read of
 * it stays in the nearest cache before the next weights. Strips add up in float64.
 */
export function convolveGradWeight(address: usize): void {
  const g = changetype<Sizes>(address)
  const channels = g.C / g.groups
  const filters = g.K / g.groups
  for (let n = 0; n < g.N; n += g.tileSamples) {
    const samples = min(g.tileSamples, g.N - n)
    for (let channel = 0; channel < g.C; channel++) {
      for (let i = 0; i < samples; i++) {
        padPlane(g, n + i, channel, g.planes + usize(i) * g.planeStep, 0, g.P, 0, g.Q)
      }
      const group = channel / channels
      const end = (group + 1) * filters
      for (let p = 0; p < g.P; p += g.tileRows) {
        const rows = min(g.tileRows, g.P - p)
        for (let k = group * filters; k < end; k += 3) {
          addStrip(g, n, samples, channel - group * channels, p, rows, k, min(3, end - k))
        }
      }
    }
  }
}

/** Kernels k, k + 1, k + 2 (of which `count` are there) with the taps of one channel, over rows p … of some samples. */
function addStrip(g: Sizes, n: i32, samples: i32, c: i32, p: i32, rows: i32, k: i32, count: i32): void {
  const taps = g.R * g.S
  const plane = usize(g.P * g.Q) * 4
  const dy = g.y + usize(n * g.K + k) * plane + usize(p * g.Q) * 4
  const x = g.planes + usize(p * g.u) * g.rowStep
  // What is not there is computed like the last that is, and left alone.
  const second = count > 1 ? plane : 0
  const third = count > 2 ? 2 * plane : second
  const dw = g.w + usize((k * (g.C / g.groups) + c) * taps) * 8
  for (let t = 0; t < taps; t += 3) {
    const x1 = x + offsetOf(g, min(t + 1, taps - 1))
    const x2 = x + offsetOf(g, min(t + 2, taps - 1))
    addBlock(g, dy, dy + second, dy + third, x + offsetOf(g, t), x1, x2, samples, rows, dw, t, count)
  }
}

function offsetOf(g: Sizes, t: i32): usize {
  const r = t / g.S
  return tapOffset(g, r, t - r * g.S)
}

function addBlock(
  g: Sizes,
  dy0: usize,
  dy1: usize,
  dy2: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  samples: i32,
  rows: i32,
  dw: usize,
  t: i32,
  count: i32,
): void {
  let a0 = f32x4.splat(0)
  let a1 = a0
  let a2 = a0
  let b0 = a0
  let b1 = a0
  let b2 = a0
  let c0 = a0
  let c1 = a0
  let c2 = a0
  const whole = usize(g.Q & ~3) * 4
  const rest = g.Q & 3
  const few = g.Q < 4
  const last = few ? 0 : usize(g.Q - 4) * 4
  const dyRow = usize(g.Q) * 4
  const xRow = usize(g.u) * g.rowStep
  const dySample = usize(g.K * g.P * g.Q) * 4 - usize(rows) * dyRow
  const xSample = g.planeStep - usize(rows) * xRow
  const mask = few
    ? i32x4(-1, rest > 1 ? -1 : 0, rest > 2 ? -1 : 0, 0)
    : i32x4(0, rest > 2 ? -1 : 0, rest > 1 ? -1 : 0, -1)
  for (let sample = 0; sample < samples; sample++) {
    for (let row = 0; row < rows; row++) {
      for (let q: usize = 0; q < whole; q += 16) {
        const v0 = v128.load(x0 + q)
        const v1 = v128.load(x1 + q)
        const v2 = v128.load(x2 + q)
        const d0 = v128.load(dy0 + q)
        a0 = f32x4.add(a0, f32x4.mul(d0, v0))
        a1 = f32x4.add(a1, f32x4.mul(d0, v1))
        a2 = f32x4.add(a2, f32x4.mul(d0, v2))
        const d1 = v128.load(dy1 + q)
        b0 = f32x4.add(b0, f32x4.mul(d1, v0))
        b1 = f32x4.add(b1, f32x4.mul(d1, v1))
        b2 = f32x4.add(b2, f32x4.mul(d1, v2))
        const d2 = v128.load(dy2 + q)
        c0 = f32x4.add(c0, f32x4.mul(d2, v0))
        c1 = f32x4.add(c1, f32x4.mul(d2, v1))
        c2 = f32x4.add(c2, f32x4.mul(d2, v2))
      }
      if (rest) {
        // The last vector begins early enough to end with the row. What was counted is cut off on both sides: 0 · ∞ is NaN.
        const v0 = v128.and(v128.load(x0 + last), mask)
        const v1 = v128.and(v128.load(x1 + last), mask)
        const v2 = v128.and(v128.load(x2 + last), mask)
        const d0 = few ? loadRest(dy0, rest) : v128.and(v128.load(dy0 + last), mask)
        a0 = f32x4.add(a0, f32x4.mul(d0, v0))
        a1 = f32x4.add(a1, f32x4.mul(d0, v1))
        a2 = f32x4.add(a2, f32x4.mul(d0, v2))
        const d1 = few ? loadRest(dy1, rest) : v128.and(v128.load(dy1 + last), mask)
        b0 = f32x4.add(b0, f32x4.mul(d1, v0))
        b1 = f32x4.add(b1, f32x4.mul(d1, v1))
        b2 = f32x4.add(b2, f32x4.mul(d1, v2))
        const d2 = few ? loadRest(dy2, rest) : v128.and(v128.load(dy2 + last), mask)
        c0 = f32x4.add(c0, f32x4.mul(d2, v0))
        c1 = f32x4.add(c1, f32x4.mul(d2, v1))
        c2 = f32x4.add(c2, f32x4.mul(d2, v2))
      }
      dy0 += dyRow
      dy1 += dyRow
      dy2 += dyRow
      x0 += xRow
      x1 += xRow
      x2 += xRow
    }
    dy0 += dySample
    dy1 += dySample
    dy2 += dySample
    x0 += xSample
    x1 += xSample
    x2 += xSample
  }
  const taps = g.R * g.S
  const kernel = usize((g.C / g.groups) * taps) * 8
  addTaps(dw, t, taps, a0, a1, a2)
  if (count > 1) addTaps(dw + kernel, t, taps, b0, b1, b2)
  if (count > 2) addTaps(dw + 2 * kernel, t, taps, c0, c1, c2)
}

function addTaps(dw: usize, t: i32, taps: i32, s0: v128, s1: v128, s2: v128): void {
  addTo(dw + usize(t) * 8, s0)
  if (t + 1 < taps) addTo(dw + usize(t + 1) * 8, s1)
  if (t + 2 < taps) addTo(dw + usize(t + 2) * 8, s2)
}

function addTo(target: usize, sums: v128): void {
  store<f64>(target, load<f64>(target) + sumOf(sums))
}

/** ∂L/∂b[k] = Σ_{n,p,q} ∂L/∂y[n,k,p,q], in float64     dy: N K places → db: K, float64 */
export function convolveGradBias(dy: usize, N: i32, K: i32, places: i32, db: usize): void {
  for (let k = 0; k < K; k++) {
    let low = f64x2.splat(0)
    let high = low
    let rest: f64 = 0
    for (let n = 0; n < N; n++) {
      const plane = dy + usize(n * K + k) * usize(places) * 4
      let i = 0
      for (; i + 4 <= places; i += 4) {
        const four = v128.load(plane + usize(i) * 4)
        low = f64x2.add(low, f64x2.promote_low_f32x4(four))
        high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)))
      }
      for (; i < places; i++) rest += f64(load<f32>(plane + usize(i) * 4))
    }
    const both = f64x2.add(low, high)
    store<f64>(db + usize(k) * 8, f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1) + rest)
  }
}
