import { defaultChoices, useConvolutionStore } from '../stores/convolutionStore.ts'
import type { ConvolutionChoices } from '../stores/convolutionStore.ts'
import { useExplainStore } from '../stores/explainStore.ts'
import { useFieldStore } from '../stores/fieldStore.ts'
import { useImageStore } from '../stores/imageStore.ts'
import { useKernelStore } from '../stores/kernelStore.ts'
import { useLearnCheckpointStore } from '../stores/learnCheckpointStore.ts'
import { defaultLearnSettings, useLearnSettingsStore } from '../stores/learnSettingsStore.ts'
import { useLearnStore } from '../stores/learnStore.ts'
import { useNetworkStore } from '../stores/networkStore.ts'
import { usePlaceStore } from '../stores/placeStore.ts'
import type { Tool } from '../stores/placeStore.ts'
import { useSettingsStore } from '../stores/settingsStore.ts'
import type { WorkspacePart } from '../stores/settingsStore.ts'
import { useShiftStore } from '../stores/shiftStore.ts'
import { useStackStore } from '../stores/stackStore.ts'
import { useViewportStore } from '../stores/viewportStore.ts'
import { useWalkStore } from '../stores/walkStore.ts'
import { defaultWorkshop } from '../stores/workshopChoices.ts'
import type { WorkshopChoices } from '../stores/workshopChoices.ts'
import { useWorkshopStore } from '../stores/workshopStore.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import type { PresetId } from '../../shared/kernel/presets.ts'
import type { NetworkPresetId } from '../../shared/network/presets.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'

/** What of the workspace a lesson changes; the rest stays a person's own, and is remembered all along. */
const borrowed: readonly WorkspacePart[] = [
  'kernel',
  'convolution',
  'preview',
  'workshop',
  'network',
  'learn',
  'learnCheckpoint',
]

/** What a lesson may set up and look at. */
export type LessonLab = ReturnType<typeof useLessonLab>

export function useLessonLab() {
  return {
    place: usePlaceStore(),
    images: useImageStore(),
    kernels: useKernelStore(),
    convolutions: useConvolutionStore(),
    view: useViewportStore(),
    explain: useExplainStore(),
    walks: useWalkStore(),
    learn: useLearnStore(),
    learnSettings: useLearnSettingsStore(),
    checkpoints: useLearnCheckpointStore(),
    settings: useSettingsStore(),
    workshop: useWorkshopStore(),
    networks: useNetworkStore(),
    stacks: useStackStore(),
    field: useFieldStore(),
    shifts: useShiftStore(),
  }
}

/** Borrows the lab: what is remembered stays a person's own, and so is all the rest again when it is given back. */
export function borrow(lab: LessonLab): () => void {
  const { place, kernels, convolutions, view, learn, learnSettings, workshop, networks, shifts } = lab
  const { kernel } = kernels
  const { room, tool } = place
  const { layout } = view
  const [convolution, learning] = [convolutions.choices, learnSettings.settings]
  const [counted, stacked] = [workshop.choices, networks.choices]
  const rememberAgain = lab.settings.lend(borrowed)
  return function giveBack(): void {
    learn.stop()
    kernels.commit(kernel, 'lessons.putBack')
    convolutions.change(convolution)
    learn.change(learning)
    workshop.change(counted)
    networks.restore(stacked)
    shifts.moveTo(0, 0)
    Object.assign(place, { room, tool })
    view.layout = layout
    rememberAgain()
    lab.checkpoints.offerAgain()
  }
}

/** The photo and its result beside each other under this kernel; all that is not named as in a new lab. */
export function showPhoto(
  { place, kernels, convolutions, view, explain }: LessonLab,
  tool: Tool,
  kernel: Kernel,
  choices: Partial<ConvolutionChoices> = {},
): void {
  Object.assign(place, { room: 'photo', tool })
  view.layout = 'sideBySide'
  kernels.commit(kernel, 'lessons.setUp')
  convolutions.change({ ...defaultChoices, ...choices })
  explain.unpin()
}

/** The workshop with nothing pointed at. */
export function showWorkshop({ place, workshop }: LessonLab, choices: Partial<WorkshopChoices>): void {
  place.room = 'workshop'
  workshop.change({ ...defaultWorkshop, ...choices })
  workshop.point(null)
}

/** The layers of a preset on the photo, with this one chosen: its first map, nothing pinned, nothing shifted. */
export function showLayers(
  { place, networks, stacks, field, shifts }: LessonLab,
  id: NetworkPresetId,
  layer: number,
): void {
  place.room = 'layers'
  networks.applyPreset(id)
  stacks.select(layer, 0)
  shifts.moveTo(0, 0)
  field.unpin()
  field.showsInfluence = true
}

/** The learn pane beside the photo, with a run of the lecture's kind that has not begun. */
export function showLearn(lab: LessonLab, kernel: Kernel): void {
  lab.learn.stop()
  showPhoto(lab, 'learn', kernel, { channels: 'gray', mapping: 'absolute' })
  lab.learn.change(defaultLearnSettings)
}

export function preset(id: PresetId): Kernel {
  return findPreset(id)!.kernel
}

/** Whether the editor holds these very weights, however they are written. */
export function hasWeights({ kernels: { kernel } }: LessonLab, { shape, ...rest }: Kernel): boolean {
  const wanted = appliedWeight({ shape, ...rest })
  return kernel.shape.join() === shape.join() && appliedWeight(kernel).every((weight, i) => weight === wanted[i])
}
