import type { Arena } from './arena.ts'
import type { Backend, BackendName } from './backend.ts'
import { createFft } from './fft/fft.ts'
import { reference } from './reference.ts'
import { createSeparable } from './separable/separable.ts'
import { createSimd } from './simd/simd.ts'
import type { Load } from './tiles/instantiate.ts'
import { threadArena } from './threadArena.ts'

type FastName = Exclude<BackendName, 'reference'>

/** Everything that has to be compiled. */
export const creators: Readonly<Record<FastName, (arena: Arena, load?: Load) => Backend>> = {
  simd: createSimd,
  separable: createSeparable,
  fft: createFft,
}

/** What was started on an arena, or why it could not be. */
const started = new WeakMap<Arena, Map<BackendName, Backend | Error>>()

/** A backend over this thread's arena, started when it is first asked for; or why it does not start here. */
export function startBackend(name: BackendName): Backend | Error {
  if (name === 'reference') return reference
  const arena = threadArena()
  const here = started.get(arena) ?? new Map<BackendName, Backend | Error>()
  started.set(arena, here)
  const backend = here.get(name) ?? attempt(() => creators[name](arena))
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
