import { Sizes } from './sizes.as'

/** Rows of outputs that are summed before the next weights: what three kernels read of them then stays in the nearest cache. */
const stripRows: i32 = 16

/**
 * ∂L/∂w[k,c,r,s] += Σ_{n,p,q} ∂L/∂y[n,k,p,q] · x̂[n,c, p·u+r·d, q·v+s·e]
 *
 * Products and sums of one strip in float32, four outputs side by side, three kernels times three taps at once: nine sums in
 * registers for six loads. Strips add up in float64.
 */
export function convolveGradWeight(address: usize): void {
  const g = changetype<Sizes>(address)
  const channels = g.C / g.groups
  const filters = g.K / g.groups
  for (let n = 0; n < g.N; n++) {
    for (let channel = 0; channel < g.C; channel++) {
      padPlane(g, n, channel)
      const group = channel / channels
      const c = channel - group * channels
      for (let p = 0; p < g.P; p += stripRows) {
        const rows = min(stripRows, g.P - p)
        for (let k = group * filters; k < (group + 1) * filters; k += 3) {
          addStrip(g, n, c, channels, p, rows, k, min(3, (group + 1) * filters - k))
        }
      }
    }
  }
}

/** plane[i, f, m] = x̂[n, channel, i, f + m·v]: columns by their remainder modulo the stride, so that neighbors stand together. */
function padPlane(g: Sizes, n: i32, channel: i32): void {
  const x = g.x + usize(n * g.C + channel) * usize(g.H * g.W) * 4
  const height = (g.P - 1) * g.u + g.d * (g.R - 1) + 1
  const rowBytes = usize(g.phases) * g.pitch
  for (let i = 0; i < height; i++) {
    const target = g.plane + usize(i) * rowBytes
    const h = i - g.top
    memory.fill(target, 0, rowBytes)
    if (h < 0 || h >= g.H) continue
    const source = x + usize(h * g.W) * 4
    const length = g.Q + (g.e * (g.S - 1)) / g.v
    if (g.v == 1) {
      const from = max(0, g.left)
      const to = min(length, g.left + g.W)
      if (from < to) memory.copy(target + usize(from) * 4, source + usize(from - g.left) * 4, usize(to - from) * 4)
      continue
    }
    for (let f = 0; f < g.phases; f++) {
      for (let m = 0; m < length; m++) {
        const w = f + m * g.v - g.left
        if (w >= 0 && w < g.W) store<f32>(target + usize(f) * g.pitch + usize(m) * 4, load<f32>(source + usize(w) * 4))
      }
    }
  }
}

/** Kernels k, k + 1, k + 2 (of which `count` are there) with the taps of one channel, over rows p … of outputs. */
function addStrip(g: Sizes, n: i32, c: i32, channels: i32, p: i32, rows: i32, k: i32, count: i32): void {
  const taps = g.R * g.S
  const plane = usize(g.P * g.Q) * 4
  const dy = g.dy + usize(n * g.K + k) * plane + usize(p * g.Q) * 4
  // What is not there is computed like the last that is, and left alone.
  const second = count > 1 ? plane : 0
  const third = count > 2 ? 2 * plane : second
  const dw = g.dw + usize((k * channels + c) * taps) * 8
  for (let t = 0; t < taps; t += 3) {
    const t1 = min(t + 1, taps - 1)
    const t2 = min(t + 2, taps - 1)
    addBlock(g, dy, dy + second, dy + third, tapAt(g, p, t), tapAt(g, p, t1), tapAt(g, p, t2), rows, dw, t, count)
  }
}

/** Where the first value stands that tap t meets in output row p. */
function tapAt(g: Sizes, p: i32, t: i32): usize {
  const r = t / g.S
  const column = (t - r * g.S) * g.e
  const shift = column / g.v
  const row = usize(p * g.u + r * g.d) * usize(g.phases) + usize(column - shift * g.v)
  return g.plane + row * g.pitch + usize(shift) * 4
}

function addBlock(
  g: Sizes,
  dy0: usize,
  dy1: usize,
  dy2: usize,
  x0: usize,
  x1: usize,
  x2: usize,
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
  const dyRow = usize(g.Q) * 4
  const xRow = usize(g.u * g.phases) * g.pitch
  const mask = i32x4(-1, rest > 1 ? -1 : 0, rest > 2 ? -1 : 0, 0)
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
      // 0 · ∞ would be NaN, so what lies behind the row is cut off on both sides.
      const v0 = v128.and(v128.load(x0 + whole), mask)
      const v1 = v128.and(v128.load(x1 + whole), mask)
      const v2 = v128.and(v128.load(x2 + whole), mask)
      const d0 = loadRest(dy0 + whole, rest)
      const d1 = loadRest(dy1 + whole, rest)
      const d2 = loadRest(dy2 + whole, rest)
      a0 = f32x4.add(a0, f32x4.mul(d0, v0))
      a1 = f32x4.add(a1, f32x4.mul(d0, v1))
      a2 = f32x4.add(a2, f32x4.mul(d0, v2))
      b0 = f32x4.add(b0, f32x4.mul(d1, v0))
      b1 = f32x4.add(b1, f32x4.mul(d1, v1))
      b2 = f32x4.add(b2, f32x4.mul(d1, v2))
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
  const taps = g.R * g.S
  const kernel = usize((g.C / g.groups) * taps) * 8
  addTaps(dw, t, taps, a0, a1, a2)
  if (count > 1) addTaps(dw + kernel, t, taps, b0, b1, b2)
  if (count > 2) addTaps(dw + 2 * kernel, t, taps, c0, c1, c2)
}

/** 1 to 3 numbers, zeros behind them; the memory may end there. */
export function loadRest(address: usize, rest: i32): v128 {
  if (rest == 1) return v128.load32_zero(address)
  const two = v128.load64_zero(address)
  return rest == 2 ? two : v128.load_lane<f32>(address + 8, two, 2)
}

function addTaps(dw: usize, t: i32, taps: i32, s0: v128, s1: v128, s2: v128): void {
  addTo(dw + usize(t) * 8, s0)
  if (t + 1 < taps) addTo(dw + usize(t + 1) * 8, s1)
  if (t + 2 < taps) addTo(dw + usize(t + 2) * 8, s2)
}

function addTo(target: usize, sums: v128): void {
  store<f64>(target, load<f64>(target) + sumOf(sums))
}

/** The four numbers of a vector, added in float64. */
export function sumOf(v: v128): f64 {
  const even = f64(f32x4.extract_lane(v, 0)) + f64(f32x4.extract_lane(v, 2))
  return even + (f64(f32x4.extract_lane(v, 1)) + f64(f32x4.extract_lane(v, 3)))
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
