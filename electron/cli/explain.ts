import { LabError } from '../../shared/errors.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Explanation } from '../../shared/maths/explain.ts'
import type { Image } from '../../shared/image/image.ts'
import { numberText, subArray, walkStep, walkText } from '../../shared/maths/walk.ts'
import type { Region, Walk } from '../../shared/maths/walk.ts'
import { arrayImage } from '../engine/arrays.ts'
import { settingsGeometry } from '../engine/convolutionSetup.ts'
import { explainImage } from '../engine/explainJob.ts'
import { explainRegion } from '../engine/explainRegionJob.ts'
import type { CliCommand, Terminal } from './command.ts'
import { geometryOptions, kernelOptions, photoOptions } from './convolutionArguments.ts'
import { readConvolution } from './convolutionArguments.ts'
import { readInput } from './inputs.ts'
import { axesOption, countOption, positionalArguments, UsageError, type ParsedArguments } from './usage.ts'

export const explainCommand: CliCommand = {
  name: 'explain',
  synopsis: 'INPUT --kernel K --at P,Q | --trace',
  summary: 'Shows the sum behind one output value: the window, every product, what came from the border.',
  options: {
    ...kernelOptions,
    ...geometryOptions,
    ...photoOptions,
    at: { type: 'string', help: 'P,Q: row and column of the output, from 0' },
    trace: { type: 'boolean', help: 'every step of the loop: i, j, the window, the sum' },
    region: { type: 'string', help: 'P,Q,ROWS,COLUMNS: only these outputs of the trace (all)' },
    plane: { type: 'string', help: 'which plane of the output, from 0 (0)' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [path = ''] = positionalArguments(args, 'INPUT')
  const settings = await readConvolution(args)
  const input = await readInput(path, terminal.signal)
  const image = input.kind === 'photo' ? input.image : arrayImage(input.array, input.name)
  if (image.width * image.height === 0) throw new LabError('shape-mismatch', 'the input is empty')
  const told = args.flag['trace'] ? trace(image, settings, args) : explain(image, settings, args)
  terminal.print(args.flag['json'] ? JSON.stringify(told.json()) : told.text())
}

interface Told {
  readonly json: () => unknown
  readonly text: () => string
}

function explain(image: Image, settings: ConvolutionSettings, args: ParsedArguments): Told {
  const at = axesOption(args, 'at')
  if (!at) throw new UsageError('--at P,Q is missing (or --trace)')
  if (args.text['region'] !== undefined) throw new UsageError('--region belongs to --trace')
  const explanation = explainImage(image, settings, at[0], at[1], countOption(args, 'plane', 0, 0))
  return { json: () => explanation, text: () => describe(explanation) }
}

function trace(image: Image, settings: ConvolutionSettings, args: ParsedArguments): Told {
  if (args.text['at'] !== undefined) throw new UsageError('--trace takes --region P,Q,ROWS,COLUMNS, not --at')
  const { P, Q } = settingsGeometry(image, settings)
  const region = readRegion(args) ?? { p: 0, q: 0, rows: P, columns: Q }
  const walk = explainRegion(image, settings, region, countOption(args, 'plane', 0, 0))
  return { json: () => ({ region, steps: walkSteps(walk) }), text: () => walkText(walk) }
}

function walkSteps(walk: Walk) {
  return Array.from(walk.y, (_, index) => {
    const step = walkStep(walk, index)
    const { i, j, sum } = step
    return { i, j, window: walk.channels.map((_channel, c) => subArray(walk, step, c)), sum }
  })
}

function readRegion(args: ParsedArguments): Region | null {
  const text = args.text['region']
  if (text === undefined) return null
  const numbers = text.split(',').map(Number)
  if (numbers.length !== 4 || !numbers.every(Number.isInteger)) {
    throw new UsageError(`--region wants P,Q,ROWS,COLUMNS, got '${text}'`)
  }
  const [p, q, rows, columns] = numbers
  return { p, q, rows, columns }
}

/** One line a term; `border` marks values that are not in the picture, and names the pixel that they copy. */
function describe({ terms, bias, sum, output: [p, q] }: Explanation): string {
  const cells = terms.map(({ channel, row, column, x, w, product, border, from }) => [
    `x[${channel},${row},${column}]`,
    numberText(x),
    '×',
    numberText(w),
    '=',
    numberText(product),
    border ? 'border' : '',
    border && from ? `= x[${channel},${from.join(',')}]` : '',
  ])
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(cell.length, most[i] ?? 0)), [])
  const aligned = (cell: string, i: number): string =>
    i === 0 || i === 7 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)
  const lines = cells.map((row) => row.map(aligned).join(' ').trimEnd())
  return [`y[${p},${q}] = ${numberText(bias)} + ${terms.length} products`, ...lines, `sum ${numberText(sum)}`].join(
    '\n',
  )
}
