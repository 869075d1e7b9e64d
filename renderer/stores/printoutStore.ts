import { defineStore } from 'pinia'
import { printedIterations, printout } from '../../shared/learning/runText.ts'
import type { PrintedLoss } from '../../shared/learning/runText.ts'
import { newestWins } from '../engine/newest.ts'
import { useLearnLookStore } from './learnLookStore.ts'
import { useNoticeStore } from './noticeStore.ts'

/** The run that is looked at as the lecture's loop prints it. */
export const usePrintoutStore = defineStore('printout', () => {
  const look = useLearnLookStore()
  const notices = useNoticeStore()
  const calls = newestWins()

  /** A curve is thinned where it is long, so the losses of the round iterations are asked for. */
  async function copy(): Promise<void> {
    const { run } = look
    if (!run) return
    const signal = calls.begin()
    const losses: PrintedLoss[] = []
    for (const iteration of printedIterations(run.state.iteration)) {
      const { loss } = await look.momentAt(run, iteration - 1, signal)
      losses.push([iteration, loss])
    }
    const { parameters } = run.state
    const { shape } = run.problem.exact.weight
    await navigator.clipboard.writeText(printout({ optimizer: run.optimizer, losses, shape, parameters }))
    notices.tell('done', 'learnRoom.runs.copied')
  }

  return { copy }
})
