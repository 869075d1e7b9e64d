export interface StageSizes {
  readonly paddedRows: number
  readonly paddedColumns: number
  readonly outputRows: number
  readonly outputColumns: number
  readonly kernelColumns: number
}

export interface StageLayout {
  /** Both grids side by side with the kernel between them, or one below the other. */
  readonly wide: boolean
  /** CSS pixels of a cell's side, the same in both grids, so that sizes can be compared by eye. */
  readonly cell: number
}

/** Room round a grid for its pad handles, both sides together. */
export const handleRoom = 44
/** The kernel's own cells. */
export const kernelCell = 34

const gap = 24
/** Behind the kernel of the wide stage. */
const arrow = 22
/** Of the wide stage: an outer column on each side keeps the three in the middle. */
const wideGaps = 4
const largest = 44
/** Three digits can be read. */
const legible = 22
/** Below this no number is legible; the colors still are. */
const smallest = 9
/** Of the room's height, what the grids may take: below them stands the sum, in the narrow stage the kernel and the output, too. */
const shares = { wide: 0.7, narrow: 0.46 }
const leastHeight = 230

/** Side by side, unless the numbers are legible only one below the other. */
export function stageLayout(width: number, height: number, sizes: StageSizes): StageLayout {
  const { paddedRows, paddedColumns, outputRows, outputColumns, kernelColumns } = sizes
  const kernel = Math.max(132, kernelColumns * kernelCell + arrow)
  const high = (share: number): number => Math.max(leastHeight, height * share) / Math.max(paddedRows, outputRows)
  const fit = (room: number): number => Math.max(smallest, Math.min(largest, Math.floor(room)))
  const columnsBeside = (width - kernel - wideGaps * gap - handleRoom) / (paddedColumns + outputColumns)
  const beside = fit(Math.min(columnsBeside, high(shares.wide)))
  const columnsBelow = (width - handleRoom) / Math.max(paddedColumns, outputColumns)
  const below = fit(Math.min(columnsBelow, high(shares.narrow)))
  return beside >= Math.min(legible, below) ? { wide: true, cell: beside } : { wide: false, cell: below }
}

/** Advance of a tabular digit over the font size, in every font of the stack. */
const digitWidth = 0.6
const fontSizes = [13, 11, 9.5]

/** Smaller cells have no numbers. */
export const leastNumbered = Math.min(...fontSizes) + 4

export interface GridTexts {
  readonly fontSize: number
  /** null where numbers would not be legible. */
  readonly texts: readonly string[] | null
}

/** The largest font in which every number fits its cell. `write` gives one text per number in so many characters, or null. */
export function gridTexts(cell: number, write: (characters: number) => string[] | null): GridTexts {
  for (const fontSize of fontSizes) {
    const texts = fontSize > cell - 4 ? null : write(Math.floor((cell - 2) / (fontSize * digitWidth)))
    if (texts) return { fontSize, texts }
  }
  return { fontSize: 0, texts: null }
}
