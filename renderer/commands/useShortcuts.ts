import { useEventListener } from '@vueuse/core'
import { useDialogStore } from '../stores/dialogStore.ts'
import { belongsToText, commandOfKey } from './shortcutKeys.ts'
import { isMac, useCommandRunner } from './useCommandRunner.ts'

/** Key presses become commands. The native menu shows the same keys, but listens to none of them. */
export function useShortcuts(): void {
  const { run } = useCommandRunner()
  const dialogs = useDialogStore()

  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || dialogs.open !== null) return
    const id = commandOfKey(event, isMac)
    if (!id || (belongsToText(id, isMac) && editsText(event.target))) return
    event.preventDefault()
    void run(id)
  })
}

export function editsText(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'range', 'radio', 'button'].includes(target.type)
  return target instanceof HTMLElement && target.isContentEditable
}
