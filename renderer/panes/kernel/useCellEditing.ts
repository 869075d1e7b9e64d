import { nextTick, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { plainNumber } from './weightText.ts'
import { readTypedNumber } from './readTypedNumber.ts'

export interface CellEditingOptions {
  readonly value: () => number
  readonly commit: (value: number) => void
  /** The input that shows the draft, once there is one. */
  readonly input: () => HTMLInputElement | null
}

export interface UseCellEditingReturn {
  /** What is typed; null while nothing is. */
  readonly draft: ShallowRef<string | null>
  readonly invalid: ShallowRef<boolean>
  readonly begin: (text: string | null) => void
  /** False when it is no number: then the draft stays to be mended. */
  readonly finish: () => boolean
  readonly cancel: () => void
}

/** One weight while it is typed: nothing of it is in the kernel before it is meant. */
export function useCellEditing({ value, commit, input }: CellEditingOptions): UseCellEditingReturn {
  const draft = shallowRef<string | null>(null)
  const invalid = shallowRef(false)

  function begin(text: string | null): void {
    invalid.value = false
    draft.value = text ?? plainNumber(value())
    void nextTick(() => {
      input()?.focus()
      if (text === null) input()?.select()
    })
  }

  function finish(): boolean {
    if (draft.value === null) return true
    const typed = readTypedNumber(draft.value)
    invalid.value = typed === null
    if (typed === null) return false
    draft.value = null
    if (typed !== value()) commit(typed)
    return true
  }

  function cancel(): void {
    draft.value = null
    invalid.value = false
  }

  return { draft, invalid, begin, finish, cancel }
}
