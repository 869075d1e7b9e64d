import { setImmediate } from 'node:timers/promises'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { lossAt } from '../../shared/learning/loss.ts'
import type { LearnReport, OptimizerSettings } from '../../shared/learning/learnTypes.ts'
import { kernelFrom } from '../../shared/learning/parameters.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import type { Terminal } from './command.ts'
import { initialParameters } from './initialWeights.ts'
import { describeRun } from './learnText.ts'
import { defaultRate } from './learningRate.ts'
import type { Posed } from './learnProblem.ts'
import { countOption, numberOption, type ParsedArguments } from './usage.ts'

export function exactReport({ told }: Posed): LearnReport {
  return { ...told, ...told.exact, iterations: 0, losses: [] }
}

export async function descendFrom(
  posed: Posed,
  args: ParsedArguments,
  kind: OptimizerSettings['kind'],
  terminal: Terminal,
): Promise<LearnReport> {
  const [momentum, weightDecay] = [numberOption(args, 'momentum'), numberOption(args, 'weight-decay')]
  const moments = { ...(momentum !== undefined && { momentum }), ...(weightDecay !== undefined && { weightDecay }) }
  const rate = numberOption(args, 'lr') ?? defaultRate({ kind, ...moments }, posed.eigenvalues)
  const settings: OptimizerSettings = { kind, learningRate: rate, ...moments }
  const parameters = await initialParameters(args.text['init'] ?? 'uniform:1', posed.quadratic)
  const iterations = countOption(args, 'iterations', 10_000)
  const logEvery = countOption(args, 'log-every', 1000)
  if (!args.flag['json']) terminal.print(describeRun(settings, iterations, posed))
  const { losses, theta } = await watchedDescent(
    posed.quadratic,
    settings,
    parameters,
    iterations,
    logEvery,
    (line) => {
      if (!args.flag['json']) terminal.print(line)
      terminal.signal.throwIfAborted()
    },
  )
  const learned = kernelFrom(posed.quadratic, theta)
  return { ...exactReport(posed), ...learned, iterations, loss: lossAt(posed.quadratic, theta), losses }
}

/** Ten thousand iterations of a 3×3 kernel take a millisecond, of a 31×31 one minutes: Ctrl-C is heard in between. */
async function watchedDescent(
  quadratic: Quadratic,
  settings: OptimizerSettings,
  parameters: readonly number[],
  iterations: number,
  logEvery: number,
  onLine: (line: string) => void,
): Promise<{ losses: (readonly [number, number])[]; theta: readonly number[] }> {
  const losses: (readonly [number, number])[] = []
  const slice = Math.max(1, Math.min(1000, Math.floor(2e7 / quadratic.A.length)))
  let state = initialState(parameters)
  while (state.iteration < iterations) {
    await setImmediate()
    state = descend(quadratic, settings, state, Math.min(slice, iterations - state.iteration), (iteration, loss) => {
      if (iteration % logEvery !== 0) return
      losses.push([iteration, loss])
      onLine(`${String(iteration).padStart(9)}  loss ${loss.toPrecision(9)}`)
    })
  }
  return { losses, theta: state.parameters }
}
