import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten, ReadKernel } from './kernelFormat.ts'
import { lostMotionNotes, roundingNotes } from './loss.ts'
import { eightBitWhite, oddExtent, onePlane, onGrid } from './plane.ts'
import { decodeText, encodeText, excerpt, formatNumber, glance, parseNumber, parseWhole } from './text.ts'
import { wholeWeights } from './wholeWeights.ts'

/** Σ |value| · 65535 stays below 2³¹, so that the filter's 32-bit sum cannot overflow at 16 bits. */
const limits = { mostValue: 32767, mostSum: 32767, mostScale: 32767 }
const mostTaps = 49

/** Whole numbers, a multiplier and a bias for each color plane. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const plane = onePlane(kernel, 'ffmpeg')
  const { mode, grid, notes: gridNotes } = fitGrid(kernel)
  if (plane.bias < 0) {
    throw refusal('cannot-hold', 'ffmpegBias', { bias: formatNumber(plane.bias) })
  }
  const whole = wholeWeights(grid.weight, grid.divisor, limits)
  if (!whole) {
    throw refusal('cannot-hold', 'ffmpegWeights')
  }
  const { values, scale, loss } = whole
  const sum = values.reduce((total, value) => total + value, 0)
  const bias = plane.bias * eightBitWhite
  const filter = [0, 1, 2].map(
    (p) =>
      `${p}m='${values.map(formatNumber).join(' ')}':${p}rdiv=${formatNumber(1 / scale)}:${p}bias=${formatNumber(bias)}` +
      (mode === 'square' ? '' : `:${p}mode=${mode}`),
  )
  const notes = [
    fileNote('ffmpegUse'),
    ...gridNotes,
    ...roundingNotes(loss, 'wholeRounded'),
    ...(bias === 0 ? [] : [fileNote('biasIn8Bits')]),
    // Seen in 5.1: rdiv is ignored, the multiplier is always 1/sum, or 1 where the sum is 0.
    ...(scale === (sum || 1) ? [] : [fileNote('ffmpegOld', { sum, divisor: formatNumber(scale) })]),
    ...lostMotionNotes(options, 'ffmpeg'),
  ]
  return { bytes: encodeText(`format=gbrp,convolution=${filter.join(':')}\n`), notes, loss }
}

type Mode = 'square' | 'row' | 'column'

/** 3×3, 5×5, 7×7, or one row or column of an odd length. */
function fitGrid(kernel: Kernel): { mode: Mode; grid: Kernel; notes: FileNote[] } {
  const [, , R, S] = kernel.shape
  const [rows, columns] = [oddExtent(R), oddExtent(S)]
  const side = Math.max(3, rows, columns)
  if (side <= 7) return { mode: 'square', ...onGrid(kernel, side, side) }
  if (rows === 1 && columns <= mostTaps) return { mode: 'row', ...onGrid(kernel, rows, columns) }
  if (columns === 1 && rows <= mostTaps) return { mode: 'column', ...onGrid(kernel, rows, columns) }
  throw refusal('cannot-hold', 'ffmpegSize', { most: mostTaps, R, S })
}

/** Values without names go to these options, in this order. */
const positional = ['m', 'rdiv', 'bias', 'mode'].flatMap((option) => [0, 1, 2, 3].map((p) => `${p}${option}`))

/** The kernels of a `convolution` filter: one if the planes share it, else one for each plane that has one. */
function read(bytes: Uint8Array): KernelsRead {
  const text = decodeText(bytes).trim()
  const start = text.indexOf('convolution=')
  const options = readOptions(start < 0 ? text : text.slice(start + 'convolution='.length))
  const planes = [0, 1, 2, 3].filter((p) => options.has(`${p}m`))
  if (planes.length === 0) throw refusal('broken-file', 'ffmpegNoMatrix')
  const kernels = planes.map((p) => readPlane(options, p))
  const same = new Set(kernels.map(({ kernel: { name: _, ...rest } }) => JSON.stringify(rest))).size === 1
  return { kernels: same ? [{ kernel: kernelFromFile({ ...kernels[0].kernel, name: '' }) }] : kernels, notes: [] }
}

function readOptions(text: string): Map<string, string> {
  const options = new Map<string, string>()
  let quoted = false
  let word = ''
  let position = 0
  const take = () => {
    const [, key, value] = /^\s*(\w{1,8})=(.*)$/s.exec(word) ?? [null, positional[position++], word]
    if (key !== undefined && value.trim() !== '') options.set(key, value.trim())
    word = ''
  }
  // A quote protects colons; a comma or semicolon outside of quotes ends the filter.
  for (const character of text) {
    if (character === "'" || character === '"') quoted = !quoted
    else if (!quoted && (character === ',' || character === ';' || character === '[')) break
    else if (!quoted && character === ':') take()
    else word += character
  }
  take()
  return options
}

function readPlane(options: ReadonlyMap<string, string>, p: number): ReadKernel {
  const words = (options.get(`${p}m`) ?? '').split(/[\s|]+/).filter((word) => word !== '')
  const weight = words.slice(0, mostTaps + 1).map(parseWhole)
  const mode = options.get(`${p}mode`) ?? 'square'
  const side = Math.sqrt(weight.length)
  const lies = mode === 'row' || mode === '1'
  const stands = mode === 'column' || mode === '2'
  if (weight.length > mostTaps || weight.length % 2 === 0 || (!lies && !stands && ![3, 5, 7].includes(side))) {
    throw refusal('broken-file', 'ffmpegCount', { count: words.length })
  }
  const sum = weight.reduce((total, value) => total + value, 0)
  const rdiv = parseNumber(options.get(`${p}rdiv`) ?? '0')
  return {
    kernel: kernelFromFile({
      name: `plane ${p}`,
      shape: lies ? [1, 1, 1, weight.length] : stands ? [1, 1, weight.length, 1] : [1, 1, side, side],
      weight,
      divisor: rdiv === 0 ? sum || 1 : wholeIfNear(1 / rdiv),
      bias: [parseNumber(options.get(`${p}bias`) ?? '0') / eightBitWhite],
    }),
  }
}

/** 1/(1/49) is not 49 in float64, but within one step of it (2⁻⁵²). */
function wholeIfNear(value: number): number {
  const near = Math.round(value)
  return Math.abs(value - near) <= 2 ** -51 * near ? near : value
}

export const ffmpeg = kernelFormat({
  id: 'ffmpeg',
  name: 'ffmpeg filter',
  extensions: ['ffmpeg'],
  matches: (bytes) => /\bconvolution=|^\s*["']?[0-3]m=/.test(excerpt(glance(bytes), 4096)),
  read,
  write,
})
