import { useDialogStore } from '../stores/dialogStore.ts'
import { useImageStore } from '../stores/imageStore.ts'
import { useNetworkFileStore } from '../stores/networkFileStore.ts'
import { usePreviewStore } from '../stores/previewStore.ts'
import { useTransferStore } from '../stores/transferStore.ts'
import { always } from './commands.ts'
import type { BoundCommand } from './commands.ts'

export function useFileCommands() {
  const images = useImageStore()
  const transfer = useTransferStore()
  const preview = usePreviewStore()
  const dialogs = useDialogStore()
  const networkFiles = useNetworkFileStore()
  const hasPhoto = (): boolean => images.info !== null

  return {
    openPhoto: { enabled: always, run: () => images.choose() },
    openSample: { enabled: always, run: async () => void (await images.open({ kind: 'sample' })) },
    closePhoto: { enabled: hasPhoto, run: () => images.close() },
    importKernel: { enabled: always, run: () => transfer.chooseKernel() },
    exportKernel: { enabled: always, run: () => dialogs.show('exportKernel') },
    exportResult: {
      enabled: () => hasPhoto() && preview.refusal === null,
      run: () => dialogs.show('exportResult'),
    },
    importNetwork: { enabled: always, run: () => networkFiles.choose() },
    exportNetwork: { enabled: always, run: () => networkFiles.save() },
  } satisfies Record<string, BoundCommand>
}
