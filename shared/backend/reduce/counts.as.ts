/*
 * How often numbers come, in u32. Samples go to several tables in turn, one behind the other, which the caller adds up: in one table a
 * sample would wait until the count of one like it, just before, is written.
 */

// @ts-ignore: decorator
@inline
function oneMore(table: usize, index: u32): void {
  const at = table + usize(index) * 4
  store<u32>(at, load<u32>(at) + 1)
}

/** Of 8 bits: four tables of 256. */
export function countBytes(samples: usize, length: i32, counts: usize): void {
  const eights = samples + usize(length & ~7)
  const end = samples + usize(length)
  let at = samples
  for (; at < eights; at += 8) {
    const low = load<u32>(at)
    const high = load<u32>(at, 4)
    oneMore(counts, low & 255)
    oneMore(counts + 1024, (low >> 8) & 255)
    oneMore(counts + 2048, (low >> 16) & 255)
    oneMore(counts + 3072, low >> 24)
    oneMore(counts, high & 255)
    oneMore(counts + 1024, (high >> 8) & 255)
    oneMore(counts + 2048, (high >> 16) & 255)
    oneMore(counts + 3072, high >> 24)
  }
  for (; at < end; at++) oneMore(counts, load<u8>(at))
}

/** Of 16 bits: one table of 65536, for more would not stay in a cache. */
export function countWords(samples: usize, length: i32, counts: usize): void {
  const end = samples + usize(length) * 2
  for (let at = samples; at < end; at += 2) oneMore(counts, load<u16>(at))
}

/**
 * Of `fours` times four floats v: ⌊(v − low) · scale⌋ in float64, `last` at most, and `outside` below 0 and of NaN; four tables of `pitch`
 * bytes. These are numbers that come from outside: of constants V8 makes a vector in every step.
 */
export function countFloats(
  values: usize,
  fours: i32,
  low: f64,
  scale: f64,
  last: f64,
  outside: f64,
  zero: f64,
  counts: usize,
  pitch: i32,
): void {
  const lows = f64x2.splat(low)
  const scales = f64x2.splat(scale)
  const lasts = f64x2.splat(last)
  const outsides = f64x2.splat(outside)
  const zeros = f64x2.splat(zero)
  const second = counts + usize(pitch)
  const third = second + usize(pitch)
  const fourth = third + usize(pitch)
  const end = values + usize(fours) * 16
  for (let at = values; at < end; at += 16) {
    const four = v128.load(at)
    const upper = i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
    const a = binsOf(f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(four), lows), scales), lasts, outsides, zeros)
    const b = binsOf(f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(upper), lows), scales), lasts, outsides, zeros)
    oneMore(counts, i32x4.extract_lane(a, 0))
    oneMore(second, i32x4.extract_lane(a, 1))
    oneMore(third, i32x4.extract_lane(b, 0))
    oneMore(fourth, i32x4.extract_lane(b, 1))
  }
}

// @ts-ignore: decorator
@inline
function binsOf(places: v128, last: v128, outside: v128, zero: v128): v128 {
  const inside = f64x2.ge(places, zero) // NaN is not
  return i32x4.trunc_sat_f64x2_s_zero(v128.bitselect(f64x2.pmin(places, last), outside, inside))
}
