import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { formatNumber } from './text.ts'

/** max |held − wanted| */
export function largestChange(wanted: ArrayLike<number>, held: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < wanted.length; i++) largest = Math.max(largest, Math.abs(held[i] - wanted[i]))
  return largest
}

/** Says how much rounding changed the weights, if it did. */
export function roundingNotes(loss: number, to: string): string[] {
  if (loss === 0) return []
  return [`Rounding to ${to} changes a weight or bias by at most ${loss.toExponential(2)}.`]
}

/** Says that the bias stays behind, if there is one, and what to do instead. */
export function lostBiasNotes(bias: readonly number[], instead: string): string[] {
  if (bias.every((value) => value === 0)) return []
  return [
    `The bias ${bias.slice(0, 4).map(formatNumber).join(', ')}${bias.length > 4 ? ', …' : ''} is lost: ${instead}`,
  ]
}

export function largestBias(bias: readonly number[]): number {
  return bias.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

/** Says that the weights of the file are already divided, if that changed them. */
export function dividedNotes(divisor: number): string[] {
  return divisor === 1 ? [] : [`The weights are divided by ${formatNumber(divisor)}; the divisor itself is not kept.`]
}

/** For targets that slide a filter pixel by pixel over the whole picture: says what of the options they cannot do. */
export function lostMotionNotes({ stride = 1, dilation = 1 }: ConvolutionOptions, target: string): string[] {
  const lost = [
    ...([stride].flat().some((step) => step !== 1) ? [`stride ${[stride].flat().join(',')}`] : []),
    ...([dilation].flat().some((step) => step !== 1) ? [`dilation ${[dilation].flat().join(',')}`] : []),
  ]
  return lost.length ? [`${target} moves pixel by pixel: ${lost.join(' and ')} is lost.`] : []
}
