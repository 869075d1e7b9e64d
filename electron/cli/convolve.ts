import { backendNames } from '../../shared/backend/backend.ts'
import { displayMappings } from '../../shared/image/image.ts'
import type { JobOptions } from '../engine/convolveJob.ts'
import { learnSpeeds, speedsFile, thisMachine } from '../engine/machineSpeeds.ts'
import { startTurbo, type Turbo } from '../engine/turbo.ts'
import { refuseExisting } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { geometryOptions, kernelOptions, photoOptions } from './convolutionArguments.ts'
import { readConvolution } from './convolutionArguments.ts'
import { writeConvolved } from './convolvedInput.ts'
import { readInput, readThreads, threadOptions, withBands } from './inputs.ts'
import { resultFormat } from './resultFormat.ts'
import { timed } from './timed.ts'
import { choiceOption, countOption, positionalArguments, requiredOption, type ParsedArguments } from './usage.ts'

export const convolveCommand: CliCommand = {
  name: 'convolve',
  synopsis: 'INPUT --kernel K --out FILE',
  summary: 'Convolves a photo or an array with a kernel. FILE .npy holds raw float32; a picture goes through --show.',
  options: {
    ...kernelOptions,
    ...geometryOptions,
    ...photoOptions,
    show: { type: 'string', help: 'clamp | absolute | offset | minmax | diverging: how values become pixels (clamp)' },
    out: { type: 'string', help: 'FILE: .npy, .png, .jpg, .webp, .tif (float32)' },
    depth: { type: 'string', help: '8 | 16: bits of a PNG (8)' },
    ...threadOptions,
    backend: { type: 'string', help: `auto | ${backendNames.join(' | ')}` },
    turbo: { type: 'boolean', help: 'let V8 use wider vectors, if a self-check gives the same bits' },
    repeat: { type: 'string', help: 'N: compute so often after a warm-up and tell the median' },
    force: { type: 'boolean', help: 'replace FILE if it exists' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [path = ''] = positionalArguments(args, 'INPUT')
  const out = requiredOption(args, 'out')
  const format = resultFormat('out', out, choiceOption<'8' | '16'>(args, 'depth', ['8', '16'], '8'))
  const replace = args.flag['force'] ?? false
  const mapping = choiceOption(args, 'show', displayMappings, 'clamp')
  const backend = choiceOption(args, 'backend', ['auto', ...backendNames], 'auto')
  const repeat = countOption(args, 'repeat', 1)
  const threads = readThreads(args)
  const settings = await readConvolution(args)
  if (!replace) await refuseExisting(out)
  const turbo = args.flag['turbo'] ? startTurbo() : null // before anything is compiled
  const decoded = await timed(() => readInput(path, terminal.signal))
  await withBands(threads, async (bands) => {
    if (backend === 'auto') await learnSpeeds(bands, speedsFile(turbo?.on), thisMachine(turbo?.on))
    const options: JobOptions = {
      signal: terminal.signal,
      backend,
      onProgress: ({ done, total }) => terminal.progress('convolving', done, total),
    }
    const file = { path: out, format, replace }
    const work = { settings, mapping, file, bands, options }
    const { shape, compute, encode, ...told } = await writeConvolved(decoded.value, work, repeat)
    const report = {
      output: { shape },
      ...told,
      ...(turbo && { turbo }),
      threads: bands.threads,
      milliseconds: { decode: decoded.ms, compute, encode },
    }
    terminal.print(args.flag['json'] ? JSON.stringify(report) : describe(report, out))
  })
}

function describe(
  report: {
    output: { shape: readonly number[] }
    backend: string
    reason: string
    turbo?: Turbo
    threads: number
    milliseconds: Record<string, number>
    belowZero: number
    aboveOne: number
  },
  out: string,
): string {
  const { output, backend, reason, turbo, threads, milliseconds, belowZero, aboveOne } = report
  const times = Object.entries(milliseconds).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`)
  return [
    `${out}: ${output.shape.join('×')}, ${belowZero} values below 0, ${aboveOne} above 1`,
    `${times.join(', ')} (${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    reason,
    ...(turbo ? [turbo.reason] : []),
  ].join('\n')
}
