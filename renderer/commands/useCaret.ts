import { useEventListener } from '@vueuse/core'
import { editsText } from './useShortcuts.ts'

/**
 * A caret stands where text is edited, and nowhere else. A field that is removed while it is typed in leaves its caret to what was
 * around it: nobody sees it there, and before every frame Chromium lays the window out and looks for its place.
 */
export function useCaret(): void {
  useEventListener(document, ['selectionchange', 'focusin'], () => {
    const selection = document.getSelection()
    if (selection?.type === 'Caret' && !editsText(document.activeElement)) selection.removeAllRanges()
  })
}
