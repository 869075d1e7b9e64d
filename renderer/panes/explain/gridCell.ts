/** A cell of a grid of numbers. */
export interface GridCell {
  /** One under the other; the last is what the color stands for. */
  readonly lines: readonly string[]
  readonly value: number
  /** From the border: hatched. */
  readonly marked: boolean
  /** For those who do not see the lines. */
  readonly label: string
}
