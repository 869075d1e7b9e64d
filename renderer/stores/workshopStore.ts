import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { sliceWeights } from '../../shared/kernel/analysis.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import type { ConvolutionOptions, Padding } from '../../shared/maths/convolutionOptions.ts'
import { explainOutput } from '../../shared/maths/explain.ts'
import type { Explanation } from '../../shared/maths/explain.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { axisPads, paddingPerAxis } from '../../shared/maths/padding.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { chainOutcomes } from './chain.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useKernelStore } from './kernelStore.ts'
import { comparePolicies, geometryOr } from './roundingPolicies.ts'
import { useSettingsStore } from './settingsStore.ts'
import { readersOf, windowReads } from './windowReads.ts'
import type { Reader, WindowReads } from './windowReads.ts'
import { defaultWorkshop, mostKernelRows, mostPaddedRows, ownKernelOf, workshopSchema } from './workshopChoices.ts'
import type { FourPads, WorkshopChoices } from './workshopChoices.ts'
import { inputGrid } from './workshopInputs.ts'
import type { NumberGrid } from './workshopInputs.ts'
import { useWorkshopPhotoStore } from './workshopPhotoStore.ts'

/** A cell that is looked at: of the result, or of the padded input (negative rows and columns are border). */
export type Pointed =
  | { readonly kind: 'output'; readonly row: number; readonly column: number }
  | { readonly kind: 'input'; readonly row: number; readonly column: number }

/** What a convolution of a few numbers does, cell by cell. */
export interface WorkshopResult {
  readonly geometry: Geometry
  readonly reads: WindowReads
  readonly values: readonly number[]
}

/** Why there is nothing to draw: the sizes do not fit, or would not fit on the screen. */
export type WorkshopRefusal =
  | { readonly kind: 'error'; readonly error: LabErrorRecord }
  | { readonly kind: 'largeKernel'; readonly rows: number; readonly columns: number }
  | { readonly kind: 'largeInput'; readonly rows: number; readonly columns: number }

/** Padding, stride and dilation on numbers that can be counted. Paper-size arithmetic: it is done here, not in the engine. */
export const useWorkshopStore = defineStore('workshop', () => {
  const settings = useSettingsStore()
  const kernels = useKernelStore()
  const convolutions = useConvolutionStore()
  const photo = useWorkshopPhotoStore()

  const choices = shallowRef<WorkshopChoices>(
    Object.freeze(settings.recall('workshop', workshopSchema) ?? defaultWorkshop),
  )
  /** What a click, the focus or a key chose; it stays. */
  const kept = shallowRef<Pointed | null>(null)
  /** What the pointer is over; it goes when the pointer goes. */
  const hovered = shallowRef<Pointed | null>(null)

  /** null while the photo's numbers are not there. */
  const input = computed<NumberGrid | null>(() => {
    const { input: kind, rows, columns } = choices.value
    return kind === 'photo' ? photo.grid : inputGrid(kind, rows, columns)
  })
  const kernel = computed<Kernel>(() =>
    choices.value.kernel === 'editor' ? kernels.kernel : ownKernelOf(choices.value.own),
  )
  /** The first slice after the division: the workshop shows one plane, and no bias. */
  const weights = computed<NumberGrid>(() => {
    const [, , rows, columns] = kernel.value.shape
    const { divisor } = kernel.value
    return { rows, columns, values: sliceWeights(kernel.value, 0, 0).map((weight) => weight / divisor) }
  })

  const options = computed<ConvolutionOptions>(() => {
    const { padding, stride, dilation, border, rounding } = choices.value
    return Object.freeze({ padding, stride, dilation, border, rounding })
  })
  const shapes = computed(() => {
    if (!input.value) return null
    const { rows, columns } = input.value
    return { x: [1, 1, rows, columns], w: [1, 1, weights.value.rows, weights.value.columns] } as const
  })

  const outcome = computed<WorkshopResult | WorkshopRefusal | null>(() => {
    if (!input.value || !shapes.value) return null
    const { rows, columns } = weights.value
    if (rows > mostKernelRows || columns > mostKernelRows) return { kind: 'largeKernel', rows, columns }
    const g = geometryOr(shapes.value.x, shapes.value.w, options.value)
    if ('code' in g) return { kind: 'error', error: g }
    const padded = { rows: g.top + g.H + g.bottom, columns: g.left + g.W + g.right }
    if (padded.rows > mostPaddedRows || padded.columns > mostPaddedRows) return { kind: 'largeInput', ...padded }
    const y = convolve(toTensor(input.value), toTensor(weights.value), null, g)
    return Object.freeze({ geometry: g, reads: windowReads(g, options.value.padding), values: Array.from(y.data) })
  })
  const result = computed(() => (outcome.value && 'geometry' in outcome.value ? outcome.value : null))
  const refusal = computed(() => (outcome.value && 'kind' in outcome.value ? outcome.value : null))
  const policies = computed(() => shapes.value && comparePolicies(shapes.value.x, shapes.value.w, options.value))

  /** Pads that were asked for, in numbers, whatever the word. */
  const pads = computed<FourPads>(() => {
    const [H, W] = input.value ? [input.value.rows, input.value.columns] : [1, 1]
    const { stride, dilation, padding } = choices.value
    const reach = [dilation[0] * (weights.value.rows - 1) + 1, dilation[1] * (weights.value.columns - 1) + 1]
    const [vertical, horizontal] = paddingPerAxis(padding)
    const [top, bottom] = axisPads(vertical, H, reach[0], stride[0])
    const [left, right] = axisPads(horizontal, W, reach[1], stride[1])
    return [top, left, bottom, right]
  })

  /** null when the cell is gone: a change of sizes may take it away. */
  const pointed = computed<Pointed | null>(() => {
    const at = hovered.value ?? kept.value
    const g = result.value?.geometry
    if (!at || !g) return null
    const { row, column } = at
    if (at.kind === 'output') return row < g.P && column < g.Q ? at : null
    const inside = row >= -g.top && row < g.H + g.bottom && column >= -g.left && column < g.W + g.right
    return inside ? at : null
  })
  const explained = computed<Explanation | null>(() => {
    if (pointed.value?.kind !== 'output' || !result.value || !input.value) return null
    const { row, column } = pointed.value
    const { geometry } = result.value
    return explainOutput(toTensor(input.value), toTensor(weights.value), null, geometry, 0, 0, row, column)
  })
  const readers = computed<readonly Reader[]>(() => {
    if (pointed.value?.kind !== 'input' || !result.value) return []
    return readersOf(result.value.geometry, pointed.value.row, pointed.value.column)
  })

  const chain = computed(() => chainOutcomes(choices.value.chainStart, choices.value.chain))

  watch(choices, ({ input: kind, rows, columns }) => photo.attend(kind === 'photo' ? { rows, columns } : null), {
    immediate: true,
  })

  function change(part: Partial<WorkshopChoices>): void {
    choices.value = Object.freeze({ ...choices.value, ...part })
    settings.remember('workshop', choices.value)
  }

  function setOwn(next: Kernel): void {
    const [, , rows, columns] = next.shape
    change({ own: Object.freeze({ rows, columns, weights: Array.from(appliedWeight(next)) }) })
  }

  /** Any word becomes the numbers it stood for, with this one changed. */
  function setPad(side: 0 | 1 | 2 | 3, value: number): void {
    const [top, left, bottom, right] = pads.value.with(side, value)
    change({ padding: [top, left, bottom, right] })
  }

  /** "Custom" begins with what is in force, so that choosing it changes nothing yet. */
  function choosePadding(word: Extract<Padding, string> | 'custom'): void {
    change({ padding: word === 'custom' ? pads.value : word })
  }

  function point(at: Pointed | null): void {
    kept.value = at && Object.freeze(at)
  }

  function hover(at: Pointed | null): void {
    hovered.value = at && Object.freeze(at)
  }

  /** The photo's convolution takes over how this one moves. */
  function applyToPhoto(): void {
    const { padding, stride, dilation, border } = choices.value
    convolutions.change({ padding, stride, dilation, border })
  }

  return {
    ...{ choices, input, kernel, weights, result, refusal, policies, pads, kept, pointed, explained, readers, chain },
    ...{ change, setOwn, setPad, choosePadding, point, hover, applyToPhoto },
  }
})

function toTensor({ rows, columns, values }: NumberGrid): Tensor<Float64Array> {
  return { shape: [1, 1, rows, columns], data: Float64Array.from(values) }
}
