import { firstTwo, lastTwo, loadRest, rounded, storeRest } from './lanes.as'

/** As stepSums.ts numbers them; formulas are those of maths/activations.ts. */
const relu: i32 = 0
const leakyRelu: i32 = 1
const sigmoid: i32 = 2

/** y[i] = f(x[i]): in float64, two numbers side by side, but for ReLU, which has nothing to round. */
export function activate(kind: i32, slope: f64, x: usize, y: usize, length: i32): void {
  for (let i = 0; i < length; i += 4, x += 16, y += 16) {
    const rest = length - i
    const v = rest >= 4 ? v128.load(x) : loadRest(x, rest)
    const value =
      kind == relu
        ? f32x4.max(v, f32x4.splat(0)) // NaN stays NaN
        : rounded(valueOf(kind, slope, firstTwo(v)), valueOf(kind, slope, lastTwo(v)))
    if (rest >= 4) v128.store(y, value)
    else storeRest(y, value, rest)
  }
}

function valueOf(kind: i32, slope: f64, x: v128): v128 {
  const one = f64x2.splat(1)
  if (kind == leakyRelu) {
    return v128.bitselect(x, f64x2.mul(f64x2.splat(slope), x), f64x2.gt(x, f64x2.splat(0)))
  }
  if (kind == sigmoid) return f64x2.div(one, f64x2.add(one, exp(f64x2.neg(x))))
  // tanh x = (e²ˣ − 1) / (e²ˣ + 1). Near 0 the difference loses digits, and x itself is closer than x³/3 < 2⁻²⁸ · x.
  const e = exp(f64x2.add(x, x))
  const value = f64x2.div(f64x2.sub(e, one), f64x2.add(e, one))
  return v128.bitselect(x, value, f64x2.lt(f64x2.abs(x), f64x2.splat(0.0001)))
}

/** ∂L/∂x[i] = f′(x[i]) · ∂L/∂y[i]: a product also where f′ is 0, so that 0 · ∞ is NaN as in the definition */
export function activateGradInput(kind: i32, slope: f64, x: usize, y: usize, dy: usize, dx: usize, length: i32): void {
  for (let i = 0; i < length; i += 4, x += 16, y += 16, dy += 16, dx += 16) {
    const rest = length - i
    const a = rest >= 4 ? v128.load(x) : loadRest(x, rest)
    const d = rest >= 4 ? v128.load(dy) : loadRest(dy, rest)
    let gradient: v128
    if (kind == relu) {
      gradient = f32x4.mul(v128.and(f32x4.gt(a, f32x4.splat(0)), f32x4.splat(1)), d)
    } else {
      const b = rest >= 4 ? v128.load(y) : loadRest(y, rest)
      const first = f64x2.mul(derivative(kind, slope, firstTwo(a), firstTwo(b)), firstTwo(d))
      gradient = rounded(first, f64x2.mul(derivative(kind, slope, lastTwo(a), lastTwo(b)), lastTwo(d)))
    }
    if (rest >= 4) v128.store(dx, gradient)
    else storeRest(dx, gradient, rest)
  }
}

function derivative(kind: i32, slope: f64, x: v128, y: v128): v128 {
  const one = f64x2.splat(1)
  if (kind == leakyRelu) return v128.bitselect(one, f64x2.splat(slope), f64x2.gt(x, f64x2.splat(0)))
  if (kind == sigmoid) return f64x2.mul(y, f64x2.sub(one, y))
  return f64x2.sub(one, f64x2.mul(y, y))
}

/**
 * eˣ = 2ⁿ · eʳ, n = round(x / ln 2), |r| ≤ ln 2 / 2: the series to r¹¹ leaves a relative error of 7·10⁻¹⁵, far below half a
 * unit of float32. ln 2 in two parts, so that x − n·ln 2 keeps its digits. Beyond ±700, where float32 knows only 0 and ∞,
 * x is cut off. The same operations on every processor, so that the bits are the same everywhere.
 */
function exp(x: v128): v128 {
  const cut = f64x2.min(f64x2.max(x, f64x2.splat(-700)), f64x2.splat(700))
  const n = f64x2.nearest(f64x2.mul(cut, f64x2.splat(1.4426950408889634)))
  const high = f64x2.sub(cut, f64x2.mul(n, f64x2.splat(0.6931471803691238)))
  const r = f64x2.sub(high, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)))
  let sum = f64x2.splat(1.0 / 39916800)
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 3628800))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 362880))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 40320))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 5040))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 720))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 120))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 24))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 6))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1))
  // n + 1.5 · 2⁵² holds n in its lowest bits; the exponent of 2ⁿ is n + 1023, 52 bits further up.
  const bits = f64x2.add(n, f64x2.splat(6755399441055744))
  const power = i64x2.shl(i64x2.add(bits, i64x2.splat(1023)), 52)
  return f64x2.mul(sum, power)
}
