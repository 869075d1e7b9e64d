import { useCellEditing } from '../kernel/useCellEditing.ts'
import type { CellEditingOptions } from '../kernel/useCellEditing.ts'
import { isMatrixText } from '../kernel/readTypedNumber.ts'
import { weightStep, stepped } from '../kernel/weightStep.ts'
import type { GridAction } from '../kernel/gridKeys.ts'

export interface NumberTypingOptions extends Omit<CellEditingOptions, 'value'> {
  /** Of the cell that has the focus; undefined where the number follows from others. */
  readonly value: () => number | undefined
  /** All that can be typed over: a step fits their size. */
  readonly values: () => readonly number[]
  readonly replace: (text: string) => void
  /** The focus goes so many rows down; 0 gives it back to the cell. */
  readonly go: (down: number) => void
}

/** Numbers typed, stepped and pasted into the cells of a grid. */
export function useNumberTyping({ value, values, commit, replace, input, go }: NumberTypingOptions) {
  const { draft, invalid, begin, finish, cancel } = useCellEditing({ value: () => value() ?? 0, commit, input })

  /** null begins with the number as it is. */
  function edit(text: string | null): void {
    if (value() !== undefined) begin(text)
  }

  /** Whether the key meant the number of the cell. */
  function act(action: GridAction | null): boolean {
    const before = value()
    if (!action || action.kind === 'move' || before === undefined) return false
    if (action.kind === 'edit') edit(action.text)
    else commit(action.kind === 'clear' ? 0 : stepped(before, action.steps, weightStep(values())))
    return true
  }

  function pressInInput(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
    event.preventDefault()
    if (event.key === 'Escape') {
      cancel()
      go(0)
    } else if (finish()) go(event.shiftKey ? -1 : 1)
  }

  function leave(): void {
    if (!finish()) cancel()
  }

  /** A whole matrix is meant for the grid, one number for the cell. */
  function paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain').trim() ?? ''
    if (text === '' || values().length === 0) return
    if (isMatrixText(text)) {
      cancel()
      replace(text)
    } else if (draft.value === null) edit(text)
    else return
    event.preventDefault()
  }

  return { draft, invalid, edit, act, pressInInput, leave, paste }
}
