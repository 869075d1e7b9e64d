/**
 * y[i,p,q] = max_{r,s} x[i, p·u+r·d−top, q·v+s·e−left] and where it stands, h·W + w, for every plane i: the first of equal
 * ones, NaN before every number, −∞ and −1 where there is none. As maths/pooling.ts.
 */
export function maxPool(
  x: usize,
  y: usize,
  indices: usize,
  planes: i32,
  H: i32,
  W: i32,
  P: i32,
  Q: i32,
  R: i32,
  S: i32,
  u: i32,
  v: i32,
  d: i32,
  e: i32,
  top: i32,
  left: i32,
): void {
  const halves = R == 2 && S == 2 && u == 2 && v == 2 && d == 1 && e == 1 && top == 0 && left == 0
  const inner = halves ? min(Q, W / 2) & ~3 : 0
  for (let i = 0; i < planes; i++) {
    const plane = x + usize(i) * usize(H * W) * 4
    for (let p = 0; p < P; p++) {
      const row = (i * P + p) * Q
      let q = 0
      if (halves && 2 * p + 1 < H) {
        for (; q < inner; q += 4) {
          const first = 2 * p * W + 2 * q
          const at = usize(row + q) * 4
          if (!fourOfTwoByTwo(plane, first, W, y + at, indices + at)) {
            for (let j = q; j < q + 4; j++) {
              oneMax(plane, y, indices, row + j, p, j, H, W, R, S, u, v, d, e, top, left)
            }
          }
        }
      }
      for (; q < Q; q++) oneMax(plane, y, indices, row + q, p, q, H, W, R, S, u, v, d, e, top, left)
    }
  }
}

/** Four windows of 2×2 side by side; false, and nothing written, if a NaN is among them. */
function fourOfTwoByTwo(plane: usize, first: i32, W: i32, y: usize, indices: usize): bool {
  const above = plane + usize(first) * 4
  const below = above + usize(W) * 4
  const t0 = v128.load(above)
  const t1 = v128.load(above, 16)
  const b0 = v128.load(below)
  const b1 = v128.load(below, 16)
  const sum = f32x4.add(f32x4.add(t0, t1), f32x4.add(b0, b1))
  if (v128.any_true(f32x4.ne(sum, sum))) return false // also ∞ − ∞, which the other way handles as well
  const te = v128.shuffle<f32>(t0, t1, 0, 2, 4, 6)
  const to = v128.shuffle<f32>(t0, t1, 1, 3, 5, 7)
  const be = v128.shuffle<f32>(b0, b1, 0, 2, 4, 6)
  const bo = v128.shuffle<f32>(b0, b1, 1, 3, 5, 7)
  const at = i32x4.add(i32x4.splat(first), i32x4(0, 2, 4, 6))
  const one = i32x4.splat(1)
  const topOdd = f32x4.gt(to, te)
  const bottomOdd = f32x4.gt(bo, be)
  const most = v128.bitselect(to, te, topOdd)
  const least = v128.bitselect(bo, be, bottomOdd)
  const atTop = i32x4.add(at, v128.and(topOdd, one))
  const atBottom = i32x4.add(i32x4.add(at, i32x4.splat(W)), v128.and(bottomOdd, one))
  const lower = f32x4.gt(least, most)
  v128.store(y, v128.bitselect(least, most, lower))
  v128.store(indices, v128.bitselect(atBottom, atTop, lower))
  return true
}

function oneMax(
  plane: usize,
  y: usize,
  indices: usize,
  at: i32,
  p: i32,
  q: i32,
  H: i32,
  W: i32,
  R: i32,
  S: i32,
  u: i32,
  v: i32,
  d: i32,
  e: i32,
  top: i32,
  left: i32,
): void {
  let most: f32 = -Infinity
  let place = -1
  for (let r = 0; r < R; r++) {
    const h = p * u + r * d - top
    if (h < 0 || h >= H) continue
    for (let s = 0; s < S; s++) {
      const w = q * v + s * e - left
      if (w < 0 || w >= W) continue
      const value = load<f32>(plane + usize(h * W + w) * 4)
      if (value > most || place < 0 || value != value) {
        most = value
        place = h * W + w
      }
    }
  }
  store<f32>(y + usize(at) * 4, most)
  store<i32>(indices + usize(at) * 4, place)
}

/** ∂L/∂x[i,h,w] = Σ ∂L/∂y[i,p,q] over the windows whose maximum stands at h, w     dx: planes of `size` numbers */
export function maxPoolGradInput(dy: usize, indices: usize, dx: usize, planes: i32, places: i32, size: i32): void {
  memory.fill(dx, 0, usize(planes) * usize(size) * 4)
  for (let i = 0; i < planes; i++) {
    const plane = dx + usize(i) * usize(size) * 4
    for (let j = i * places; j < (i + 1) * places; j++) {
      const at = load<i32>(indices + usize(j) * 4)
      if (at < 0) continue
      const target = plane + usize(at) * 4
      store<f32>(target, load<f32>(target) + load<f32>(dy + usize(j) * 4))
    }
  }
}
