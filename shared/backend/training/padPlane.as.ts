import { copyFloats } from '../tiles/copyFloats.as'
import { Sizes } from './sizes.as'

/**
 * plane[i, f, m] = x̂[n, channel, p·u + i, q·v + f + m·v]: what `rows` times `columns` outputs from p, q on look at, with the
 * zeros around x; columns by their remainder modulo the stride, so that neighbors stand together.
 */
export function padPlane(g: Sizes, n: i32, channel: i32, plane: usize, p: i32, rows: i32, q: i32, columns: i32): void {
  const x = g.x + usize(n * g.C + channel) * usize(g.H * g.W) * 4
  const height = (rows - 1) * g.u + g.d * (g.R - 1) + 1
  const length = columns + (g.e * (g.S - 1)) / g.v
  const rowBytes = usize(g.phases) * g.pitch
  const left = g.left - q * g.v
  for (let i = 0; i < height; i++) {
    const target = plane + usize(i) * g.rowStep
    const h = p * g.u + i - g.top
    clear(target, rowBytes)
    if (h < 0 || h >= g.H) continue
    const source = x + usize(h * g.W) * 4
    if (g.v == 1) {
      const from = max(0, left)
      copyFloats(target + usize(from) * 4, source + usize(from - left) * 4, min(length, left + g.W) - from)
      continue
    }
    for (let f = 0; f < g.phases; f++) {
      for (let m = 0; m < length; m++) {
        const w = f + m * g.v - left
        if (w >= 0 && w < g.W) store<f32>(target + usize(f) * g.pitch + usize(m) * 4, load<f32>(source + usize(w) * 4))
      }
    }
  }
}

/** Where the first number of tap r, s stands in a plane. */
export function tapOffset(g: Sizes, r: i32, s: i32): usize {
  const column = s * g.e
  const shift = column / g.v
  return usize(r * g.d) * g.rowStep + usize(column - shift * g.v) * g.pitch + usize(shift) * 4
}

/** Rows are short: memory.fill is a call into the engine that takes longer than the row. `bytes`: a multiple of 16. */
function clear(target: usize, bytes: usize): void {
  const zero = i32x4.splat(0)
  for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, zero)
}
