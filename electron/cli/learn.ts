import { setImmediate } from 'node:timers/promises'
import { formatByExtension, formats, writeKernel } from '../../shared/formats/registry.ts'
import { channelChoices } from '../../shared/image/image.ts'
import { createKernel, type Kernel, type KernelShape } from '../../shared/kernel/kernel.ts'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { lossAt } from '../../shared/learning/loss.ts'
import {
  clippings,
  optimizerKinds,
  type LearnReport,
  type OptimizerSettings,
} from '../../shared/learning/learnTypes.ts'
import { kernelFrom } from '../../shared/learning/parameters.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import { sumChoices } from '../engine/gatherJob.ts'
import { refuseExisting, writeWhole } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { geometryOptions, photoOptions, readGeometry } from './convolutionArguments.ts'
import { readThreads, threadOptions, withBands } from './inputs.ts'
import { initialParameters } from './initialWeights.ts'
import { describeRun, describeReport } from './learnText.ts'
import { defaultRate } from './learningRate.ts'
import { poseFromFiles, type Posed } from './learnProblem.ts'
import {
  choiceOption,
  countOption,
  numberOption,
  positionalArguments,
  UsageError,
  type ParsedArguments,
} from './usage.ts'

export const learnCommand: CliCommand = {
  name: 'learn',
  synopsis: 'INPUT TARGET --size RxS',
  summary:
    'Learns the kernel that turns INPUT into TARGET, by gradient descent on the sum of squared errors or exactly.',
  options: {
    size: { type: 'string', help: 'RxS: rows and columns of the kernel (3x3)' },
    ...geometryOptions,
    channels: photoOptions.channels,
    optimizer: { type: 'string', help: `${optimizerKinds.join(' | ')} | exact (sgd)` },
    lr: { type: 'string', help: 'learning rate (half of the largest stable one)' },
    momentum: { type: 'string', help: 'of momentum and nesterov (0.9)' },
    'weight-decay': { type: 'string', help: 'L: adds L·w to the gradient (0)' },
    iterations: { type: 'string', help: 'N (10000)' },
    bias: { type: 'boolean', help: 'learn a bias too' },
    init: { type: 'string', help: 'zeros | uniform:SEED | FILE (uniform:1)' },
    ridge: { type: 'string', help: 'L: adds L·Σw² to the exact answer’s loss (0)' },
    clipped: { type: 'string', help: 'aware | ignore | use: saturated pixels of a target picture (aware)' },
    sums: { type: 'string', help: `${sumChoices.join(' | ')}: what A and b are summed in (auto)` },
    'log-every': { type: 'string', help: 'N: keep the loss of every Nth iteration (1000)' },
    out: { type: 'string', multiple: true, help: 'FILE: the kernel, format by its ending; repeatable' },
    ...threadOptions,
    force: { type: 'boolean', help: 'replace files that exist' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [input = '', target = ''] = positionalArguments(args, 'INPUT', 'TARGET')
  const kind = choiceOption(args, 'optimizer', [...optimizerKinds, 'exact'], 'sgd')
  const wish = {
    size: readSize(args.text['size'] ?? '3x3'),
    options: readGeometry(args),
    bias: args.flag['bias'] ?? false,
  }
  const clipped = choiceOption(args, 'clipped', clippings, 'aware')
  const ridge = numberOption(args, 'ridge', 0)
  const sums = choiceOption(args, 'sums', sumChoices, 'auto')
  const threads = readThreads(args)
  const outputs = (args.list['out'] ?? []).map((path) => ({ path, format: kernelFormat(path) }))
  const replace = args.flag['force'] ?? false
  if (!replace) for (const { path } of outputs) await refuseExisting(path)
  const channels = choiceOption(args, 'channels', channelChoices, 'rgb')
  const posed = await withBands(threads, (bands) =>
    poseFromFiles({ input, target }, { ...wish, channels, clipped, ridge, sums }, bands, terminal),
  )
  const report = kind === 'exact' ? exactReport(posed) : await descendFrom(posed, args, kind, terminal)
  const kernel = learnedKernel(report)
  // All of them, before any is written: a format that cannot hold the kernel leaves no half of the set behind.
  const files = outputs.map(({ path, format }) => ({ path, bytes: writeKernel(format, kernel, wish.options).bytes }))
  for (const { path, bytes } of files) await writeWhole(path, bytes, { replace })
  terminal.print(args.flag['json'] ? JSON.stringify(report) : describeReport(report, posed))
}

function exactReport({ told }: Posed): LearnReport {
  return { ...told, ...told.exact, iterations: 0, losses: [] }
}

async function descendFrom(
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

function readSize(text: string): [R: number, S: number] {
  const found = /^(\d+)[x×](\d+)$/.exec(text.trim())
  if (!found) throw new UsageError(`--size wants ROWSxCOLUMNS, got '${text}'`)
  return [Number(found[1]), Number(found[2])]
}

function kernelFormat(path: string): string {
  const format = formatByExtension(path)
  if (format) return format.id
  const endings = formats.flatMap(({ canWrite, extensions }) => (canWrite ? extensions.map((name) => `.${name}`) : []))
  throw new UsageError(`--out ends in ${endings.join(', ')}; got '${path}'`)
}

function learnedKernel({ weight, bias }: LearnReport): Kernel {
  return createKernel({ name: 'learned', shape: weight.shape as unknown as KernelShape, weight: weight.data, bias })
}
