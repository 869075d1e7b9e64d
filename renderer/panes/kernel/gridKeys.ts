/** What a key press on a cell of the grid means. */
export type GridAction =
  | { readonly kind: 'move'; readonly row: number; readonly column: number }
  | { readonly kind: 'nudge'; readonly steps: number }
  /** The text to begin with; null begins with the weight as it is. */
  | { readonly kind: 'edit'; readonly text: string | null }
  | { readonly kind: 'clear' }

export interface GridPlace {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
}

type Keys = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

const directions: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/**
 * The keys of an ARIA grid, and of a spin button with Shift: Shift+arrow changes the weight by a step, with Ctrl or ⌘ by ten,
 * with Alt by a tenth. null for keys that mean nothing here (Alt+arrow turns the whole kernel, for one).
 */
export function gridAction(event: Keys, place: GridPlace): GridAction | null {
  const { key, shiftKey } = event
  const control = event.ctrlKey || event.metaKey
  const direction = directions[key]
  if (direction && shiftKey) {
    const [down, right] = direction
    return { kind: 'nudge', steps: (right - down) * (control ? 10 : event.altKey ? 0.1 : 1) }
  }
  if (event.altKey) return null
  if (direction && !control) return move(place, place.row + direction[0], place.column + direction[1])
  const { rows, columns, row, column } = place
  if (key === 'Home') return move(place, control ? 0 : row, 0)
  if (key === 'End') return move(place, control ? rows - 1 : row, columns - 1)
  if (control) return null
  if (key === 'PageUp') return move(place, 0, column)
  if (key === 'PageDown') return move(place, rows - 1, column)
  if (key === 'Enter' || key === 'F2') return { kind: 'edit', text: null }
  if (key === 'Delete' || key === 'Backspace') return { kind: 'clear' }
  return /^[\d.,+\-−]$/.test(key) ? { kind: 'edit', text: key } : null
}

function move({ rows, columns }: GridPlace, row: number, column: number): GridAction {
  const within = (at: number, extent: number): number => Math.min(extent - 1, Math.max(0, at))
  return { kind: 'move', row: within(row, rows), column: within(column, columns) }
}

/** The cell after or before in reading order; null past the ends, where Tab leaves the grid. */
export function neighbor({ row, column, rows, columns }: GridPlace, step: 1 | -1): readonly [number, number] | null {
  const at = row * columns + column + step
  return at >= 0 && at < rows * columns ? [Math.floor(at / columns), at % columns] : null
}
