import { LabError } from '../../shared/errors.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import type { LearnProblem, ProblemId } from '../../shared/rpc/engineContract.ts'
import type { PosedProblem } from './poseJob.ts'

/** Learning problems by id. The pictures are no longer needed: a problem is a few matrices. */
export interface Problems {
  add(problem: PosedProblem): LearnProblem
  /** Throws `unknown-problem`. */
  find(id: ProblemId): Quadratic
}

/** The window works on one problem; the one before may still be running out. */
const mostKept = 4

export function createProblems(): Problems {
  let lastId = 0
  const kept = new Map<ProblemId, Quadratic>()
  return {
    add({ told, quadratic }) {
      const id = `problem-${++lastId}` as ProblemId
      kept.set(id, quadratic)
      for (const oldest of [...kept.keys()].slice(0, -mostKept)) kept.delete(oldest)
      return { id, ...told }
    },
    find(id) {
      const quadratic = kept.get(id)
      if (!quadratic) throw new LabError('unknown-problem', `the engine holds no problem '${id}'; gather it again`)
      return quadratic
    },
  }
}
