import { Worker } from 'node:worker_threads'
import { usualSpeeds } from '../../shared/backend/cost.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { LabError } from '../../shared/errors.ts'
import { bandRows, cutBands, leastStepsPerBand } from './bands.ts'
import type { Bands } from './bands.ts'
import type { BandReply, BandTask } from './bandTasks.ts'
import type { BandAnswer, BandOrder, BandThreadData } from './bandThread.ts'

export interface BandPoolOptions {
  readonly threads: number
  /** The built bandThread.js, or bandThread.ts where Node runs that. */
  readonly entry: URL
}

interface BandJob {
  readonly task: BandTask
  readonly bands: readonly (readonly [first: number, last: number])[]
  readonly replies: unknown[]
  readonly signal: AbortSignal | undefined
  readonly onBand: ((done: number, total: number) => void) | undefined
  readonly urgent: boolean
  next: number
  done: number
  running: number
  failure: { readonly reason: unknown } | null
  readonly resolve: (replies: unknown[]) => void
  readonly reject: (reason: unknown) => void
}

interface Thread {
  readonly worker: Worker
  band: { readonly job: BandJob; readonly index: number } | null
}

/**
 * Threads that compute bands over shared memory. They start with the first job and wait for the next. Urgent jobs get
 * the free threads first, then the newest: a picture that somebody waits for comes before one that is only counted. A thread that dies fails the
 * job it worked for with `engine-failed`, and another one takes its place.
 */
export function createBandPool({ threads: size, entry }: BandPoolOptions): Bands {
  const threads: Thread[] = []
  const jobs: BandJob[] = []
  let closed = false

  function startThread(): void {
    const worker = new Worker(entry, { workerData: { memory: threadArena().memory } satisfies BandThreadData })
    const thread: Thread = { worker, band: null }
    threads.push(thread)
    worker.unref() // a waiting thread does not keep the command line from ending
    worker.on('message', (answer: BandAnswer) => finishBand(thread, answer))
    worker.on('error', (error) => lose(thread, error.message))
    worker.on('exit', (code) => lose(thread, `it left with ${code}`))
  }

  /** Once per thread: an `exit` follows every `error`. */
  function lose(thread: Thread, why: string): void {
    const at = threads.indexOf(thread)
    if (at < 0) return
    threads.splice(at, 1)
    if (thread.band) {
      const error = new LabError('engine-failed', `a thread of the engine died while it computed: ${why}`)
      finishBand(thread, { error: error.toRecord() })
    }
    if (!closed) dispatch()
  }

  function finishBand(thread: Thread, answer: BandAnswer): void {
    const { band } = thread
    if (!band) return
    thread.band = null
    thread.worker.unref()
    const { job, index } = band
    job.running--
    job.done++
    if ('error' in answer) job.failure ??= { reason: LabError.from(answer.error) }
    else job.replies[index] = answer.reply
    if (!job.failure && !job.signal?.aborted) job.onBand?.(job.done, job.bands.length)
    settle(job)
    dispatch()
  }

  /** A job ends when nothing of it runs any more and nothing of it should start. */
  function settle(job: BandJob): void {
    if (job.signal?.aborted) job.failure ??= { reason: job.signal.reason }
    if (job.running > 0 || (!job.failure && job.next < job.bands.length)) return
    const at = jobs.indexOf(job)
    if (at < 0) return
    jobs.splice(at, 1)
    if (job.failure) job.reject(job.failure.reason)
    else job.resolve(job.replies)
  }

  function dispatch(): void {
    for (;;) {
      const open = jobs.filter((candidate) => !candidate.failure && candidate.next < candidate.bands.length)
      const job = open.findLast(({ urgent }) => urgent) ?? open.at(-1)
      if (!job || closed) return
      if (threads.length < size && threads.every((thread) => thread.band)) startThread()
      const free = threads.find((thread) => !thread.band)
      if (!free) return
      start(free, job)
    }
  }

  function start(thread: Thread, job: BandJob): void {
    const index = job.next++
    const [first, last] = job.bands[index]
    thread.band = { job, index }
    job.running++
    thread.worker.ref()
    thread.worker.postMessage({ task: job.task, first, last } satisfies BandOrder)
  }

  return {
    threads: size,
    speeds: usualSpeeds,
    run(
      task,
      rows,
      { signal, onBand, rows: rowsOfBand = bandRows(rows, leastStepsPerBand, size), urgent = false } = {},
    ) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new LabError('engine-failed', 'the engine is closing'))
        if (signal?.aborted) return reject(signal.reason)
        if (rows === 0) return resolve([]) // nothing in sight: no band would ever end the job
        const job: BandJob = {
          task,
          bands: cutBands(rows, rowsOfBand),
          replies: [],
          signal,
          onBand,
          urgent,
          next: 0,
          done: 0,
          running: 0,
          failure: null,
          resolve: (replies) => {
            signal?.removeEventListener('abort', cancel)
            resolve(replies as BandReply<typeof task>[])
          },
          reject: (reason) => {
            signal?.removeEventListener('abort', cancel)
            reject(reason)
          },
        }
        const cancel = (): void => settle(job)
        signal?.addEventListener('abort', cancel)
        jobs.push(job)
        dispatch()
      })
    },
    async rest() {
      const waiting = threads.filter(({ band }) => !band)
      for (const thread of waiting) threads.splice(threads.indexOf(thread), 1)
      await Promise.all(waiting.map(({ worker }) => worker.terminate()))
    },
    async close() {
      closed = true
      for (const job of [...jobs]) {
        job.failure ??= { reason: new LabError('engine-failed', 'the engine is closing') }
        settle(job)
      }
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
