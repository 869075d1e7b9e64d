import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, shallowRef } from 'vue'
import { errorRecord } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { channelChoices, displayMappings } from '../../shared/image/image.ts'
import type { ChannelChoice, DisplayMapping } from '../../shared/image/image.ts'
import { inputShape } from '../../shared/kernel/inputShape.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import type { Border, ConvolutionOptions, Padding } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { useImageStore } from './imageStore.ts'
import { useKernelStore } from './kernelStore.ts'
import { useSettingsStore } from './settingsStore.ts'

/** How the kernel moves over the photo and how its result is shown: everything but the kernel itself. */
export interface ConvolutionChoices {
  readonly border: Border
  readonly padding: Padding
  readonly stride: readonly [vertical: number, horizontal: number]
  readonly dilation: readonly [vertical: number, horizontal: number]
  readonly channels: ChannelChoice
  readonly linearLight: boolean
  readonly mapping: DisplayMapping
}

const whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(1 << 16))
const pair = v.pipe(v.tuple([whole(1), whole(1)]), v.readonly())

const choicesSchema: v.GenericSchema<unknown, ConvolutionChoices> = v.object({
  border: v.object({ mode: v.picklist(borderModes), value: v.pipe(v.number(), v.finite()) }),
  padding: v.union([
    v.picklist(['valid', 'same', 'full']),
    v.pipe(v.tuple([whole(0), whole(0), whole(0), whole(0)]), v.readonly()),
  ]),
  stride: pair,
  dilation: pair,
  channels: v.picklist(channelChoices),
  linearLight: v.boolean(),
  mapping: v.picklist(displayMappings),
})

/** A photo filter keeps the picture's size and shows no dark rim: `same` and `replicate`. */
export const defaultChoices: ConvolutionChoices = Object.freeze({
  border: Object.freeze({ mode: 'replicate', value: 0 } as const),
  padding: 'same',
  stride: Object.freeze([1, 1] as const),
  dilation: Object.freeze([1, 1] as const),
  channels: 'rgb',
  linearLight: false,
  mapping: 'clamp',
})

export const useConvolutionStore = defineStore('convolution', () => {
  const kernels = useKernelStore()
  const images = useImageStore()
  const settings = useSettingsStore()

  const choices = shallowRef<ConvolutionChoices>(
    Object.freeze(settings.recall('convolution', choicesSchema) ?? defaultChoices),
  )

  const options = computed<ConvolutionOptions>(() => {
    const { border, padding, stride, dilation } = choices.value
    return Object.freeze({ border, padding, stride, dilation })
  })

  /** What the engine is asked for: frozen plain data, a new object whenever anything of it changes. */
  const convolution = computed<ConvolutionSettings>(() =>
    Object.freeze({
      kernel: kernels.kernel,
      options: options.value,
      channels: choices.value.channels,
      linearLight: choices.value.linearLight,
    }),
  )

  /** Sizes of the result on the open photo, or why there is none. */
  const geometry = computed<Geometry | LabErrorRecord | null>(() => {
    const photo = images.info
    if (!photo) return null
    try {
      return convolutionGeometry(inputShape(photo, convolution.value), kernels.kernel.shape, options.value)
    } catch (thrown) {
      return errorRecord(thrown)
    }
  })

  function change(part: Partial<ConvolutionChoices>): void {
    choices.value = Object.freeze({ ...choices.value, ...part })
    settings.remember('convolution', choices.value)
  }

  return { choices, options, convolution, geometry, change }
})
