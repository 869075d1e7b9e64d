import { refusal } from '../refusal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Border, ConvolutionOptions, PerAxis } from '../maths/convolutionOptions.ts'
import { axisPads, paddingPerAxis } from '../maths/padding.ts'

/** How a kernel moves, for a model that is written before any picture is known. */
export interface StaticMotion {
  readonly stride: readonly [vertical: number, horizontal: number]
  readonly dilation: readonly [vertical: number, horizontal: number]
  readonly groups: number
  /** null for `same` with a stride: these pads follow the picture's size. */
  readonly pads: readonly [top: number, left: number, bottom: number, right: number] | null
  /** `zeros` also where no pad is, because then nothing lies outside. */
  readonly border: Border
}

/** Throws `cannot-hold` for rounding policies: the output size of every deep-learning library is rounded down. */
export function staticMotion({ shape: [, , R, S] }: Kernel, options: ConvolutionOptions, target: string): StaticMotion {
  const { padding = 'valid', groups = 1, rounding = 'floor', border } = options
  const stride = pair(options.stride)
  const dilation = pair(options.dilation)
  const moves = stride[0] !== 1 || stride[1] !== 1
  if (moves && (rounding === 'ceil' || rounding === 'round')) {
    throw refusal('cannot-hold', 'roundsDown', { target, rounding })
  }
  const [vertical, horizontal] = paddingPerAxis(padding)
  // With stride 1 the pads of `same` are reach − 1 whatever the extent; the extent 1 stands for it.
  const [top, bottom] = axisPads(vertical, 1, dilation[0] * (R - 1) + 1, 1)
  const [left, right] = axisPads(horizontal, 1, dilation[1] * (S - 1) + 1, 1)
  const nothingOutside = top + bottom + left + right === 0
  return {
    stride,
    dilation,
    groups,
    pads: padding === 'same' && moves ? null : [top, left, bottom, right],
    border: border && !nothingOutside ? border : { mode: 'zeros', value: 0 },
  }
}

function pair(value: PerAxis = 1): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value
}
