import { parentPort } from 'node:worker_threads'
import { runBand } from '../../electron/engine/bandTasks.ts'
import type { BandOrder } from '../../electron/engine/bandThread.ts'

/** A band thread that dies at row 7 of every task, as one does that runs out of memory. */
parentPort?.on('message', ({ task, first, last }: BandOrder) => {
  if (first <= 7 && 7 < last) process.exit(134)
  parentPort?.postMessage({ reply: runBand(task, first, last) })
})
