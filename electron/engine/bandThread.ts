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

/** One band in, one band out. */
export interface BandOrder {
  readonly task: BandTask
  readonly first: number
  readonly last: number
}

export type BandAnswer = { readonly reply: unknown } | { readonly error: LabErrorRecord }

if (parentPort) joinMemory((workerData as BandThreadData).memory)
parentPort?.on('message', ({ task, first, last }: BandOrder) => {
  parentPort?.postMessage(answer(task, first, last))
})

function answer(task: BandTask, first: number, last: number): BandAnswer {
  try {
    return { reply: runBand(task, first, last) }
  } catch (thrown) {
    return { error: errorRecord(thrown) }
  }
}
