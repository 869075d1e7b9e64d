import type { OptimizerSettings, OptimizerState } from './learnTypes.ts'

/** One iteration as a loop prints it: counted from 1, with the loss that it had before its step. */
export type PrintedLoss = readonly [iteration: number, loss: number]

/** The iterations that a loop of `count` prints: about ten, every power of ten (the lecture's 10 000: every 1000). */
export function printedIterations(count: number): number[] {
  const every = 10 ** Math.max(0, Math.ceil(Math.log10(Math.max(1, count))) - 1)
  const printed = Array.from({ length: Math.floor(count / every) }, (_, i) => (i + 1) * every)
  return printed.at(-1) === count || count < 1 ? printed : [...printed, count]
}

export interface Printout {
  readonly optimizer: OptimizerSettings
  readonly losses: readonly PrintedLoss[]
  readonly shape: readonly number[]
  readonly parameters: readonly number[]
}

/**
 * What the lecture's loop prints: its losses and, at the end, the weights as PyTorch writes a tensor. A bias follows in a line of
 * its own.
 */
export function printout({ optimizer, losses, shape, parameters }: Printout): string {
  const count = shape.reduce((product, extent) => product * extent, 1)
  const bias = parameters.slice(count)
  return [
    pytorchOptimizer(optimizer),
    ...losses.map(([iteration, loss]) => `iteration ${iteration}, loss ${written(loss)}`),
    `weight tensor(${nested(parameters.slice(0, count), shape)})`,
    ...(bias.length > 0 ? [`bias tensor(${nested(bias, [bias.length])})`] : []),
    '',
  ].join('\n')
}

/** PyTorch's own words for an optimizer: torch.optim.SGD(lr=1e-07, momentum=0.9) */
export function pytorchOptimizer({ kind, learningRate, momentum = 0.9, weightDecay = 0 }: OptimizerSettings): string {
  const names = { sgd: 'SGD', momentum: 'SGD', nesterov: 'SGD', adam: 'Adam', rmsprop: 'RMSprop', adagrad: 'Adagrad' }
  const settings = [
    `lr=${written(learningRate)}`,
    ...(kind === 'momentum' || kind === 'nesterov' ? [`momentum=${momentum}`] : []),
    ...(kind === 'nesterov' ? ['nesterov=True'] : []),
    ...(weightDecay > 0 ? [`weight_decay=${written(weightDecay)}`] : []),
  ]
  return `torch.optim.${names[kind]}(${settings.join(', ')})`
}

/** Seven digits; as Python writes them. */
function written(value: number): string {
  return String(Number(value.toPrecision(7)))
}

/** [[1.0000, 2.0000], [3.0000, 4.0000]] */
function nested(numbers: readonly number[], [extent, ...inner]: readonly number[]): string {
  if (inner.length === 0) return `[${numbers.map((value) => value.toFixed(4)).join(', ')}]`
  const size = numbers.length / extent
  const parts = Array.from({ length: extent }, (_, i) => nested(numbers.slice(i * size, (i + 1) * size), inner))
  return `[${parts.join(', ')}]`
}

export interface RunTable {
  /** [iterations done, loss] */
  readonly losses: readonly (readonly [number, number])[]
  readonly states: readonly Pick<OptimizerState, 'iteration' | 'parameters'>[]
  readonly shape: readonly number[]
}

/**
 * iteration,loss,w[0,0,0,0],… with one line for every iteration that the curve or a kept state knows; what one of them does not
 * know stays empty. Numbers with all their digits.
 */
export function runCsv({ losses, states, shape }: RunTable): string {
  const loss = new Map(losses)
  const weights = new Map(states.map(({ iteration, parameters }) => [iteration, parameters]))
  const count = states[0]?.parameters.length ?? 0
  const iterations = [...new Set([...loss.keys(), ...weights.keys()])].sort((a, b) => a - b)
  const lines = iterations.map((iteration) => {
    const cells = weights.get(iteration) ?? new Array<string>(count).fill('')
    return [iteration, loss.get(iteration) ?? '', ...cells].join(',')
  })
  const names = Array.from({ length: count }, (_, i) => columnName(i, shape))
  return [['iteration', 'loss', ...names].join(','), ...lines, ''].join('\r\n')
}

/** Quoted, for it holds commas: "w[0,0,2,1]". */
function columnName(parameter: number, [K, C, R, S]: readonly number[]): string {
  if (parameter >= K * C * R * S) return `b[${parameter - K * C * R * S}]`
  const [row, column] = [Math.floor(parameter / S) % R, parameter % S]
  const slice = Math.floor(parameter / (R * S))
  return `"w[${Math.floor(slice / C)},${slice % C},${row},${column}]"`
}
