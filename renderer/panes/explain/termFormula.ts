import type { PixelExplanation } from '../../../shared/rpc/explanations.ts'
import { row, sub, sum } from '../base/mathNotation.ts'
import type { MathNode, MathPart } from '../base/mathNotation.ts'
import { cellText } from './cellText.ts'

/** So many products are written out; of more, the first and the last. */
const mostWritten = 9
const firstWritten = 4

/** y = b + Σ w·x of the pixel: indices as they are for a plain kernel or one over channels. */
export function generalFormula({ output: [p, q] }: PixelExplanation, slices: number): MathNode {
  const index = slices > 1 ? row('c', ',', 'r', ',', 's') : row('r', ',', 's')
  return row(sub('y', p, ',', q), '=', 'b', '+', sum(index, sub('w', index), '·', sub('x', index)))
}

/** The same with numbers, in pieces: a line may end between any two of them. */
export function numberFormula(told: PixelExplanation, plane: number): MathNode[] {
  const { x, w, bias, sum: result } = told.planes[plane]
  const count = x.length
  const terms = Array.from(count > mostWritten ? [...range(0, firstWritten), count - 1] : range(0, count))
  const products = terms.map((t) => row('+', weight(w[t]), '·', decimal(x[t])))
  if (count > mostWritten) products.splice(firstWritten, 0, row('+', '…'))
  return [row('=', decimal(bias)), ...products, row('=', decimal(result, 6))]
}

function* range(from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield i
}

function decimal(value: number, digits = 4): MathNode {
  return { tag: 'mn', content: cellText(value, digits) }
}

/** A negative factor after a plus sign stands in parentheses. */
function weight(value: number): MathNode {
  const parts: MathPart[] = value < 0 ? ['(', decimal(value), ')'] : [decimal(value)]
  return row(...parts)
}
