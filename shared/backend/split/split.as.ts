/*
 * Samples that lie side by side, pixel by pixel, to planes.
 */

/** R G B of 8 bits each, 16 pixels at a time. */
export function splitThree(from: usize, red: usize, green: usize, blue: usize, pixels: i32): void {
  let i = 0
  for (; i + 16 <= pixels; i += 16) {
    const at = from + usize(i) * 3
    const a = v128.load(at)
    const b = v128.load(at, 16)
    const c = v128.load(at, 32)
    const r = i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0)
    const g = i8x16.shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0)
    const l = i8x16.shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0)
    v128.store(red + usize(i), i8x16.shuffle(r, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29))
    v128.store(green + usize(i), i8x16.shuffle(g, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30))
    v128.store(blue + usize(i), i8x16.shuffle(l, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31))
  }
  for (; i < pixels; i++) {
    store<u8>(red + usize(i), load<u8>(from + usize(i) * 3))
    store<u8>(green + usize(i), load<u8>(from + usize(i) * 3, 1))
    store<u8>(blue + usize(i), load<u8>(from + usize(i) * 3, 2))
  }
}

/** to[i] = from[i · channels]; whether all of them are `white`. */
function take<T>(from: usize, channels: i32, to: usize, pixels: i32, white: T): bool {
  const step = usize(channels) * sizeof<T>()
  let isWhite = true
  for (let i: usize = 0; i < usize(pixels); i++) {
    const sample = load<T>(from + i * step)
    isWhite = isWhite && sample == white
    store<T>(to + i * sizeof<T>(), sample)
  }
  return isWhite
}

export function take8(from: usize, channels: i32, to: usize, pixels: i32): bool {
  return take<u8>(from, channels, to, pixels, 255)
}

export function take16(from: usize, channels: i32, to: usize, pixels: i32): bool {
  return take<u16>(from, channels, to, pixels, 65535)
}

export function take32(from: usize, channels: i32, to: usize, pixels: i32): bool {
  return take<f32>(from, channels, to, pixels, 1)
}
