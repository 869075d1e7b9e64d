import { parentPort, workerData } from 'node:worker_threads'
import { joinMemory } from '../../shared/backend/threadArena.ts'
import { errorRecord } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { runBand } from './bandTasks.ts'
import type { BandTask } from './bandTasks.ts'

/** Where the engine's planes lie. */
export interface BandThreadData {
  readonly memory: WebAssembly.Memory
}

/** The bands of a job. Threads that have the same order take them in turn, so that none waits for the engine between two. */
export interface BandOrder {
  readonly task: BandTask
  readonly bands: readonly (readonly [first: number, last: number])[]
  /** The number of the band that is next, in shared memory; there is none from `bands.length` on. */
  readonly next: Int32Array
}

/** One for each band, then null: nothing is left to take. */
export type BandAnswer =
  | { readonly index: number; readonly reply: unknown }
  | { readonly index: number; readonly error: LabErrorRecord }
  | null

if (parentPort) joinMemory((workerData as BandThreadData).memory)
parentPort?.on('message', ({ task, bands, next }: BandOrder) => {
  for (let index = Atomics.add(next, 0, 1); index < bands.length; index = Atomics.add(next, 0, 1)) {
    parentPort?.postMessage(answer(task, bands[index], index))
  }
  parentPort?.postMessage(null satisfies BandAnswer)
})

function answer(task: BandTask, [first, last]: BandOrder['bands'][number], index: number): BandAnswer {
  try {
    return { index, reply: runBand(task, first, last) }
  } catch (thrown) {
    return { index, error: errorRecord(thrown) }
  }
}
