import { convolutionGeometry } from '../maths/geometry.ts'
import type { BackendName } from './backend.ts'
import { costOf, usualSpeeds } from './cost.ts'
import type { Speeds } from './cost.ts'
import { startBackend } from './startBackend.ts'
import { threadArena } from './threadArena.ts'

/** Rows and columns of the picture that is measured on: large enough for whole tiles, small enough for a tenth of a second. */
const side = 480
/** The fastest of so many rounds is taken: what other programs do only ever adds to it. */
export const rounds = 15

/** Each of them once a round: of two sizes of a kernel the multiply-adds are told from what moving the planes, or the two passes, cost anyway. */
const cases = [
  ['simd', 1],
  ['simd', 15],
  ['separable', 5],
  ['separable', 15],
  ['fft', 15],
] as const satisfies readonly (readonly [name: BackendName, size: number])[]

/** Nanoseconds of each case; Infinity where its backend does not start. */
export type Round = readonly number[]

const nothing: Speeds = { plane: 0, direct: 0, separable: 0, middle: 0, lowTransform: 0 }

/** The least that each case took. */
export function fastest(measured: readonly Round[]): Round {
  return cases.map((_, i) => Math.min(...measured.map((round) => round[i])))
}

/** What the cases took, by how often each backend does what it does, tells the speeds; null where the fast backends do not start, and where a busy machine spoiled the measurement. */
export function speedsOf([one, direct, few, separable, transform]: Round): Speeds | null {
  const counted = (name: BackendName, size: number, kind: keyof Speeds): number => {
    const { g, w } = problem(size)
    return costOf(name, g, w, { ...nothing, direct: name === 'separable' ? 1 : 0, [kind]: 1 })
  }
  const between = (name: BackendName, kind: keyof Speeds, [small, large]: readonly [number, number]): number =>
    counted(name, large, kind) - counted(name, small, kind)
  const product = (direct - one) / between('simd', 'direct', [1, 15])
  const step = (separable - few) / between('separable', 'separable', [5, 15])
  const planes = one - product * counted('simd', 1, 'direct')
  const speeds = {
    plane: planes / counted('simd', 1, 'plane'),
    direct: product,
    separable: step,
    middle: (few - planes - step * counted('separable', 5, 'separable')) / counted('separable', 5, 'middle'),
    lowTransform: (transform - planes) / counted('fft', 15, 'lowTransform'),
  }
  return isPlausible(speeds) ? speeds : null
}

/** Other processors shift the ratios by some tens of percent; by more than twice, only other work can. Memory varies more. */
function isPlausible(speeds: Speeds): boolean {
  const kinds = ['direct', 'separable', 'lowTransform', 'plane', 'middle'] as const
  const ratios = kinds.map((kind) => speeds[kind] / speeds.direct / (usualSpeeds[kind] / usualSpeeds.direct))
  return ratios.every((ratio, i) => ratio > 0 && (kinds[i] === 'plane' ? ratio < 30 : ratio > 1 / 2 && ratio < 2))
}

/** A Gaussian, so that every backend can show what it does. */
function problem(size: number) {
  const g = convolutionGeometry([1, 1, side, side], [1, 1, size, size], { padding: 'same' })
  const bell = Float32Array.from({ length: size }, (_, i) => Math.exp(-(((i - size / 2) / (size / 4)) ** 2)))
  return { g, w: Float32Array.from({ length: size * size }, (_, t) => bell[Math.floor(t / size)] * bell[t % size]) }
}

/** One round. The cases take turns, so that a busy moment is nobody's alone; their planes lie where the engine's do. */
export function measureRound(now: () => number): Round {
  const arena = threadArena()
  const [x, y] = [arena.allocate(side * side), arena.allocate(side * side)]
  try {
    for (let i = 0; i < x.length; i++) x[i] = ((i * 7919) % 256) / 255
    return cases.map(([name, size]) => {
      const backend = startBackend(name)
      if (backend instanceof Error) return Infinity
      const { g, w } = problem(size)
      const started = now()
      backend.convolveRows(x, w, null, g, y, 0, g.P)
      return (now() - started) * 1e6
    })
  } finally {
    arena.free(x)
    arena.free(y)
  }
}
