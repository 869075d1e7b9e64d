import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { formatNumber } from './text.ts'

/** max |held − wanted| */
export function largestChange(wanted: ArrayLike<number>, held: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < wanted.length; i++) largest = Math.max(largest, Math.abs(held[i] - wanted[i]))
  return largest
}

/** Says how much rounding changed the weights, if it did. */
export function roundingNotes(loss: number, to: 'float32Rounded' | 'wholeRounded' | 'offsetRounded'): FileNote[] {
  return loss === 0 ? [] : [fileNote(to, { change: loss.toExponential(2) })]
}

/** Says that the bias stays behind, if there is one: `tell` knows what to do instead. */
export function lostBiasNotes(bias: readonly number[], tell: (bias: string) => FileNote): FileNote[] {
  if (bias.every((value) => value === 0)) return []
  return [tell(`${bias.slice(0, 4).map(formatNumber).join(', ')}${bias.length > 4 ? ', …' : ''}`)]
}

export function largestBias(bias: readonly number[]): number {
  return bias.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

/** Says that the weights of the file are already divided, if that changed them. */
export function dividedNotes(divisor: number): FileNote[] {
  return divisor === 1 ? [] : [fileNote('divided', { divisor: formatNumber(divisor) })]
}

/** For targets that slide a filter pixel by pixel over the whole picture: says what of the options they cannot do. */
export function lostMotionNotes({ stride = 1, dilation = 1 }: ConvolutionOptions, target: string): FileNote[] {
  const [strides, dilations] = [[stride].flat(), [dilation].flat()]
  const moves = (steps: readonly number[]): boolean => steps.some((step) => step !== 1)
  return [
    ...(moves(strides) ? [fileNote('strideLost', { target, stride: strides.join(',') })] : []),
    ...(moves(dilations) ? [fileNote('dilationLost', { target, dilation: dilations.join(',') })] : []),
  ]
}
