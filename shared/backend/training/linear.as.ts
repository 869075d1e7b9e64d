import { loadRest, sumOf } from './lanes.as'

/** y[n,k] = b[k] + Σ_f w[k,f] · x[n,f], in float32, four f side by side     b = 0: none */
export function linear(x: usize, w: usize, b: usize, y: usize, N: i32, F: i32, K: i32): void {
  for (let n = 0; n < N; n += 2) {
    const pair = n + 1 < N
    const x0 = x + usize(n) * usize(F) * 4
    const x1 = pair ? x0 + usize(F) * 4 : x0
    for (let k = 0; k < K; k += 2) {
      const both = k + 1 < K
      const w0 = w + usize(k) * usize(F) * 4
      twoByTwo(x0, x1, w0, both ? w0 + usize(F) * 4 : w0, F, b, y + usize(n * K + k) * 4, K, k, pair, both)
    }
  }
}

function twoByTwo(
  x0: usize,
  x1: usize,
  w0: usize,
  w1: usize,
  F: i32,
  b: usize,
  y: usize,
  K: i32,
  k: i32,
  pair: bool,
  both: bool,
): void {
  let s00 = f32x4.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  const whole = usize(F & ~3) * 4
  for (let f: usize = 0; f < whole; f += 16) {
    const a0 = v128.load(x0 + f)
    const a1 = v128.load(x1 + f)
    const v0 = v128.load(w0 + f)
    const v1 = v128.load(w1 + f)
    s00 = f32x4.add(s00, f32x4.mul(a0, v0))
    s01 = f32x4.add(s01, f32x4.mul(a0, v1))
    s10 = f32x4.add(s10, f32x4.mul(a1, v0))
    s11 = f32x4.add(s11, f32x4.mul(a1, v1))
  }
  const rest = F & 3
  if (rest) {
    const a0 = loadRest(x0 + whole, rest)
    const a1 = loadRest(x1 + whole, rest)
    const v0 = loadRest(w0 + whole, rest)
    const v1 = loadRest(w1 + whole, rest)
    s00 = f32x4.add(s00, f32x4.mul(a0, v0))
    s01 = f32x4.add(s01, f32x4.mul(a0, v1))
    s10 = f32x4.add(s10, f32x4.mul(a1, v0))
    s11 = f32x4.add(s11, f32x4.mul(a1, v1))
  }
  const b0 = b ? f64(load<f32>(b + usize(k) * 4)) : 0
  const b1 = b && both ? f64(load<f32>(b + usize(k + 1) * 4)) : 0
  store<f32>(y, f32(b0 + sumOf(s00)))
  if (both) store<f32>(y + 4, f32(b1 + sumOf(s01)))
  if (!pair) return
  store<f32>(y + usize(K) * 4, f32(b0 + sumOf(s10)))
  if (both) store<f32>(y + usize(K) * 4 + 4, f32(b1 + sumOf(s11)))
}

/** y[m,f] = Σ_i a[m,i] · x[i,f], rows of x weighted and added four at a time; a[m,i] stands at a + m·aRow + i·aStep */
export function weightedRows(a: usize, aRow: usize, aStep: usize, x: usize, y: usize, M: i32, I: i32, F: i32): void {
  const row = usize(F) * 4
  for (let m = 0; m < M; m++) {
    const target = y + usize(m) * row
    memory.fill(target, 0, row)
    const weights = a + usize(m) * aRow
    let i = 0
    for (; i + 4 <= I; i += 4) addFour(weights + usize(i) * aStep, aStep, x + usize(i) * row, row, target, F)
    for (; i < I; i++) addOne(load<f32>(weights + usize(i) * aStep), x + usize(i) * row, target, F)
  }
}

function addFour(a: usize, aStep: usize, x: usize, row: usize, y: usize, F: i32): void {
  const a0 = load<f32>(a)
  const a1 = load<f32>(a + aStep)
  const a2 = load<f32>(a + 2 * aStep)
  const a3 = load<f32>(a + 3 * aStep)
  const w0 = f32x4.splat(a0)
  const w1 = f32x4.splat(a1)
  const w2 = f32x4.splat(a2)
  const w3 = f32x4.splat(a3)
  let f = 0
  for (; f + 4 <= F; f += 4) {
    const at = x + usize(f) * 4
    let sum = f32x4.add(v128.load(y + usize(f) * 4), f32x4.mul(w0, v128.load(at)))
    sum = f32x4.add(sum, f32x4.mul(w1, v128.load(at + row)))
    sum = f32x4.add(sum, f32x4.mul(w2, v128.load(at + 2 * row)))
    sum = f32x4.add(sum, f32x4.mul(w3, v128.load(at + 3 * row)))
    v128.store(y + usize(f) * 4, sum)
  }
  for (; f < F; f++) {
    const at = x + usize(f) * 4
    let sum = load<f32>(y + usize(f) * 4) + a0 * load<f32>(at)
    sum = sum + a1 * load<f32>(at + row)
    sum = sum + a2 * load<f32>(at + 2 * row)
    store<f32>(y + usize(f) * 4, sum + a3 * load<f32>(at + 3 * row))
  }
}

function addOne(a: f32, x: usize, y: usize, F: i32): void {
  const w = f32x4.splat(a)
  let f = 0
  for (; f + 4 <= F; f += 4) {
    const at = usize(f) * 4
    v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(w, v128.load(x + at))))
  }
  for (; f < F; f++) {
    const at = usize(f) * 4
    store<f32>(y + at, load<f32>(y + at) + a * load<f32>(x + at))
  }
}
