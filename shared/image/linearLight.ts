/**
 * sRGB to linear light (IEC 61966-2-1): L = V / 12.92 for V ≤ 0.04045, else ((V + 0.055) / 1.055)^2.4.
 * Below 0 it is odd, L(−V) = −L(V), as scRGB has it, because results of convolutions are signed.
 */
export function toLinear(encoded: number): number {
  const v = Math.abs(encoded)
  const linear = v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  return encoded < 0 ? -linear : linear
}

/** Linear light to sRGB, the inverse: V = 12.92 L for L ≤ 0.0031308, else 1.055 L^(1/2.4) − 0.055; odd below 0. */
export function toEncoded(linear: number): number {
  const l = Math.abs(linear)
  const encoded = l <= 0.0031308 ? 12.92 * l : 1.055 * l ** (1 / 2.4) - 0.055
  return linear < 0 ? -encoded : encoded
}
