import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { anchorAt } from '../kernel/transforms.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten } from './kernelFormat.ts'
import { lostMotionNotes } from './loss.ts'
import { eightBitWhite, oddExtent, onePlane, onGrid } from './plane.ts'
import { decodeText, encodeText, formatNumber, formatRows, glance, parseNumber } from './text.ts'

/** `width height scale offset`, then the rows. Even kernels get a row of zeros: libvips has no origin, and takes ⌊R/2⌋. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const { rows, columns } = onePlane(kernel, 'A libvips matrix')
  const { grid, notes } = onGrid(kernel, oddExtent(rows), oddExtent(columns))
  const odd = onePlane(grid, 'A libvips matrix')
  const head = [odd.columns, odd.rows, odd.divisor, odd.bias * eightBitWhite].map(formatNumber).join(' ')
  return {
    bytes: encodeText(`${head}\n${formatRows(odd.weight, odd.columns)}\n`),
    notes: [
      ...notes,
      ...(odd.bias === 0 ? [] : [fileNote('libvipsOffset')]),
      ...lostMotionNotes(options, 'libvips conv'),
    ],
    loss: 0,
  }
}

const separators = /[\s,;"]+/

function read(bytes: Uint8Array): KernelsRead {
  const text = decodeText(bytes)
  if (text.startsWith('MATLAB 5')) throw refusal('unsupported-format', 'matlabMatrix')
  const { head, rest } = splitHead(text)
  const [columns, rows, scale = 1, offset = 0] = head.map(parseNumber)
  const weight = rest.split(separators).filter((word) => word !== '')
  if (head.length < 2 || head.length > 4 || weight.length !== columns * rows) {
    throw refusal('broken-file', 'libvipsNumbers', { head: head.length, count: weight.length })
  }
  const kernel = kernelFromFile({
    shape: [1, 1, rows, columns],
    weight: weight.map(parseNumber),
    divisor: scale,
    bias: [offset / eightBitWhite],
  })
  const even = rows % 2 === 0 || columns % 2 === 0
  return {
    kernels: [{ kernel: anchorAt(kernel, Math.floor(rows / 2), Math.floor(columns / 2)) }],
    notes: even ? [fileNote('libvipsEven')] : [],
  }
}

function splitHead(text: string): { head: string[]; rest: string } {
  const end = text.indexOf('\n')
  const line = end < 0 ? text : text.slice(0, end)
  return { head: line.split(separators).filter((word) => word !== ''), rest: end < 0 ? '' : text.slice(end) }
}

/** Whether the second line has as many numbers as the first says, and not as many as the first: then it is no table. */
function matches(bytes: Uint8Array): boolean {
  const { head, rest } = splitHead(glance(bytes))
  const second = rest.trim().split('\n', 1)[0].split(separators)
  const first = second.filter((word) => word !== '').length
  return head.length >= 2 && head.length <= 4 && Number(head[0]) === first && first !== head.length
}

export const libvips = kernelFormat({
  id: 'libvips',
  name: 'libvips matrix',
  extensions: ['mat'],
  matches,
  read,
  write,
})
