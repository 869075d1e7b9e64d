import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type DialogName = 'palette' | 'about' | 'exportKernel' | 'exportResult' | 'pasteKernel'

/** Which dialog is open; one at a time. */
export const useDialogStore = defineStore('dialog', () => {
  const open = shallowRef<DialogName | null>(null)

  function show(name: DialogName): void {
    open.value = name
  }

  function close(): void {
    open.value = null
  }

  return { open, show, close }
})
