import type { CommandId } from '../../shared/commandList.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { normalize, zeroSum } from '../../shared/kernel/normalize.ts'
import { flipColumns, flipRows, negate, rotateQuarter, transpose } from '../../shared/kernel/transforms.ts'
import { useDialogStore } from '../stores/dialogStore.ts'
import { firstKernel, useKernelStore } from '../stores/kernelStore.ts'
import { useTransferStore } from '../stores/transferStore.ts'
import { always } from './commands.ts'
import type { BoundCommand } from './commands.ts'

/** History, clipboard, and the transforms; a transform's step is called what its command is called. */
export function useKernelCommands() {
  const kernels = useKernelStore()
  const transfer = useTransferStore()
  const dialogs = useDialogStore()

  function transform(id: CommandId, change: (kernel: Kernel) => Kernel): BoundCommand {
    return {
      enabled: always,
      run: () => void (kernels.inGesture || kernels.commit(change(kernels.kernel), `commands.${id}`)),
    }
  }

  return {
    undo: { enabled: () => kernels.canUndo, run: kernels.undo },
    redo: { enabled: () => kernels.canRedo, run: kernels.redo },
    copyKernel: { enabled: always, run: transfer.copyKernel },
    pasteKernel: { enabled: always, run: () => dialogs.show('pasteKernel') },
    rotateLeft: transform('rotateLeft', (kernel) => rotateQuarter(kernel, -1)),
    rotateRight: transform('rotateRight', (kernel) => rotateQuarter(kernel, 1)),
    rotateHalf: transform('rotateHalf', (kernel) => rotateQuarter(kernel, 2)),
    flipRows: transform('flipRows', flipRows),
    flipColumns: transform('flipColumns', flipColumns),
    transpose: transform('transpose', transpose),
    negate: transform('negate', negate),
    normalize: transform('normalize', normalize),
    makeZeroSum: transform('makeZeroSum', zeroSum),
    resetKernel: transform('resetKernel', () => firstKernel),
  } satisfies Record<string, BoundCommand>
}
