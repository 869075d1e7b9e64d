import { LabError } from '../../shared/errors.ts'
import type { ImageId, ProblemId } from '../../shared/rpc/engineContract.ts'
import type { LaidPairs } from './learnJob.ts'

/**
 * The pictures of the newest learning problem, for looking at what a kernel makes of them. Descent needs a few matrices only, so
 * that older problems go on without theirs.
 */
export interface HeldPair {
  /** `free` gives the pictures back: when another pair comes, or one of `images` is closed, and nobody draws them any more. */
  hold(problem: ProblemId, laid: LaidPairs, images: readonly ImageId[], free: () => void): void
  /** Draws the pair of a problem. Throws `unknown-problem` when it is held no more. */
  use<T>(problem: ProblemId, draw: (laid: LaidPairs) => Promise<T>): Promise<T>
  forget(image: ImageId): void
}

interface Held {
  readonly problem: ProblemId
  readonly laid: LaidPairs
  readonly images: readonly ImageId[]
  readonly free: () => void
  users: number
  kept: boolean
}

export function createHeldPair(): HeldPair {
  let held: Held | null = null

  function drop(): void {
    if (!held) return
    held.kept = false
    if (held.users === 0) held.free()
    held = null
  }

  return {
    hold(problem, laid, images, free) {
      drop()
      held = { problem, laid, images, free, users: 0, kept: true }
    },
    async use(problem, draw) {
      const own = held
      if (own?.problem !== problem) {
        throw new LabError('unknown-problem', `the engine holds no pictures of '${problem}'; gather it again`)
      }
      own.users++
      try {
        return await draw(own.laid)
      } finally {
        own.users--
        if (own.users === 0 && !own.kept) own.free()
      }
    },
    forget(image) {
      if (held?.images.includes(image)) drop()
    },
  }
}
