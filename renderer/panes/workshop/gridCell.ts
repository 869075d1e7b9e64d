/** One number of a grid as it is drawn and as it is said. */
export interface GridCell {
  readonly text: string
  readonly spoken: string
  /** What may be typed over; none where the number follows from others. */
  readonly value?: number
  readonly background: string
  readonly ink: string
  readonly kinds: readonly ('border' | 'added' | 'unread' | 'hanging')[]
}

/** A rectangle of cells that is drawn over a grid. */
export interface GridMark {
  readonly kind: 'window' | 'next' | 'tap' | 'reader' | 'source'
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
}

export interface Place {
  readonly row: number
  readonly column: number
}

/** A gray as bright as the number is large, and an ink that is legible on it. Not quite black to white: lines stay visible. */
export function grayOf(value: number, least: number, most: number): { background: string; ink: string } {
  const share = most > least ? (value - least) / (most - least) : 0.5
  const lightness = 0.3 + 0.67 * Math.min(1, Math.max(0, share))
  return { background: `oklch(${lightness.toFixed(3)} 0 0)`, ink: lightness < 0.63 ? '#ffffff' : '#141414' }
}
