import { convolutionGeometry } from '../maths/geometry.ts'
import type { Backend, BackendName } from './backend.ts'
import { costOf } from './cost.ts'
import type { Speeds } from './cost.ts'
import { startBackend } from './startBackend.ts'
import { threadArena } from './threadArena.ts'

/** Rows and columns of the picture that is measured on: large enough for whole tiles, small enough for a tenth of a second. */
const side = 480
/** The fastest of so many runs: what other programs do only ever adds to it. */
const runs = 7

const nothing: Speeds = { plane: 0, direct: 0, separable: 0, transform: 0 }

/**
 * The speeds of this thread: nanoseconds for a picture under a Gaussian, beyond those for its planes, by how often each
 * backend does what it does. `now` tells milliseconds. About a tenth of a second; null where the fast backends do not start.
 */
export function measureSpeeds(now: () => number): Speeds | null {
  const time = (name: BackendName, size: number): number => {
    const backend = startBackend(name)
    return backend instanceof Error ? NaN : fastestRun(backend, size, now)
  }
  const counted = (name: BackendName, size: number, kind: keyof Speeds): number => {
    const { g, w } = problem(size)
    return costOf(name, g, w, { ...nothing, direct: kind === 'separable' ? 1 : 0, [kind]: 1 })
  }
  // A kernel of one tap only moves the planes.
  const plane = time('simd', 1) / counted('simd', 1, 'plane')
  const beyond = (name: BackendName, size: number, kind: keyof Speeds): number =>
    (time(name, size) - plane * counted(name, size, 'plane')) / counted(name, size, kind)
  const speeds = {
    plane,
    direct: beyond('simd', 15, 'direct'),
    separable: beyond('separable', 15, 'separable'),
    transform: beyond('fft', 15, 'transform'),
  }
  return Object.values(speeds).every((speed) => Number.isFinite(speed) && speed > 0) ? speeds : null
}

/** A Gaussian, so that every backend can show what it does. */
function problem(size: number) {
  const g = convolutionGeometry([1, 1, side, side], [1, 1, size, size], { padding: 'same' })
  const bell = Float32Array.from({ length: size }, (_, i) => Math.exp(-(((i - size / 2) / (size / 4)) ** 2)))
  return { g, w: Float32Array.from({ length: size * size }, (_, t) => bell[Math.floor(t / size)] * bell[t % size]) }
}

/** Nanoseconds. The planes lie where those of the engine do. */
function fastestRun(backend: Backend, size: number, now: () => number): number {
  const { g, w } = problem(size)
  const arena = threadArena()
  const [x, y] = [arena.allocate(side * side), arena.allocate(side * side)]
  try {
    for (let i = 0; i < x.length; i++) x[i] = ((i * 7919) % 256) / 255
    let least = Infinity
    for (let run = 0; run < runs; run++) {
      const started = now()
      backend.convolveRows(x, w, null, g, y, 0, g.P)
      least = Math.min(least, (now() - started) * 1e6)
    }
    return least
  } finally {
    arena.free(x)
    arena.free(y)
  }
}
