import { LabError } from '../errors.ts'
import type { Geometry } from '../maths/geometry.ts'
import type { Numbers } from '../maths/tensor.ts'
import type { Backend, BackendName } from './backend.ts'
import { backendNames } from './backend.ts'
import { costOf, usualSpeeds } from './cost.ts'
import type { Speeds } from './cost.ts'
import type { Estimate, Reason } from './reason.ts'
import { startBackend } from './startBackend.ts'

export interface Choice {
  readonly backend: Backend
  readonly reason: Reason
  /** About how many of the reference's multiply-adds it takes the time of, all in all: work is cut by it. */
  readonly steps: number
}

/** The kernel that will be computed; without it only backends that sum directly can be weighed against each other. */
export interface ChosenFor {
  readonly w: Numbers
  readonly b: Numbers | null
  /** Of one thread of this machine; usual ones if nobody measured. */
  readonly speeds?: Speeds | undefined
}

/**
 * Which backend computes g on x, and why. A name that somebody asked for is taken or refused (`bad-argument`), never replaced.
 * `auto` takes the fastest by the cost model (cost.ts) among those that keep whole numbers exact where x, w and b are whole
 * numbers, and where direct sums take less than a millisecond; for other numbers, among all of them. Float64 numbers go to the reference: the others would round them first.
 */
export function chooseBackend(g: Geometry, wanted: string = 'auto', x?: Numbers, kernel?: ChosenFor): Choice {
  if (wanted !== 'auto') return askedFor(g, wanted, x, kernel)
  const problems = new Map(backendNames.map((name) => [name, whyNot(name, g, x)]))
  const able = backendNames.filter((name) => name !== 'reference' && !problems.get(name))
  const direct = able.find((name) => name === 'simd')
  if (!kernel || able.length === 0) {
    if (direct) return chosen('simd', g, kernel, { id: 'supported' })
    return chosen('reference', g, kernel, { id: 'declined', problem: String(problems.get('simd')) })
  }
  return fastest(able, g, x, kernel)
}

/** Nobody sees the time that a faster backend would save of so little; its rounding could be seen. */
const briefNanoseconds = 1e6

/** The cheapest by the model, or the cheapest that is exact where whole numbers ask for it. */
function fastest(able: readonly BackendName[], g: Geometry, x: Numbers | undefined, kernel: ChosenFor): Choice {
  const { w, b, speeds = usualSpeeds } = kernel
  const cost = (name: BackendName): number => costOf(name, g, w, speeds)
  const byCost = able.toSorted((one, other) => cost(one) - cost(other))
  const [best] = byCost
  const exact = byCost.filter((name) => ready(name).isExact(w, g))
  const isBrief = exact.length > 0 && cost(exact[0]) < briefNanoseconds
  const areWhole = (): boolean => isWhole(w) && (!b || isWhole(b)) && x !== undefined && isWhole(x)
  const wantsExact = !exact.includes(best) && (isBrief || areWhole())
  const name = wantsExact ? exact[0] : best
  if (!name) return chosen('reference', g, kernel, { id: 'noOtherExact' })
  const ranked = [name, ...byCost.filter((other) => other !== name)]
  const estimates = ranked.map((backend): Estimate => ({ backend, milliseconds: cost(backend) / 1e6 }))
  const among = wantsExact ? (isBrief ? 'brief' : 'exact') : ready(name).isExact(w, g) ? 'fastest' : 'bounded'
  return chosen(name, g, kernel, { id: among, estimates })
}

function askedFor(g: Geometry, wanted: string, x: Numbers | undefined, kernel: ChosenFor | undefined): Choice {
  const name = backendNames.find((candidate) => candidate === wanted)
  if (!name)
    throw new LabError('bad-argument', `backend is one of ${['auto', ...backendNames].join(', ')}, got "${wanted}"`)
  const problem = whyNot(name, g, x)
  if (problem) throw new LabError('bad-argument', `backend ${name} was wanted, but ${problem}`)
  return chosen(name, g, kernel, { id: 'asked' })
}

function chosen(name: BackendName, g: Geometry, kernel: ChosenFor | undefined, reason: Reason): Choice {
  const backend = ready(name)
  const { N, K, C, R, S, P, Q, groups } = g
  const direct = (N * K * (C / groups) * R * S * P * Q) / backend.speed
  const cost = kernel ? costOf(name, g, kernel.w, kernel.speeds ?? usualSpeeds) : Infinity
  // A multiply-add of the reference takes about a nanosecond.
  return { backend, reason, steps: Number.isFinite(cost) ? cost : direct }
}

/** Why a backend cannot compute g on x; null if it can. */
function whyNot(name: BackendName, g: Geometry, x: Numbers | undefined): string | null {
  const backend = startBackend(name)
  if (backend instanceof Error) return `${name} does not start here (${backend.message})`
  if (name !== 'reference' && x instanceof Float64Array) return `the numbers are float64, ${name} computes in float32`
  return backend.supports(g) ? null : `${name} does not support this geometry`
}

function ready(name: BackendName): Backend {
  return startBackend(name) as Backend
}

function isWhole(numbers: Numbers): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isInteger(numbers[i])) return false
  return true
}
