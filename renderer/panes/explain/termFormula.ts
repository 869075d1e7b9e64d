import type { PixelExplanation } from '../../../shared/rpc/explanations.ts'
import { row, sub, sum } from '../base/mathNotation.ts'
import type { MathNode } from '../base/mathNotation.ts'
import { cellText } from './cellText.ts'

/** So many products are written out; of more, the first and the last. */
const mostWritten = 9
const firstWritten = 4

/** y = b + Σ w·x in letters: indices as they are for a plain kernel or one over channels. */
export function generalFormula(slices: number): MathNode {
  const index = slices > 1 ? row('c', ',', 'r', ',', 's') : row('r', ',', 's')
  return row(sub('y', 'p', ',', 'q'), '=', 'b', '+', sum(index, sub('w', index), '·', sub('x', index)))
}

/**
 * The same with the numbers of a pixel: y[p, q] = b + w·x + … = y, which needs no more than a line of text. As MathML it would take as long to lay out as
 * all other numbers of the pane, at every move of the pointer. A line may end between two products, and not within one.
 */
export function numberFormula(told: PixelExplanation, plane: number): string {
  const { x, w, bias, sum: result } = told.planes[plane]
  const [p, q] = told.output
  const count = x.length
  const terms = Array.from(count > mostWritten ? [...range(0, firstWritten), count - 1] : range(0, count))
  const products = terms.map((t) => `+ ${factor(w[t])} · ${cellText(x[t])}`)
  if (count > mostWritten) products.splice(firstWritten, 0, '+ …')
  const pieces = [`y[${p}, ${q}] = ${cellText(bias)}`, ...products, `= ${cellText(result, 6)}`]
  return pieces.map((piece) => piece.replaceAll(' ', noBreak)).join(' ')
}

const noBreak = '\u00a0'

function* range(from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield i
}

/** A negative one after a plus sign stands in parentheses. */
function factor(value: number): string {
  return value < 0 ? `(${cellText(value)})` : cellText(value)
}
