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
  readonly bands: BandOrder['bands']
  readonly replies: unknown[]
  readonly signal: AbortSignal | undefined
  readonly onBand: ((done: number, total: number) => void) | undefined
  readonly urgent: boolean
  /** What its threads take their bands by. */
  readonly next: BandOrder['next']
  /** The band to go on with, while the job stands back for another and its threads find none; else null. */
  held: number | null
  done: number
  /** Threads that have its order. */
  running: number
  failure: { readonly reason: unknown } | null
  readonly resolve: (replies: unknown[]) => void
  readonly reject: (reason: unknown) => void
}

interface Thread {
  readonly worker: Worker
  job: BandJob | null
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
    const thread: Thread = { worker, job: null }
    threads.push(thread)
    worker.unref() // a waiting thread does not keep the command line from ending
    worker.on('message', (answer: BandAnswer) => (answer ? finishBand(thread, answer) : free(thread)))
    worker.on('error', (error) => lose(thread, error.message))
    worker.on('exit', (code) => lose(thread, `it left with ${code}`))
  }

  /** Once per thread: an `exit` follows every `error`. */
  function lose(thread: Thread, why: string): void {
    const at = threads.indexOf(thread)
    if (at < 0) return
    threads.splice(at, 1)
    if (thread.job) {
      fail(thread.job, new LabError('engine-failed', `a thread of the engine died while it computed: ${why}`))
      free(thread)
    }
    if (!closed) dispatch()
  }

  function finishBand({ job }: Thread, answer: NonNullable<BandAnswer>): void {
    if (!job) return
    job.done++
    if ('error' in answer) fail(job, LabError.from(answer.error))
    else job.replies[answer.index] = answer.reply
    if (!job.failure && !job.signal?.aborted) job.onBand?.(job.done, job.bands.length)
  }

  function free(thread: Thread): void {
    const { job } = thread
    if (!job) return
    thread.job = null
    thread.worker.unref()
    job.running--
    settle(job)
    dispatch()
  }

  function fail(job: BandJob, reason: unknown): void {
    job.failure ??= { reason }
    standBack(job)
  }

  /** Its threads finish the band they are at, and take no other. */
  function standBack(job: BandJob): void {
    job.held ??= Math.min(Atomics.exchange(job.next, 0, job.bands.length), job.bands.length)
  }

  /** A job ends when none of its threads is at a band and nothing of it is left, or should be begun. */
  function settle(job: BandJob): void {
    if (job.signal?.aborted) fail(job, job.signal.reason)
    if (job.running > 0 || (!job.failure && job.done < job.bands.length)) return
    const at = jobs.indexOf(job)
    if (at < 0) return
    jobs.splice(at, 1)
    if (job.failure) job.reject(job.failure.reason)
    else job.resolve(job.replies)
  }

  /** Whether one thread more would find a band: those that have the order take one each at least. */
  function isOpen(job: BandJob): boolean {
    const next = job.held ?? Atomics.load(job.next, 0)
    return !job.failure && next < job.bands.length && job.running < job.bands.length - job.done
  }

  function dispatch(): void {
    for (;;) {
      const open = jobs.filter(isOpen)
      const job = open.findLast(({ urgent }) => urgent) ?? open.at(-1)
      if (!job || closed) return
      if (threads.length < size && threads.every((thread) => thread.job)) startThread()
      const thread = threads.find((candidate) => !candidate.job)
      if (!thread) return
      start(thread, job)
    }
  }

  function start(thread: Thread, job: BandJob): void {
    if (job.held !== null) Atomics.store(job.next, 0, job.held)
    job.held = null
    thread.job = job
    job.running++
    thread.worker.ref()
    const { task, bands, next } = job
    thread.worker.postMessage({ task, bands, next } satisfies BandOrder)
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
          next: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
          held: null,
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
        for (const other of jobs) if (urgent || !other.urgent) standBack(other)
        jobs.push(job)
        dispatch()
      })
    },
    async rest() {
      const waiting = threads.filter(({ job }) => !job)
      for (const thread of waiting) threads.splice(threads.indexOf(thread), 1)
      await Promise.all(waiting.map(({ worker }) => worker.terminate()))
    },
    async close() {
      closed = true
      for (const job of [...jobs]) {
        fail(job, new LabError('engine-failed', 'the engine is closing'))
        settle(job)
      }
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
