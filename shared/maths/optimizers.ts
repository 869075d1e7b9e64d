import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'

/** PyTorch's optimizers with PyTorch's argument names and defaults. */
export const optimizerKinds = ['sgd', 'momentum', 'nesterov', 'adam', 'rmsprop', 'adagrad'] as const
export type OptimizerKind = (typeof optimizerKinds)[number]

export interface OptimizerSettings {
  readonly kind: OptimizerKind
  readonly learningRate: number
  /** μ of momentum and nesterov; 0.9 when left out. */
  readonly momentum?: number
  /** λ: adds λ·w to the gradient. */
  readonly weightDecay?: number
  /** β₁, β₂ of adam; 0.9 and 0.999 when left out. */
  readonly betas?: readonly [number, number]
  /** α of rmsprop; 0.99 when left out. */
  readonly alpha?: number
  /** ε of adam and rmsprop (1e-8 when left out) and of adagrad (1e-10). */
  readonly eps?: number
}

/** All that a run needs to go on: iteration t, parameters θ (the weights in order, then the biases), and up to two moments per parameter. */
export interface OptimizerState {
  readonly iteration: number
  readonly parameters: readonly number[]
  readonly m: readonly number[]
  readonly v: readonly number[]
}

/** The same in numbers that a step changes in place. */
export interface OptimizerRun {
  /** Steps done so far. */
  iteration: number
  readonly parameters: Float64Array
  readonly m: Float64Array
  readonly v: Float64Array
}

/** Goes on from a state; empty moments stand for zeros. Throws `shape-mismatch` when there is not one moment per parameter. */
export function runFrom({ iteration, parameters, m, v }: OptimizerState): OptimizerRun {
  const count = parameters.length
  for (const [name, moment] of Object.entries({ m, v })) {
    if (moment.length !== 0 && moment.length !== count) {
      throw new LabError(
        'shape-mismatch',
        `${name} wants one number for each of ${count} parameters, got ${moment.length}`,
      )
    }
  }
  const copy = (numbers: readonly number[]) => (numbers.length ? Float64Array.from(numbers) : new Float64Array(count))
  return { iteration, parameters: copy(parameters), m: copy(m), v: copy(v) }
}

/** A state that can be kept, posted and gone on from. */
export function stateOf({ iteration, parameters, m, v }: OptimizerRun): OptimizerState {
  return { iteration, parameters: [...parameters], m: [...m], v: [...v] }
}

/** Throws `bad-argument` for what PyTorch refuses: a negative or infinite rate, a decay below 0, β or α outside [0, 1). */
export function checkOptimizer(settings: OptimizerSettings): OptimizerSettings {
  const { kind, learningRate, momentum = 0, weightDecay = 0, betas = [0, 0], alpha = 0, eps = 0 } = settings
  if (!optimizerKinds.includes(kind)) {
    throw new LabError('bad-argument', `the optimizer is one of ${optimizerKinds.join(', ')}, got "${kind}"`)
  }
  for (const [id, value] of Object.entries({ learningRate, momentum, weightDecay })) {
    if (!isFromZero(value)) throw refusal('bad-argument', id as 'learningRate' | 'momentum' | 'weightDecay', { value })
  }
  if (!isFromZero(eps)) throw new LabError('bad-argument', `the eps is a finite number from 0, got ${eps}`)
  for (const [name, value] of Object.entries({ 'first beta': betas[0], 'second beta': betas[1], alpha })) {
    if (!(value >= 0 && value < 1)) throw new LabError('bad-argument', `the ${name} is from 0 to below 1, got ${value}`)
  }
  return settings
}

function isFromZero(value: number): boolean {
  return value >= 0 && value < Infinity
}

/**
 * One step of PyTorch's definition: t ← t + 1, then θ and the moments in place. g = ∂L/∂θ is used up: with weight decay
 * it becomes g + λ·θ.
 */
export function step(settings: OptimizerSettings, run: OptimizerRun, g: Float64Array): void {
  run.iteration += 1
  addWeightDecay(settings.weightDecay ?? 0, run.parameters, g)
  steps[settings.kind](settings, run, g)
}

/** g ← g + λ·θ */
function addWeightDecay(lambda: number, theta: Float64Array, g: Float64Array): void {
  if (lambda === 0) return // 0 · ∞ would turn a diverged weight into NaN one step early
  for (let i = 0; i < g.length; i++) g[i] += lambda * theta[i]
}

type Step = (settings: OptimizerSettings, run: OptimizerRun, g: Float64Array) => void

const steps: Readonly<Record<OptimizerKind, Step>> = { sgd, momentum, nesterov, adam, rmsprop, adagrad }

/** θ ← θ − η·g */
function sgd({ learningRate }: OptimizerSettings, { parameters: theta }: OptimizerRun, g: Float64Array): void {
  for (let i = 0; i < g.length; i++) theta[i] -= learningRate * g[i]
}

/** m ← μ·m + g, θ ← θ − η·m. PyTorch starts the buffer at the first g: the same as starting at 0, for its dampening is 0. */
function momentum(
  { learningRate, momentum: mu = 0.9 }: OptimizerSettings,
  { parameters: theta, m }: OptimizerRun,
  g: Float64Array,
): void {
  for (let i = 0; i < g.length; i++) {
    m[i] = mu * m[i] + g[i]
    theta[i] -= learningRate * m[i]
  }
}

/** m ← μ·m + g, θ ← θ − η·(g + μ·m) */
function nesterov(
  { learningRate, momentum: mu = 0.9 }: OptimizerSettings,
  { parameters: theta, m }: OptimizerRun,
  g: Float64Array,
): void {
  for (let i = 0; i < g.length; i++) {
    m[i] = mu * m[i] + g[i]
    theta[i] -= learningRate * (g[i] + mu * m[i])
  }
}

/** m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g², θ ← θ − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε) */
function adam(
  { learningRate, betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8 }: OptimizerSettings,
  { iteration: t, parameters: theta, m, v }: OptimizerRun,
  g: Float64Array,
): void {
  const rate = learningRate / (1 - beta1 ** t)
  const spread = Math.sqrt(1 - beta2 ** t)
  for (let i = 0; i < g.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i]
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
    theta[i] -= (rate * m[i]) / (Math.sqrt(v[i]) / spread + eps)
  }
}

/** v ← α·v + (1−α)·g², θ ← θ − η·g / (√v + ε) */
function rmsprop(
  { learningRate, alpha = 0.99, eps = 1e-8 }: OptimizerSettings,
  { parameters: theta, v }: OptimizerRun,
  g: Float64Array,
): void {
  for (let i = 0; i < g.length; i++) {
    v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i]
    theta[i] -= (learningRate * g[i]) / (Math.sqrt(v[i]) + eps)
  }
}

/** v ← v + g², θ ← θ − η·g / (√v + ε) */
function adagrad(
  { learningRate, eps = 1e-10 }: OptimizerSettings,
  { parameters: theta, v }: OptimizerRun,
  g: Float64Array,
): void {
  for (let i = 0; i < g.length; i++) {
    v[i] += g[i] * g[i]
    theta[i] -= (learningRate * g[i]) / (Math.sqrt(v[i]) + eps)
  }
}
