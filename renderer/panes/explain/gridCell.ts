import type { useText } from '../../locales/useText.ts'
import { cellText } from './cellText.ts'
import type { ShownTerm } from './terms.ts'

/** A cell of a grid of numbers. */
export interface GridCell {
  /** One under the other; the last is what the color stands for. */
  readonly lines: readonly string[]
  readonly value: number
  /** From the border: hatched. */
  readonly marked: boolean
  /** For those who do not see where it stands: it holds the lines as they are seen. Put into words when somebody listens. */
  readonly label: () => string
}

/** Value, weight and product of a tap, one under the other, in a window of `columns`. */
export function tapCell(
  t: ReturnType<typeof useText>['t'],
  { r, s, x, w, product, border }: Pick<ShownTerm, 'r' | 's' | 'x' | 'w' | 'product' | 'border'>,
  columns: number,
): GridCell {
  const decimals = columns > 3 && columns <= 5 ? 3 : 4 // more are seen a few at a time, through the lens
  const [value, weight, result] = [x, w, product].map((number) => cellText(number, decimals))
  const lines = [value, `× ${weight}`, `= ${result}`]
  const label = (): string => {
    const tap = t('explain.tap', { r, s, product: lines.join(' ') })
    return border ? t('explain.borderTap', { tap }) : tap
  }
  return { lines, value: product, marked: border, label }
}
