import type { Geometry } from './geometry.ts'

/**
 * One layer along one axis: output p reads the inputs p·stride + t·dilation − before, t = 0 … taps−1, of 0 … input−1.
 * What lies outside is padding and depends on nothing.
 */
export interface AxisWindow {
  readonly taps: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
  readonly input: number
}

/** Output p of a whole chain reads within the `size` inputs from p·stride + offset on; negative ones are padding. */
export interface AxisField {
  readonly size: number
  readonly stride: number
  readonly offset: number
}

/** Indices first ≤ i < end */
export interface Interval {
  readonly first: number
  readonly end: number
}

/** The two axes of a convolution or a pooling. */
export function axisWindows(
  g: Pick<Geometry, 'H' | 'W' | 'R' | 'S' | 'u' | 'v' | 'd' | 'e' | 'top' | 'left'>,
): readonly [rows: AxisWindow, columns: AxisWindow] {
  return [
    { taps: g.R, stride: g.u, dilation: g.d, before: g.top, input: g.H },
    { taps: g.S, stride: g.v, dilation: g.e, before: g.left, input: g.W },
  ]
}

/** One window over the whole axis: what a fully-connected layer, or global pooling, reads. */
export function wholeWindow(extent: number): AxisWindow {
  return { taps: extent, stride: extent, dilation: 1, before: 0, input: extent }
}

/**
 * size = 1 + Σ_l d_l (R_l − 1) · Π_{i<l} u_i,  stride = Π u_l,  offset = −Σ_l before_l · Π_{i<l} u_i
 *
 * The windows from the input to the output. Araujo, Norris and Sim 2019, Computing Receptive Fields of Convolutional
 * Neural Networks, equations 2 and 5 to 8; they give the padding as the effective P₀ = −offset.
 */
export function chainField(windows: readonly AxisWindow[]): AxisField {
  let [size, stride, offset] = [1, 1, 0]
  for (const window of windows) {
    size += (window.taps - 1) * window.dilation * stride
    offset -= window.before * stride
    stride *= window.stride
  }
  return { size, stride, offset }
}

/** Where the middle of the field of output 0 lies, in pixels; halves where the size is even. */
export function fieldCenter({ size, offset }: AxisField): number {
  return offset + (size - 1) / 2
}

/**
 * Exactly the inputs that output p reads through the whole chain, in order: dilation leaves holes, padding reads nothing.
 * Windows are products of rows and columns, so each axis can be followed by itself.
 */
export function inputsRead(windows: readonly AxisWindow[], p: number): Int32Array {
  let read = Int32Array.of(p)
  for (const { taps, stride, dilation, before, input } of windows.toReversed()) {
    const marked = new Uint8Array(input)
    for (const output of read) {
      for (let t = 0; t < taps; t++) marked[output * stride + t * dilation - before] = 1 // outside, nothing is marked
    }
    read = Int32Array.from(marked.keys()).filter((i) => marked[i] === 1)
  }
  return read
}

/** The interval from the first to the last input that output p reads, clipped to the picture; null if it reads padding only. */
export function readInterval(windows: readonly AxisWindow[], p: number): Interval | null {
  const read = inputsRead(windows, p)
  return read.length === 0 ? null : { first: read[0], end: read[read.length - 1] + 1 }
}

/**
 * Inputs from which the outputs first ≤ p < end can be computed as if all were there, clipped at every layer. The holes of
 * dilation are among them, and at the far edge a whole window, so that every layer finds room for one.
 */
export function neededInterval(windows: readonly AxisWindow[], outputs: Interval): Interval {
  return windows.reduceRight<Interval>(({ first, end }, { taps, stride, dilation, before, input }) => {
    const reach = (taps - 1) * dilation + 1
    const start = first * stride - before
    const behind = (end - 1) * stride - before + reach
    const fitting = behind > input ? Math.min(start, input - reach) : start
    const clipped = Math.max(fitting, 0)
    return { first: clipped, end: Math.max(clipped + 1, Math.min(behind, input)) } // a window in the padding still has a pixel
  }, outputs)
}
