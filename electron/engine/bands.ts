import { usualSpeeds } from '../../shared/backend/cost.ts'
import type { Speeds } from '../../shared/backend/cost.ts'
import type { BandReply, BandTask } from './bandTasks.ts'
import { runBand } from './bandTasks.ts'
import { createPacer } from './pause.ts'

export interface BandOptions {
  /** Heard between two bands. */
  readonly signal?: AbortSignal | undefined
  /** How many bands are done, and how many there are. */
  readonly onBand?: ((done: number, total: number) => void) | undefined
  /** Rows of one band; `bandRows` derives it from the work. */
  readonly rows?: number
  /** Before everything that is not: somebody waits for this picture. */
  readonly urgent?: boolean
}

/** Whoever computes bands: threads, or the caller itself. Results do not depend on who it is, nor on the size of the bands. */
export interface Bands {
  readonly threads: number
  /** Of one thread: usual ones until somebody measured. */
  speeds: Speeds
  /**
   * All rows of a task in bands; the replies in the order of the rows. Rejects with the signal's reason as soon as no band
   * is running any more, so that the task's memory can then be used again.
   */
  run<T extends BandTask>(task: T, rows: number, options?: BandOptions): Promise<BandReply<T>[]>
  /** Ends the threads that wait, and with them what they hold; the next job starts others. */
  rest(): Promise<void>
  /** Ends the threads. */
  close(): Promise<void>
}

/** Steps (multiply-adds, pixels) of one band: 10 to 50 ms, so that a cancel is heard soon. */
const stepsPerBand = 8e6
/** Bands per thread at least, where there are so many rows: the last band should not keep the others waiting for long. */
const bandsPerThread = 6

/** Below this, beginning a band takes longer than the band; whoever does not know what a row costs says so much. */
export const leastStepsPerBand = 2e5

/** Rows of one band; whole runs of `together` rows, for those cost as much when only a part of them is wanted. */
export function bandRows(rows: number, stepsPerRow: number, threads: number, together = 1): number {
  const byWork = Math.floor(stepsPerBand / Math.max(1, stepsPerRow))
  const bands = Math.min(threads * bandsPerThread, Math.floor((rows * stepsPerRow) / leastStepsPerBand))
  const fitting = Math.max(1, Math.min(byWork, Math.ceil(rows / Math.max(1, bands))))
  return together * Math.max(1, Math.floor(fitting / together))
}

/** Row ranges [first, last) of `size` rows each, the last one shorter. */
export function cutBands(rows: number, size: number): readonly (readonly [first: number, last: number])[] {
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => [i * size, Math.min(rows, (i + 1) * size)] as const)
}

/** Bands one after the other on this thread, with pauses in which a cancel is heard: for small work and for tests. */
export function inlineBands(): Bands {
  return {
    threads: 1,
    speeds: usualSpeeds,
    async run(task, rows, { signal, onBand, rows: size = bandRows(rows, leastStepsPerBand, 1) } = {}) {
      const pace = createPacer(signal)
      const bands = cutBands(rows, size)
      const replies: BandReply<typeof task>[] = []
      for (const [first, last] of bands) {
        await pace()
        replies.push(runBand(task, first, last))
        onBand?.(replies.length, bands.length)
      }
      return replies
    },
    rest: async () => undefined,
    close: async () => undefined,
  }
}
