/** What an arrow key adds to a number of any size: a tenth of the digit that leads. */
export function arrowStep(value: number): number {
  return 10 ** (Math.floor(Math.log10(value)) - 1)
}
