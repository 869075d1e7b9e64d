import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { LossSlice } from '../../shared/learning/lossSlice.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useLearnLookStore } from './learnLookStore.ts'
import { useNoticeStore } from './noticeStore.ts'

export type WeightPoint = readonly [first: number, second: number]

/** The path of two weights of the run that is looked at, and the loss around the point where it stands. */
export const useLearnPathStore = defineStore('learnPath', () => {
  const engine = useEngine()
  const notices = useNoticeStore()
  const look = useLearnLookStore()

  /** The two weights by their place among the parameters; null takes the middle one and the one before it. */
  const chosen = shallowRef<readonly [number, number] | null>(null)
  const slice = shallowRef<LossSlice | null>(null)

  const count = computed(() => look.run?.state.parameters.length ?? 0)
  const pair = computed<readonly [number, number] | null>(() => {
    if (count.value < 2) return null
    if (chosen.value?.every((parameter) => parameter < count.value)) return chosen.value
    const middle = Math.floor(count.value / 2)
    return [middle, middle - 1]
  })

  const path = computed<readonly WeightPoint[]>(() => {
    if (!look.run || !pair.value) return []
    const [i, j] = pair.value
    const points = look.run.kept.map(({ state: { parameters } }) => [parameters[i], parameters[j]] as const)
    return points.filter((point) => point.every(Number.isFinite))
  })

  const minimum = computed<WeightPoint | null>(() => {
    if (!look.run || !pair.value) return null
    const { weight, bias } = look.run.problem.exact
    const all = [...weight.data, ...bias]
    return [all[pair.value[0]], all[pair.value[1]]]
  })

  const slices = keepUp<null>(async (_wish, signal) => {
    const { run, moment } = look
    const wanted = pair.value
    if (!run || !wanted || !moment?.parameters.every(Number.isFinite)) return void (slice.value = null)
    await notices.attempt(async () => {
      const request = { parameters: moment.parameters, pair: wanted }
      const found = await look.ask(run, signal, (problem) =>
        engine.call('sliceLoss', { problem, ...request }, { signal }),
      )
      if (!signal.aborted) slice.value = Object.freeze(found)
    })
  })

  /** Whether the path is on screen: contours are asked for only then. */
  const attended = shallowRef(false)
  watch([() => look.moment, pair, attended], () => attended.value && slices.wish(null), { immediate: true })

  /** The other of the two gives way when both would be the same. */
  function choose(axis: 0 | 1, parameter: number): void {
    if (!pair.value) return
    const [i, j] = pair.value
    const next: [number, number] = axis === 0 ? [parameter, j] : [i, parameter]
    if (next[0] === next[1]) next[axis === 0 ? 1 : 0] = pair.value[axis]
    chosen.value = next
  }

  return { pair, count, path, minimum, slice, attended, choose }
})
