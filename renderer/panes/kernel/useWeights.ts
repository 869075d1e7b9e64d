import { computed } from 'vue'
import { sliceWeights } from '../../../shared/kernel/analysis.ts'
import { setWeight } from '../../../shared/kernel/transforms.ts'
import { useKernelStore } from '../../stores/kernelStore.ts'
import { stepped, weightStep } from './weightStep.ts'

export interface Slice {
  readonly k: number
  readonly c: number
}

/** The weights of one slice of the kernel in the editor, and the ways to change one of them. */
export function useWeights(wanted: () => Slice) {
  const kernels = useKernelStore()
  /** A kernel may lose the slice that was looked at. */
  const slice = computed<Slice>(() => {
    const [K, C] = kernels.kernel.shape
    return { k: Math.min(wanted().k, K - 1), c: Math.min(wanted().c, C - 1) }
  })
  const weights = computed(() => sliceWeights(kernels.kernel, slice.value.k, slice.value.c))
  const rows = computed(() => kernels.kernel.shape[2])
  const columns = computed(() => kernels.kernel.shape[3])

  /** What a drag or a held key began with: its steps count from there. */
  let start: { readonly index: number; readonly value: number; readonly step: number } | null = null

  function changed(index: number, value: number) {
    const { k, c } = slice.value
    return setWeight(kernels.kernel, [k, c, Math.floor(index / columns.value), index % columns.value], value)
  }

  function set(index: number, value: number): void {
    if (value !== weights.value[index]) kernels.commit(changed(index, value), 'kernel.history.weight')
  }

  /** Steps from where the gesture began; one step of undo until `endGesture`. */
  function dragTo(index: number, steps: number): void {
    if (start?.index !== index) start = { index, value: weights.value[index], step: weightStep(weights.value) }
    kernels.drag(changed(index, stepped(start.value, steps, start.step)), 'kernel.history.weight')
  }

  function nudge(index: number, steps: number): void {
    start ??= { index, value: weights.value[index], step: weightStep(weights.value) }
    kernels.drag(changed(index, stepped(weights.value[index], steps, start.step)), 'kernel.history.weight')
  }

  function endGesture(): void {
    start = null
    kernels.endGesture()
  }

  function cancelGesture(): void {
    start = null
    kernels.cancelGesture()
  }

  return { weights, rows, columns, set, dragTo, nudge, endGesture, cancelGesture }
}
