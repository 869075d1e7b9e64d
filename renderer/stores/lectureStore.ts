import { defineStore } from 'pinia'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { firstKernel, useKernelStore } from './kernelStore.ts'
import { lectureSettings } from './learnPresets.ts'
import { useLearnStore } from './learnStore.ts'
import { usePlaceStore } from './placeStore.ts'

/** The lecture's experiment, ready to start: its picture, its edges as the target, its settings. */
export const useLectureStore = defineStore('lecture', () => {
  const images = useImageStore()
  const kernels = useKernelStore()
  const convolutions = useConvolutionStore()
  const learn = useLearnStore()
  const place = usePlaceStore()

  async function open(): Promise<void> {
    if (learn.locked || !(await images.open({ kind: 'lecture' }))) return
    if (kernels.kernel !== firstKernel) kernels.commit(firstKernel, 'kernel.history.lecture')
    convolutions.change({
      ...{ padding: 'valid', stride: [1, 1], dilation: [1, 1], channels: 'gray', linearLight: false },
      mapping: 'diverging',
    })
    learn.change({ target: 'kernel', ...lectureSettings(true) })
    place.tool = 'learn'
    place.room = 'learning'
  }

  return { open }
})
