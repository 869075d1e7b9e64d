import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { Kernel, KernelParts, KernelShape } from '../kernel/kernel.ts'
import { readMatrix } from '../kernel/parseMatrix.ts'
import { fromFile, kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestBias, lostBiasNotes } from './loss.ts'
import { divided, onePlane } from './plane.ts'
import { decodeText, encodeText, excerpt, formatNumber, formatRows, parseNumber, parseNumbers } from './text.ts'

/** Rows of numbers; what they do not say stands in a comment before them: `# name="…" shape=KxCxRxS divisor=… bias=…`. */
function writeCsv({ name, shape, weight, bias, divisor }: Kernel): KernelWritten {
  const facts = [
    ...(name === '' ? [] : [`name=${JSON.stringify(name)}`]),
    ...(shape[0] * shape[1] === 1 ? [] : [`shape=${shape.join('x')}`]),
    ...(divisor === 1 ? [] : [`divisor=${formatNumber(divisor)}`]),
    ...(bias.every((value) => value === 0) ? [] : [`bias=${bias.map(formatNumber).join(',')}`]),
  ]
  const comment = facts.length ? `# ${facts.join(' ')}\n` : ''
  return { bytes: encodeText(`${comment}${formatRows(weight, shape[3], ',')}\n`), notes: [], loss: 0 }
}

/** ImageJ's Convolve… dialog: odd sizes, blanks between numbers, no comment (it would be read as zeros). */
function writeImageJ(kernel: Kernel): KernelWritten {
  const { rows, columns, weight } = onePlane(divided(kernel), 'ImageJ text')
  if (rows % 2 === 0 || columns % 2 === 0) {
    throw refusal('cannot-hold', 'imagejOdd', { rows, columns })
  }
  return {
    bytes: encodeText(`${formatRows(weight, columns)}\n`),
    notes: [
      fileNote('imagejUse'),
      ...dividedNotes(kernel.divisor),
      ...lostBiasNotes(kernel.bias, (bias) => fileNote('imagejBiasLost', { bias })),
    ],
    loss: largestBias(kernel.bias),
  }
}

/** Rows of numbers between commas, semicolons, tabs or blanks, and whatever else readMatrix knows; the comments apply to it. */
function read(bytes: Uint8Array): KernelsRead {
  const text = decodeText(bytes)
  const { kernel, notes } = fromFile(() => readMatrix(text))
  const said = parseComments(text)
  // The matrix has one output and its bias: of several, those that are left out are 0.
  const { bias, ...matrix } = kernel
  return {
    kernels: [{ kernel: kernelFromFile({ ...matrix, ...((said.shape?.[0] ?? 1) === 1 && { bias }), ...said }) }],
    notes,
  }
}

/** More than any name needs; a pattern with escapes could exhaust the stack on a longer one. */
const longestComments = 1 << 16
const fact = /(?<!\w)(name|shape|divisor|bias)=("[^"\\]*(?:\\.[^"\\]*)*"|\S+)/g

function parseComments(text: string): Partial<KernelParts> {
  const comments = text.split(/[\r\n]+/).filter((line) => line.startsWith('#'))
  const parts: { -readonly [P in keyof KernelParts]?: KernelParts[P] } = {}
  for (const [, key, value] of comments.join('\n').slice(0, longestComments).matchAll(fact)) {
    if (key === 'name') parts.name = unquote(value)
    if (key === 'shape') parts.shape = parseShape(value)
    if (key === 'divisor') parts.divisor = parseNumber(value)
    if (key === 'bias') parts.bias = parseNumbers(value)
  }
  return parts
}

function unquote(value: string): string {
  try {
    return value.startsWith('"') ? String(JSON.parse(value)) : value
  } catch {
    return value // a name is not worth refusing a file for
  }
}

function parseShape(value: string): KernelShape {
  const extents = value.split(/[x×]/).map(parseNumber)
  if (extents.length !== 4) {
    throw refusal('broken-file', 'csvShape', { found: excerpt(value) })
  }
  const [K, C, R, S] = extents
  return [K, C, R, S]
}

export const csv = kernelFormat({ id: 'csv', name: 'CSV', extensions: ['csv', 'tsv'], read, write: writeCsv })

export const imagej = kernelFormat({
  id: 'imagej',
  name: 'ImageJ text',
  extensions: ['txt'],
  read,
  write: writeImageJ,
})
