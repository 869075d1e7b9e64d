import { parentPort } from 'node:worker_threads'
import { runBand } from '../../electron/engine/bandTasks.ts'
import type { BandOrder } from '../../electron/engine/bandThread.ts'

/** A band thread that dies at row 7 of every task, as one does that runs out of memory. */
parentPort?.on('message', ({ task, bands, next }: BandOrder) => {
  for (let index = Atomics.add(next, 0, 1); index < bands.length; index = Atomics.add(next, 0, 1)) {
    const [first, last] = bands[index]
    if (first <= 7 && 7 < last) process.exit(134)
    parentPort?.postMessage({ index, reply: runBand(task, first, last) })
  }
  parentPort?.postMessage(null)
})
