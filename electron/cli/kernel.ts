import { LabError } from '../../shared/errors.ts'
import { englishNotes } from '../../shared/fileNote.ts'
import { findFormat, formatByExtension, formats, writeKernel } from '../../shared/formats/registry.ts'
import type { KernelWritten } from '../../shared/formats/registry.ts'
import { rank, sum } from '../../shared/kernel/analysis.ts'
import { factorsOf } from '../../shared/kernel/factors.ts'
import { formatMatrix } from '../../shared/kernel/formatMatrix.ts'
import { appliedWeight, type Kernel } from '../../shared/kernel/kernel.ts'
import { normalize } from '../../shared/kernel/normalize.ts'
import { flipColumns, flipRows, rotate, transpose } from '../../shared/kernel/transforms.ts'
import { writeWhole } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { tellNotes } from './fileNotes.ts'
import { readKernel } from './kernelArgument.ts'
import { describeKernelNames, kernelNames } from './kernelNames.ts'
import { describeKernel } from './learnText.ts'
import { choiceOption, positionalArguments, type ParsedArguments } from './usage.ts'

const ids = formats.filter(({ canWrite }) => canWrite).map(({ id }) => id)

export const kernelCommand: CliCommand = {
  name: 'kernel',
  synopsis: 'K [--to FORMAT] [--out FILE] | --list',
  summary: 'Prints a kernel, or writes it in another format; says what that format cannot keep.',
  options: {
    list: { type: 'boolean', help: 'every preset and generator, with sizes and sources' },
    to: { type: 'string', help: ids.join(' | ') },
    out: { type: 'string', help: 'FILE; without it a text format goes to stdout' },
    rotate: { type: 'string', help: '90 | 180 | 270: clockwise' },
    'flip-rows': { type: 'boolean', help: 'swap top and bottom' },
    'flip-columns': { type: 'boolean', help: 'swap left and right' },
    transpose: { type: 'boolean', help: 'swap rows and columns' },
    normalize: { type: 'boolean', help: 'divide so that the weights add up to 1' },
    force: { type: 'boolean', help: 'replace FILE if it exists' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, { print }: Terminal): Promise<void> {
  const json = args.flag['json'] ?? false
  if (args.flag['list']) {
    positionalArguments(args)
    return print(json ? JSON.stringify(kernelNames()) : describeKernelNames())
  }
  const [text = ''] = positionalArguments(args, 'K')
  const kernel = transformed(await readKernel(text), args)
  const { out } = args.text
  const to = args.text['to'] ?? (out && formatByExtension(out)?.id)
  if (out && !to)
    throw new LabError('unsupported-format', `'${out}' has an ending of no kernel format: name one with --to`)
  const format = to ? findFormat(to) : null
  const written = format && writeKernel(format.id, kernel)
  if (written && out) await writeWhole(out, written.bytes, { replace: args.flag['force'] ?? false })
  if (json) return print(JSON.stringify(report(kernel, written)))
  if (!written) return print(describe(kernel))
  tellNotes(written.notes)
  if (!out) process.stdout.write(written.bytes)
}

/** In this order, whatever the order on the command line. */
function transformed(kernel: Kernel, args: ParsedArguments): Kernel {
  const steps: ((kernel: Kernel) => Kernel)[] = [
    ...(args.text['rotate'] === undefined ? [] : [turn(args)]),
    ...(args.flag['flip-rows'] ? [flipRows] : []),
    ...(args.flag['flip-columns'] ? [flipColumns] : []),
    ...(args.flag['transpose'] ? [transpose] : []),
    ...(args.flag['normalize'] ? [normalize] : []),
  ]
  return steps.reduce((result, step) => step(result), kernel)
}

function turn(args: ParsedArguments): (kernel: Kernel) => Kernel {
  const degrees = Number(choiceOption(args, 'rotate', ['90', '180', '270'], '90'))
  return (kernel) => rotate(kernel, degrees)
}

function report(kernel: Kernel, written: KernelWritten | null): object {
  const { shape, bias } = kernel
  const data = [...appliedWeight(kernel)]
  const facts = { weight: { shape, data }, bias, sum: sum(kernel), rank: rank(kernel), loss: written?.loss ?? 0 }
  return written ? { ...facts, notes: englishNotes(written.notes) } : facts
}

function describe(kernel: Kernel): string {
  const [K, C, R, S] = kernel.shape
  const size = K * C === 1 ? `${R}×${S}` : kernel.shape.join('×')
  const named = kernel.name ? `${kernel.name}, ${size}` : size
  const facts = [`sum ${sum(kernel)}`, `rank ${rank(kernel)}`]
  const factors = K * C === 1 && Math.min(R, S) > 1 ? factorsOf(kernel) : null
  if (factors) facts.push(`column [${factors.column.join(' ')}] times row [${factors.row.join(' ')}]`)
  if (kernel.divisor !== 1) facts.push(`divisor ${kernel.divisor}`)
  if (kernel.bias.some((value) => value !== 0)) facts.push(`bias ${kernel.bias.join(', ')}`)
  const numbers =
    K * C === 1
      ? [formatMatrix(kernel, 'text')]
      : describeKernel({ shape: kernel.shape, data: [...appliedWeight(kernel)] })
  return [named, ...numbers, facts.join(', ')].join('\n')
}
