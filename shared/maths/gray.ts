import { LabError } from '../errors.ts'

/** ITU-R BT.601's luma weights as MATLAB's rgb2gray and the lecture round them; they add up to 0.9999. */
export const grayWeights = [0.2989, 0.587, 0.114] as const

/**
 * gray = 0.2989 R + 0.5870 G + 0.1140 B     rgb: the three planes of `pixels` numbers each, one after the other
 *
 * `gray` is where the answer goes: memory that is used again, or that threads share.
 */
export function grayPlane<B extends ArrayBufferLike = ArrayBuffer>(
  rgb: Float32Array,
  pixels: number,
  gray: Float32Array<B> = new Float32Array(pixels) as Float32Array<B>,
): Float32Array<B> {
  if (rgb.length !== 3 * pixels) {
    throw new LabError(
      'shape-mismatch',
      `three planes of ${pixels} pixels have ${3 * pixels} numbers, got ${rgb.length}`,
    )
  }
  const [red, green, blue] = grayWeights
  for (let i = 0; i < pixels; i++) {
    gray[i] = red * rgb[i] + green * rgb[pixels + i] + blue * rgb[2 * pixels + i]
  }
  return gray
}
