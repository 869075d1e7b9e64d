import { LabError } from '../errors.ts'
import type { Kernel } from './kernel.ts'
import { boxKernel, differenceOfGaussians, gaussianKernel, highBoostKernel, laplacianOfGaussian } from './radial.ts'
import { gaborKernel, motionKernel } from './oriented.ts'

/** One number that a generator wants: the slider goes from min to max, a typed value up to `limit`. */
export interface Parameter {
  readonly id: string
  readonly min: number
  readonly max: number
  /** The largest value accepted where it is typed: a large kernel has its uses, but no slider. */
  readonly limit: number
  readonly step: number
  /** A number, or what follows from the parameters before it. */
  readonly default: number | ((before: readonly number[]) => number)
  readonly integer: boolean
  /** Odd whole numbers only: the kernel has a center. */
  readonly odd: boolean
}

export interface Generator<Id extends string = string> {
  readonly id: Id
  readonly parameters: readonly Parameter[]
  /** Takes one value per parameter, in order. `generate` checks them first. */
  readonly make: (...values: number[]) => Kernel
}

function real(id: string, min: number, max: number, step: number, initial: Parameter['default']): Parameter {
  return { id, min, max, limit: max * 100, step, default: initial, integer: false, odd: false }
}

function extent(id: string, initial: Parameter['default'], odd: boolean): Parameter {
  return { id, min: odd ? 3 : 1, max: 31, limit: 1023, step: odd ? 2 : 1, default: initial, integer: true, odd }
}

const size = (initial: number) => extent('size', initial, true)
const degrees = (id: string, max: number): Parameter => ({ ...real(id, -max, max, 1, 0), limit: 360 })

/** OpenCV's choice: σ = 0.3 ((n − 1)/2 − 1) + 0.8 */
const sigmaOfSize = ([n = 0]: readonly number[]) => 0.3 * ((n - 1) / 2 - 1) + 0.8

/** Order of parameters = order on the command line: `gabor:21,4,45,10`. */
export const generators = [
  {
    id: 'box',
    parameters: [extent('rows', 5, false), extent('columns', ([rows = 0]) => rows, false)],
    make: boxKernel,
  },
  { id: 'gaussian', parameters: [size(5), real('sigma', 0.1, 10, 0.1, sigmaOfSize)], make: gaussianKernel },
  { id: 'log', parameters: [size(9), real('sigma', 0.3, 10, 0.1, 1.4)], make: laplacianOfGaussian },
  {
    id: 'dog',
    parameters: [
      size(9),
      real('sigma1', 0.1, 10, 0.1, 1),
      // 1.6 is the ratio at which the difference comes closest to a Laplacian of Gaussian (Marr and Hildreth 1980).
      real('sigma2', 0.1, 16, 0.1, ([, sigma1 = 0]) => 1.6 * sigma1),
    ],
    make: differenceOfGaussians,
  },
  {
    id: 'gabor',
    parameters: [
      size(21),
      real('sigma', 0.5, 15, 0.1, 4),
      degrees('theta', 180),
      real('lambda', 2, 40, 0.5, 10),
      degrees('psi', 180),
      real('gamma', 0.1, 2, 0.05, 0.5),
    ],
    make: gaborKernel,
  },
  {
    id: 'motion',
    parameters: [size(9), degrees('angle', 180), { ...real('direction', -1, 1, 0.1, 0), limit: 1 }],
    make: motionKernel,
  },
  { id: 'high-boost', parameters: [real('boost', 1, 10, 0.1, 1)], make: highBoostKernel },
] as const satisfies readonly Generator[]

export type GeneratorId = (typeof generators)[number]['id']

export function findGenerator(id: string): Generator<GeneratorId> | undefined {
  return generators.find((generator) => generator.id === id)
}

function checked(generator: Generator, parameter: Parameter, value: number): number {
  const { id, min, limit, integer, odd } = parameter
  const fits = value >= min && value <= limit && (!integer || Number.isInteger(value)) && (!odd || value % 2 === 1)
  if (!fits) {
    const kind = odd ? 'an odd whole number' : integer ? 'a whole number' : 'a number'
    throw new LabError('bad-argument', `${generator.id}: ${id} is ${kind} from ${min} to ${limit}, got ${value}`, {
      parameter: id,
      value,
    })
  }
  return value
}

/** One checked value per parameter, in order; what is not given takes its default. */
export function completeValues(
  generator: Generator,
  given: Readonly<Record<string, number | undefined>> = {},
): readonly number[] {
  const unknown = Object.keys(given).find((id) => !generator.parameters.some((parameter) => parameter.id === id))
  if (unknown !== undefined) {
    const ids = generator.parameters.map((parameter) => parameter.id).join(', ')
    throw new LabError('bad-argument', `${generator.id} takes ${ids}, got ${unknown}`)
  }
  const values: number[] = []
  for (const parameter of generator.parameters) {
    const initial = typeof parameter.default === 'number' ? parameter.default : parameter.default(values)
    values.push(checked(generator, parameter, given[parameter.id] ?? initial))
  }
  return values
}

/** The kernel of a generator; parameters by name, missing ones by default. Throws `bad-argument` and `not-found`. */
export function generate(id: GeneratorId, given: Readonly<Record<string, number | undefined>> = {}): Kernel {
  const generator = findGenerator(id)
  if (!generator) throw new LabError('not-found', `no generator is called “${id}”`)
  return generator.make(...completeValues(generator, given))
}
