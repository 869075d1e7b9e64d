import { setFlagsFromString } from 'node:v8'
import { createArena } from '../../shared/backend/arena.ts'
import { creators } from '../../shared/backend/startBackend.ts'
import { instantiateAnew } from '../../shared/backend/tiles/instantiate.ts'
import type { Load } from '../../shared/backend/tiles/instantiate.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'

export interface Turbo {
  readonly on: boolean
  /** For a person. */
  readonly reason: string
}

/** Joins pairs of 128-bit instructions to 256-bit ones where the processor has them. V8 calls it an experiment. */
const flag = 'experimental-wasm-revectorize'

/** Convolutions that take every inner loop: strides, dilation, channels, tails, several tiles. */
const checked: readonly Geometry[] = [
  convolutionGeometry([1, 1, 70, 601], [1, 1, 3, 3], { padding: 'same' }),
  convolutionGeometry([1, 1, 150, 530], [1, 1, 7, 5], { padding: 'same' }),
  convolutionGeometry([1, 2, 40, 333], [3, 2, 5, 5], { padding: 2, stride: [2, 3], dilation: [1, 2] }),
]

/**
 * Lets V8 compile what comes after this with wider vectors, on every thread of the process. All backends are compiled once
 * without and once with them first, and unless they give the same bits it is switched off again. To be called before
 * anything is convolved: code that is compiled already stays as it is.
 */
export function startTurbo(
  setFlags: (flags: string) => void = setFlagsFromString,
  load: (mark: string) => Load = instantiateAnew,
): Turbo {
  // The optimizing compiler at once: the check must see what will run, not what runs until then.
  setFlags('--no-liftoff')
  const plain = results(load('plain'))
  setFlags(`--${flag}`)
  const wide = results(load('wide'))
  if (plain.every((bits, i) => bits === wide[i])) return { on: true, reason: 'turbo: the same bits, wider vectors' }
  setFlags(`--no-${flag}`)
  return { on: false, reason: 'turbo is off: its self-check did not give the same bits' }
}

/** The numbers that each backend gives for what is checked, as unsigned integers in a row. */
function results(load: Load): string[] {
  const arena = createArena()
  const random = mulberry32(1)
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random() - 1)
  return checked.flatMap((g) => {
    const [x, w, b] = [draw(g.N * g.C * g.H * g.W), draw((g.K * g.C * g.R * g.S) / g.groups), draw(g.K)]
    return Object.values(creators).map((create) => {
      const y = new Float32Array(g.N * g.K * g.P * g.Q)
      create(arena, load).convolveRows(x, w, b, g, y, 0, g.P)
      return new Uint32Array(y.buffer).join()
    })
  })
}
