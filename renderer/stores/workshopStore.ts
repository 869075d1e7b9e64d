import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import * as history from '../../shared/history.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { sliceWeights } from '../../shared/kernel/analysis.ts'
import type { Padding } from '../../shared/maths/convolutionOptions.ts'
import { explainOutput } from '../../shared/maths/explain.ts'
import type { Explanation } from '../../shared/maths/explain.ts'
import { chainOutcomes } from './chain.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useKernelStore } from './kernelStore.ts'
import { comparePolicies } from './roundingPolicies.ts'
import { useSettingsStore } from './settingsStore.ts'
import { readersOf } from './windowReads.ts'
import type { Reader } from './windowReads.ts'
import { defaultWorkshop, ownKernelOf, workshopSchema } from './workshopChoices.ts'
import type { Movement, WorkshopChoices } from './workshopChoices.ts'
import { pulledMovement, pulledPad } from './workshopHandles.ts'
import { inputGrid, ramp, resized, withNumber } from './workshopInputs.ts'
import type { InputKind, NumberGrid } from './workshopInputs.ts'
import { fourPads, toTensor, workshopOutcome } from './workshopOutcome.ts'
import { useWorkshopPhotoStore } from './workshopPhotoStore.ts'

/** A cell that is looked at: of the result, or of the padded input (negative rows and columns are border). */
export type Pointed =
  | { readonly kind: 'output'; readonly row: number; readonly column: number }
  | { readonly kind: 'input'; readonly row: number; readonly column: number }

/** Padding, stride and dilation on numbers that can be counted. Paper-size arithmetic: it is done here, not in the engine. */
export const useWorkshopStore = defineStore('workshop', () => {
  const settings = useSettingsStore()
  const kernels = useKernelStore()
  const convolutions = useConvolutionStore()
  const photo = useWorkshopPhotoStore()

  const past = shallowRef(
    history.createHistory<WorkshopChoices>(
      Object.freeze(settings.recall('workshop', workshopSchema) ?? defaultWorkshop),
    ),
  )
  const choices = computed(() => past.value.present.document)
  const canUndo = computed(() => past.value.past.length > 0)
  const canRedo = computed(() => past.value.future.length > 0)
  /** What a click, the focus or a key chose; it stays. */
  const kept = shallowRef<Pointed | null>(null)
  /** What the pointer is over; it goes when the pointer goes. */
  const hovered = shallowRef<Pointed | null>(null)

  /** null while the photo's numbers are not there. */
  const input = computed<NumberGrid | null>(() => {
    const { input: kind, rows, columns, numbers } = choices.value
    if (kind === 'photo') return photo.grid
    return kind === 'typed' ? (numbers ?? ramp(rows, columns)) : inputGrid(kind, rows, columns)
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

  const options = computed(() => {
    const { padding, stride, dilation, border, rounding } = choices.value
    return Object.freeze({ padding, stride, dilation, border, rounding })
  })
  const outcome = computed(() => input.value && workshopOutcome(input.value, weights.value, options.value))
  const result = computed(() => (outcome.value && 'geometry' in outcome.value ? outcome.value : null))
  const refusal = computed(() => (outcome.value && 'kind' in outcome.value ? outcome.value : null))
  const policies = computed(() => {
    if (!input.value) return null
    const [x, w] = [toTensor(input.value).shape, toTensor(weights.value).shape]
    return comparePolicies(x, w, options.value)
  })

  const pads = computed(() => fourPads(choices.value, input.value ?? { rows: 1, columns: 1 }, weights.value))

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
    become(history.commit(past.value, Object.freeze({ ...choices.value, ...part }), 'workshop.setup'))
  }

  function become(next: history.History<WorkshopChoices>): void {
    past.value = next
    settings.remember('workshop', choices.value)
  }

  function undo(): void {
    become(history.undo(past.value))
  }

  function redo(): void {
    become(history.redo(past.value))
  }

  /** Numbers of one's own begin with those in force, unless some were typed before. */
  function chooseInput(kind: InputKind): void {
    change({ input: kind, ...(kind === 'typed' && { numbers: choices.value.numbers ?? input.value }) })
  }

  /** Whatever the input was: it becomes numbers of one's own. */
  function setNumbers(numbers: NumberGrid): void {
    change({ input: 'typed', numbers })
  }

  function setNumber(row: number, column: number, value: number): void {
    if (input.value) setNumbers(withNumber(input.value, row, column, value))
  }

  function resizeInput(rows: number, columns: number): void {
    if (choices.value.input === 'typed' && input.value) setNumbers(resized(input.value, rows, columns))
    else change({ rows, columns })
  }

  function setOwn(next: Kernel): void {
    const [, , rows, columns] = next.shape
    change({ own: Object.freeze({ rows, columns, weights: Array.from(appliedWeight(next)) }) })
  }

  /** After the first change of a drag the others amend it, so that one undo takes all back. Returns whether anything changed. */
  function pull(part: Partial<WorkshopChoices> | null, amends: boolean): boolean {
    if (!part) return false
    const next = Object.freeze({ ...choices.value, ...part })
    become(amends ? history.amend(past.value, next) : history.commit(past.value, next, 'workshop.setup'))
    return true
  }

  const pulled = () => input.value && { choices: choices.value, input: input.value, weights: weights.value }

  function setPad(side: 0 | 1 | 2 | 3, value: number, amends = false): boolean {
    const now = pulled()
    return pull(now && pulledPad(now, side, value), amends)
  }

  function setMovement(name: Movement, wanted: readonly [number, number], amends = false): boolean {
    const now = pulled()
    return pull(now && pulledMovement(now, name, wanted), amends)
  }

  /** A drag that was given up. */
  function revert(): void {
    become(history.revert(past.value))
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
    ...{
      choices,
      canUndo,
      canRedo,
      input,
      kernel,
      weights,
      result,
      refusal,
      policies,
      pads,
      kept,
      pointed,
      explained,
      readers,
      chain,
    },
    ...{ change, undo, redo, chooseInput, setNumbers, setNumber, resizeInput },
    ...{ setOwn, setPad, setMovement, revert, choosePadding, point, hover, applyToPhoto },
  }
})
