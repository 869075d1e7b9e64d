#!/usr/bin/env node
import { version } from '../../package.json'
import { errorRecord, isAbort } from '../../shared/errors.ts'
import { batchCommand } from './batch.ts'
import type { CliCommand, Terminal } from './command.ts'
import { convolveCommand } from './convolve.ts'
import { explainCommand } from './explain.ts'
import { featuresCommand } from './features.ts'
import { kernelCommand } from './kernel.ts'
import { learnCommand } from './learn.ts'
import { predictCommand } from './predict.ts'
import { shapeCommand } from './shape.ts'
import { trainCommand } from './train.ts'
import { readArguments, UsageError } from './usage.ts'

/** The lab without its window: a command's arguments are read here, its work is the engine's, in this process. */
const commands: readonly CliCommand[] = [
  convolveCommand,
  batchCommand,
  learnCommand,
  explainCommand,
  shapeCommand,
  trainCommand,
  predictCommand,
  featuresCommand,
  kernelCommand,
]

const interrupt = new AbortController()
process.once('SIGINT', () => interrupt.abort())
process.stdout.on('error', stopPrinting)

/** 0 done · 1 refused, one line `kernel-lab: CODE: message` on stderr · 2 wrong usage · 130 interrupted */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(`${overview()}\n`)
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    process.stdout.write(`kernel-lab ${version}\n`)
    return 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) return refuseUsage(`there is no command '${name}'; there are ${commands.map((c) => c.name).join(', ')}`)
  if (rest.includes('--help')) {
    process.stdout.write(`${help(command)}\n`)
    return 0
  }
  return run(command, rest)
}

async function run(command: CliCommand, argv: readonly string[]): Promise<number> {
  try {
    await command.run(readArguments(argv, command.options), terminal(interrupt.signal))
    return 0
  } catch (error) {
    if (error instanceof UsageError) return refuseUsage(`${command.name}: ${error.message}`, command.name)
    if (isAbort(error)) return 130
    const { code, message } = errorRecord(error)
    const remedy = code === 'already-exists' && command.options['force'] ? '; --force replaces it' : ''
    process.stderr.write(`kernel-lab: ${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}${remedy}\n`)
    return 1
  }
}

function refuseUsage(message: string, command?: string): number {
  process.stderr.write(`kernel-lab: usage: ${message}. See kernel-lab ${command ? `${command} ` : ''}--help\n`)
  return 2
}

/** Who reads may have enough (`| head`): the work ends as by Ctrl-C, and nothing is said of it. A full disk is. */
function stopPrinting({ code }: NodeJS.ErrnoException): void {
  if (code !== 'EPIPE' && process.exitCode !== 1) {
    process.stderr.write(`kernel-lab: cannot-write: the standard output cannot be written: ${code}\n`)
    process.exitCode = 1
  }
  interrupt.abort()
}

function terminal(signal: AbortSignal): Terminal {
  return {
    signal,
    print: (text) => void process.stdout.write(`${text}\n`),
    progress(label, done, total) {
      if (!process.stderr.isTTY) return
      const percent = Math.floor((100 * done) / Math.max(total, 1))
      process.stderr.write(done < total ? `\r${label} ${percent} %` : `\r${' '.repeat(label.length + 6)}\r`)
    },
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return [
    'kernel-lab COMMAND …',
    '',
    ...lines,
    '',
    'kernel-lab COMMAND --help lists the options of one; kernel-lab --version says which this is.',
  ].join('\n')
}

function help({ name, synopsis, summary, options }: CliCommand): string {
  const width = Math.max(...Object.keys(options).map((option) => option.length))
  const lines = Object.entries(options).map(([option, { help }]) => `  --${option.padEnd(width)}  ${help}`)
  return [`kernel-lab ${name} ${synopsis}`, '', summary, '', ...lines].join('\n')
}

const status = await main(process.argv.slice(2))
process.exitCode ??= status // stdout may have failed meanwhile, or does only now
