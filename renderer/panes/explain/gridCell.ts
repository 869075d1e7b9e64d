import { cellText } from './cellText.ts'

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

/** Value, weight and product of a tap, one under the other. */
export function productLines(x: number, w: number, product: number, decimals: number): readonly string[] {
  const [value, weight, result] = [x, w, product].map((number) => cellText(number, decimals))
  return [value, `× ${weight}`, `= ${result}`]
}
