import { backendSums } from '../sums.ts'
import { threadArena } from '../threadArena.ts'
import type { Arena } from '../arena.ts'
import { createStepSums } from './stepSums.ts'
import type { StepSums } from './stepSums.ts'

const started = new WeakMap<Arena, StepSums>()

/** The step sums of this thread's arena; where WebAssembly has no SIMD, the reference's. */
export function threadStepSums(): StepSums {
  const arena = threadArena()
  const sums = started.get(arena) ?? start(arena)
  started.set(arena, sums)
  return sums
}

function start(arena: Arena): StepSums {
  try {
    return createStepSums(arena)
  } catch {
    return { ...backendSums('reference'), release: () => undefined }
  }
}
