import { LabError } from '../../shared/errors.ts'
import { formatByExtension, formats, writeKernel } from '../../shared/formats/registry.ts'
import { createKernel, type Kernel, type KernelShape } from '../../shared/kernel/kernel.ts'
import { optimizerKinds, type LearnReport } from '../../shared/learning/learnTypes.ts'
import type { Bands } from '../engine/bands.ts'
import { exportPlanes, type ResultFile } from '../engine/exportJob.ts'
import { residualPlanes } from '../engine/residualJob.ts'
import { refuseExisting, writeWhole } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { tellNotes } from './fileNotes.ts'
import { geometryOptions, photoOptions } from './convolutionArguments.ts'
import { readThreads, threadOptions, withBands } from './inputs.ts'
import { descendFrom, exactReport } from './learnRun.ts'
import { describeReport } from './learnText.ts'
import { poseFromFiles, type Posed } from './learnProblem.ts'
import { readWish, wishOptions } from './learnWish.ts'
import { resultFormat } from './resultFormat.ts'
import { choiceOption, positionalArguments, UsageError, type ParsedArguments } from './usage.ts'

export const learnCommand: CliCommand = {
  name: 'learn',
  synopsis: 'INPUT TARGET --size RxS',
  summary:
    'Learns the kernel that turns INPUT into TARGET, by gradient descent on the sum of squared errors or exactly.',
  options: {
    ...wishOptions,
    ...geometryOptions,
    channels: photoOptions.channels,
    optimizer: { type: 'string', help: `${optimizerKinds.join(' | ')} | exact (sgd; exact under a constraint)` },
    lr: { type: 'string', help: 'learning rate (half of the largest stable one)' },
    momentum: { type: 'string', help: 'of momentum and nesterov (0.9)' },
    'weight-decay': { type: 'string', help: 'L: adds L·w to the gradient (0)' },
    iterations: { type: 'string', help: 'N (10000)' },
    init: { type: 'string', help: 'zeros | uniform:SEED | FILE (uniform:1)' },
    'log-every': { type: 'string', help: 'N: keep the loss of every Nth iteration (1000)' },
    residual: { type: 'string', help: 'FILE: target − output of the kernel, .npy or a picture with gray for 0' },
    out: { type: 'string', multiple: true, help: 'FILE: the kernel, format by its ending; repeatable' },
    ...threadOptions,
    force: { type: 'boolean', help: 'replace files that exist' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [input = '', target = ''] = positionalArguments(args, 'INPUT', 'TARGET')
  const wish = readWish(args)
  const kind = choiceOption(args, 'optimizer', [...optimizerKinds, 'exact'], wish.constraint ? 'exact' : 'sgd')
  const threads = readThreads(args)
  const outputs = (args.list['out'] ?? []).map((path) => ({ path, format: kernelFormat(path) }))
  const replace = args.flag['force'] ?? false
  if (!replace) for (const { path } of outputs) await refuseExisting(path)
  const residual = args.text['residual']
  const residualFormat = residual === undefined ? null : resultFormat('residual', residual)
  if (residual !== undefined && !replace) await refuseExisting(residual)
  await withBands(threads, async (bands) => {
    const posed = await poseFromFiles({ input, target }, wish, bands, terminal)
    const report = kind === 'exact' ? exactReport(posed) : await descendFrom(posed, args, kind, terminal)
    const kernel = learnedKernel(report)
    // All of them, before any is written: a format that cannot hold the kernel leaves no half of the set behind.
    const files = outputs.map(({ path, format }) => ({ path, ...writeKernel(format, kernel, wish.options) }))
    for (const { path, bytes, notes } of files) {
      await writeWhole(path, bytes, { replace })
      tellNotes(notes)
    }
    if (residual !== undefined && residualFormat) {
      await writeResidual(posed, kernel, { path: residual, format: residualFormat, replace }, bands, terminal)
    }
    terminal.print(args.flag['json'] ? JSON.stringify(report) : describeReport(report, posed))
  })
}

async function writeResidual(
  { pairs }: Posed,
  kernel: Kernel,
  file: ResultFile,
  bands: Bands,
  { signal }: Terminal,
): Promise<void> {
  const { channels, ...planes } = await residualPlanes(pairs, kernel, bands, { signal })
  if (file.format === 'npy' || channels === 1 || channels === 3) {
    const image = { ...planes, channels: channels as 1 | 3, alpha: null }
    await exportPlanes(image, 'offset', file, bands, { signal })
    return
  }
  throw new LabError('shape-mismatch', `a picture has 1 or 3 planes, this residual has ${channels}: an .npy holds it`)
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
