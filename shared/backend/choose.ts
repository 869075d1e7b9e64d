import { LabError } from '../errors.ts'
import type { Geometry } from '../maths/geometry.ts'
import type { Numbers } from '../maths/tensor.ts'
import type { Arena } from './arena.ts'
import type { Backend, BackendName } from './backend.ts'
import { backendNames } from './backend.ts'
import { reference } from './reference.ts'
import { createSimd } from './simd/simd.ts'
import { threadArena } from './threadArena.ts'

export interface Choice {
  readonly backend: Backend
  /** For a person: why this one computes. */
  readonly reason: string
}

/** Fastest first. */
const fast: Readonly<Record<Exclude<BackendName, 'reference'>, (arena: Arena) => Backend>> = { simd: createSimd }

/** What was started on an arena, or why it could not be. */
const started = new WeakMap<Arena, Map<BackendName, Backend | Error>>()

/**
 * Which backend computes g on x, and why. A name that somebody asked for is taken or refused (`bad-argument`), never replaced.
 * Float64 numbers go to the reference: the others would round them first.
 */
export function chooseBackend(g: Geometry, wanted: string = 'auto', x?: Numbers): Choice {
  if (wanted !== 'auto') return askedFor(g, wanted, x)
  let declined = 'no other is there'
  for (const name of backendNames) {
    const problem = whyNot(name, g, x)
    if (problem) declined = problem
    else if (name !== 'reference')
      return { backend: start(name) as Backend, reason: `${name} is the fastest that supports this geometry` }
  }
  return { backend: reference, reason: `reference computes: ${declined}` }
}

function askedFor(g: Geometry, wanted: string, x: Numbers | undefined): Choice {
  const name = backendNames.find((candidate) => candidate === wanted)
  if (!name)
    throw new LabError('bad-argument', `backend is one of ${['auto', ...backendNames].join(', ')}, got "${wanted}"`)
  const problem = whyNot(name, g, x)
  if (problem) throw new LabError('bad-argument', `backend ${name} was wanted, but ${problem}`)
  return { backend: start(name) as Backend, reason: `${name} was asked for` }
}

/** Why a backend cannot compute g on x; null if it can. */
function whyNot(name: BackendName, g: Geometry, x: Numbers | undefined): string | null {
  const backend = start(name)
  if (backend instanceof Error) return `${name} does not start here (${backend.message})`
  if (name !== 'reference' && x instanceof Float64Array) return `the numbers are float64, ${name} computes in float32`
  return backend.supports(g) ? null : `${name} does not support this geometry`
}

function start(name: BackendName): Backend | Error {
  if (name === 'reference') return reference
  const arena = threadArena()
  const here = started.get(arena) ?? new Map<BackendName, Backend | Error>()
  started.set(arena, here)
  const backend = here.get(name) ?? attempt(() => fast[name](arena))
  here.set(name, backend)
  return backend
}

function attempt(create: () => Backend): Backend | Error {
  try {
    return create()
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown))
  }
}
