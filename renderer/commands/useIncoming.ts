import { useEventListener } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { useHost } from '../host.ts'
import { useDialogStore } from '../stores/dialogStore.ts'
import { useImageStore } from '../stores/imageStore.ts'
import { useNoticeStore } from '../stores/noticeStore.ts'
import { isKernelFile, useTransferStore } from '../stores/transferStore.ts'
import { editsText } from './useShortcuts.ts'

/** Files dropped on the window, and pictures or matrices pasted into it. */
export function useIncoming(): { readonly dragging: Readonly<ShallowRef<boolean>> } {
  const host = useHost()
  const images = useImageStore()
  const transfer = useTransferStore()
  const notices = useNoticeStore()
  const dialogs = useDialogStore()
  const dragging = shallowRef(false)

  async function receive(file: File): Promise<void> {
    const chosen = await host.acceptDrop(file)
    if (isKernelFile(file.name)) {
      if (chosen) await transfer.importKernel(chosen)
      else transfer.readKernelBytes(file.name, new Uint8Array(await file.arrayBuffer()))
    } else if (chosen) await images.open({ kind: 'file', file: chosen })
    else await images.open({ kind: 'bytes', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }

  useEventListener(window, 'dragover', (event) => {
    // Without this the browser would navigate to the file.
    event.preventDefault()
    dragging.value = event.dataTransfer?.types.includes('Files') ?? false
  })
  useEventListener(window, 'dragleave', (event) => {
    if (event.relatedTarget === null) dragging.value = false
  })
  useEventListener(window, 'drop', (event) => {
    event.preventDefault()
    dragging.value = false
    const [file] = event.dataTransfer?.files ?? []
    if (file) void notices.attempt(() => receive(file), 'errors.during.openPhoto')
  })
  useEventListener(window, 'paste', (event) => {
    if (event.defaultPrevented || dialogs.open !== null || editsText(event.target)) return
    const [file] = event.clipboardData?.files ?? []
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!file && text.trim() === '') return
    event.preventDefault()
    if (file) void notices.attempt(() => receive(file), 'errors.during.openPhoto')
    else void notices.attempt(() => transfer.readKernelText(text), 'errors.during.pasteKernel')
  })
  return { dragging }
}
