export interface GridLayout {
  /** CSS pixels of a cell's side. */
  readonly cell: number
  readonly gap: number
  readonly fontSize: number
  /** So many fit into a cell. */
  readonly characters: number
  /** One text per weight; null when numbers would not be legible: then the cells are a color map. */
  readonly texts: readonly string[] | null
}

/** The largest kernel that is edited cell by cell, per side. */
export const mostRows = 31

const tallest = 340
/** Advance of a tabular digit over the font size, in every font of the stack. */
const digitWidth = 0.6
/** Room that a number keeps to the sides of its cell. */
const padding = 4
const fontSizes = [13, 11]

/**
 * The largest square cells with which an R×S kernel stays inside `width`. `write` gives one text per weight in at most so many
 * characters, or null when they do not fit.
 */
export function gridLayout(
  width: number,
  R: number,
  S: number,
  write: (characters: number) => string[] | null,
  largestCell = 56,
): GridLayout {
  const roomy = Math.min(width / S, tallest / R)
  const gap = roomy >= 20 ? 2 : roomy >= 9 ? 1 : 0
  const side = Math.min(largestCell, (width - gap * (S - 1)) / S, (tallest - gap * (R - 1)) / R)
  // Whole pixels, so that all cells look alike; tiny ones would lose too much of the width by it.
  const cell = side >= 12 ? Math.floor(side) : side
  for (const fontSize of fontSizes) {
    const characters = Math.floor((cell - padding) / (fontSize * digitWidth))
    const texts = write(characters)
    if (texts) return { cell, gap, fontSize, characters, texts }
  }
  return { cell: Math.min(largestCell, roomy), gap: 0, fontSize: 0, characters: 0, texts: null }
}
