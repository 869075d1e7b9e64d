import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { anchor, anchorAt } from '../kernel/transforms.ts'
import { kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten, ReadKernel } from './kernelFormat.ts'
import { dividedNotes } from './loss.ts'
import { divided, onePlane } from './plane.ts'
import { decodeText, encodeText, excerpt, glance, parseNumber, parseNumbers, parseWhole } from './text.ts'

/** Where cv::FileStorage itself breaks lines. */
const lineLength = 80

/** A matrix `kernel` for cv::filter2D, and its `delta` and `anchor` where they are not the defaults. */
function write(kernel: Kernel): KernelWritten {
  const { rows, columns, weight, bias } = onePlane(divided(kernel), 'OpenCV YAML')
  const even = rows % 2 === 0 || columns % 2 === 0
  const single = weight.every((value) => Math.fround(value) === value)
  const text = `%YAML:1.0
---
kernel: !!opencv-matrix
   rows: ${rows}
   cols: ${columns}
   dt: ${single ? 'f' : 'd'}
   data: ${flowSequence(weight)}
${bias === 0 ? '' : `delta: ${yamlNumber(bias)}\n`}${even ? `anchor: [ ${anchor(columns)}, ${anchor(rows)} ]\n` : ''}`
  const notes = [
    ...dividedNotes(kernel.divisor),
    ...(bias === 0 ? [] : [fileNote('opencvDelta')]),
    ...(even ? [fileNote('opencvAnchor')] : []),
  ]
  return { bytes: encodeText(text), notes, loss: 0 }
}

/** A whole number ends in a point, or OpenCV would read the matrix as integers. */
function yamlNumber(value: number): string {
  const text = String(value + 0)
  return /^-?\d+$/.test(text) ? `${text}.` : text
}

function flowSequence(values: readonly number[]): string {
  let text = '['
  let column = '   data: ['.length
  for (const [i, value] of values.entries()) {
    const word = ` ${yamlNumber(value)}${i < values.length - 1 ? ',' : ''}`
    if (column + word.length > lineLength) {
      text += '\n      '
      column = 6
    }
    text += word
    column += word.length
  }
  return `${text} ]`
}

const tag = '!!opencv-matrix'
/** rows, cols and dt stand in four short lines. */
const longestPreamble = 400

/** Every matrix of one channel; `delta` and `anchor` beside a single one belong to it. %YAML:1.0 and %YAML 1.2. */
function read(bytes: Uint8Array): KernelsRead {
  const text = decodeText(bytes)
  const matrices: { name: string; rows: number; columns: number; weight: number[] }[] = []
  const notes: FileNote[] = []
  for (let at = text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + tag.length)) {
    const key = /([\w-]+)\s*:\s*$/.exec(text.slice(Math.max(0, at - 100), at))
    const matrix = readMatrix(text, at + tag.length)
    if (matrix.channels === 1) matrices.push({ name: key?.[1] ?? '', ...matrix })
    else notes.push(fileNote('opencvChannels', { channels: matrix.channels }))
  }
  if (matrices.length === 0) throw refusal('unsupported-format', 'opencvNoMatrix', { tag })
  const beside = matrices.length === 1 ? topLevel(text) : {}
  const kernels = matrices.map(({ name, rows, columns, weight }): ReadKernel => {
    const kernel = kernelFromFile({
      name: name === 'kernel' ? '' : name,
      shape: [1, 1, rows, columns],
      weight,
      ...(beside.delta === undefined ? {} : { bias: [beside.delta] }),
    })
    return { kernel: beside.anchor ? anchored(kernel, beside.anchor) : kernel }
  })
  return { kernels, notes }
}

/** filter2D's anchor is x, y; −1 is its default ⌊S/2⌋, ⌊R/2⌋. */
function anchored(kernel: Kernel, [x, y]: readonly number[]): Kernel {
  const [, , R, S] = kernel.shape
  const [row, column] = [y === -1 ? Math.floor(R / 2) : y, x === -1 ? Math.floor(S / 2) : x]
  if (!(row >= 0 && row < R && column >= 0 && column < S)) {
    throw refusal('broken-file', 'opencvAnchorInside', { R, S, x, y })
  }
  return anchorAt(kernel, row, column)
}

function readMatrix(text: string, start: number) {
  const open = text.indexOf('[', start)
  const close = text.indexOf(']', open)
  const preamble = text.slice(start, Math.min(open, start + longestPreamble))
  const field = (name: string) => new RegExp(`\\b${name}\\s*:\\s*"?([\\w.+-]+)`).exec(preamble)?.[1]
  const [rows, cols, dt] = [field('rows'), field('cols'), field('dt')]
  if (open < 0 || close < 0 || !rows || !cols || !dt) {
    throw refusal('broken-file', 'opencvMatrix', { tag, found: excerpt(preamble.trim()) })
  }
  const [, channels, type] = /^(\d{0,3})([ucwsifdh])$/.exec(dt) ?? []
  if (!type) throw refusal('unsupported-format', 'opencvType', { found: excerpt(dt) })
  return {
    rows: parseWhole(rows),
    columns: parseWhole(cols),
    channels: Number(channels || 1),
    weight: parseNumbers(text.slice(open + 1, close)),
  }
}

function topLevel(text: string): { delta?: number; anchor?: number[] } {
  const delta = /^delta:[ \t]*(\S+)/m.exec(text)?.[1]
  const place = /^anchor:[ \t]*\[([^\]\n]{1,100})\]/m.exec(text)?.[1]
  return {
    ...(delta === undefined ? {} : { delta: parseNumber(delta) }),
    ...(place === undefined ? {} : { anchor: parseNumbers(place).map(Math.round) }),
  }
}

export const opencvYaml = kernelFormat({
  id: 'opencv',
  name: 'OpenCV YAML',
  extensions: ['yml', 'yaml'],
  matches: (bytes) => glance(bytes).includes(tag) || /^%YAML/.test(glance(bytes, 5)),
  read,
  write,
})
