import type { Rounding } from '../../../shared/maths/convolutionOptions.ts'
import { fenced, row } from '../base/mathNotation.ts'
import type { MathNode, MathPart } from '../base/mathNotation.ts'

/** One axis of a convolution in the numbers that were asked for. */
export interface SizeTerms {
  readonly input: number
  readonly before: number
  readonly after: number
  readonly dilation: number
  readonly taps: number
  readonly stride: number
}

/** The letters of an axis, and the words for its two sides and for rounding. */
export interface SizeNames {
  readonly output: string
  readonly input: string
  readonly before: string
  readonly after: string
  readonly dilation: string
  readonly taps: string
  readonly stride: string
  readonly round: string
}

/** P = ⌊(H + top + bottom − (d(R−1)+1)) / u⌋ + 1 in letters */
export function sizeInLetters(names: SizeNames, rounding: Rounding): MathNode {
  const reach = row('(', names.dilation, '(', names.taps, '−', 1, ')', '+', 1, ')')
  const way = row('(', names.input, '+', names.before, '+', names.after, '−', reach, ')')
  return row(names.output, '=', rounded(row(way, '/', names.stride), rounding, names.round), '+', 1)
}

/** The same in numbers, down to the quotient and the result; null stands for a division that was refused. */
export function sizeInNumbers(terms: SizeTerms, names: SizeNames, rounding: Rounding, result: number | null): MathNode {
  const { input, before, after, dilation, taps, stride } = terms
  const reach = row('(', dilation, '(', taps, '−', 1, ')', '+', 1, ')')
  const way = row('(', input, '+', before, '+', after, '−', reach, ')')
  const rest = row(input + before + after - (dilation * (taps - 1) + 1), '/', stride)
  const filled = rounded(row(way, '/', stride), rounding, names.round)
  const shortened = rounded(rest, rounding, names.round)
  const end: readonly MathPart[] = result === null ? [] : ['=', result]
  return row('=', filled, '+', 1, '=', shortened, '+', 1, ...end)
}

/** Rounding has no sign of its own for "to the nearest": it is named. `error` divides, or refuses. */
function rounded(quotient: MathNode, rounding: Rounding, round: string): MathNode {
  switch (rounding) {
    case 'floor':
      return fenced('⌊', quotient, '⌋')
    case 'ceil':
      return fenced('⌈', quotient, '⌉')
    case 'round':
      return row(round, fenced('(', quotient, ')'))
    case 'error':
      return quotient
  }
}
