import type { Kernel } from '../../shared/kernel/kernel.ts'
import { useDialogStore } from '../stores/dialogStore.ts'
import { useImageStore } from '../stores/imageStore.ts'
import { useNetworkFileStore } from '../stores/networkFileStore.ts'
import { useLearnLookStore } from '../stores/learnLookStore.ts'
import { useLearnStore } from '../stores/learnStore.ts'
import { useLectureStore } from '../stores/lectureStore.ts'
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
  const learn = useLearnStore()
  const look = useLearnLookStore()
  const lecture = useLectureStore()
  const hasPhoto = (): boolean => images.info !== null

  /** null is the kernel in the editor. */
  function exportOf(kernel: Kernel | null): void {
    transfer.subject = kernel
    dialogs.show('exportKernel')
  }

  return {
    openPhoto: { enabled: always, run: () => images.choose() },
    openSample: { enabled: always, run: async () => void (await images.open({ kind: 'sample' })) },
    openLecture: { enabled: () => !learn.locked, run: () => lecture.open() },
    exportLearned: { enabled: () => look.kernel !== null, run: () => exportOf(look.kernel) },
    closePhoto: { enabled: hasPhoto, run: () => images.close() },
    importKernel: { enabled: always, run: () => transfer.chooseKernel() },
    exportKernel: { enabled: always, run: () => exportOf(null) },
    exportResult: {
      enabled: () => hasPhoto() && preview.refusal === null,
      run: () => dialogs.show('exportResult'),
    },
    importNetwork: { enabled: always, run: () => networkFiles.choose() },
    exportNetwork: { enabled: always, run: () => networkFiles.save() },
  } satisfies Record<string, BoundCommand>
}
