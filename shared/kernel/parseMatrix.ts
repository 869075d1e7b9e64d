import { refusal } from '../refusal.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from './kernel.ts'
import { createKernel, kernelFromRows } from './kernel.ts'
import { isMagickString, readMagickString } from './magickString.ts'
import { readNested } from './nestedMatrix.ts'
import { readPlain } from './plainMatrix.ts'
import { readNumber } from './readCell.ts'

const comment = /^[#%]|^\/\//

/** More text than the largest kernel needs at 17 digits a weight is no kernel. */
const longest = 1 << 26

export interface ReadMatrix {
  readonly kernel: Kernel
  /** What was changed to make it a kernel of ours, in words. */
  readonly notes: readonly FileNote[]
}

/** Characters that look like those meant: minus signs, hard spaces, a byte-order mark, other systems' line ends. */
function plainCharacters(text: string): string {
  return text
    .replace(/[−–﹣－]/g, '-')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
}

/** `1/16 *` before a list or `/ 16` and `* 0.5` after it, as the divisor that it is. */
function readFactor(text: string, sign: string): number {
  const value = readNumber(text)
  const divisor = value === undefined ? NaN : sign === '/' ? value : 1 / value
  if (!Number.isFinite(divisor) || divisor === 0) {
    throw refusal('bad-kernel', 'zeroFactor', { found: text.slice(0, 40) })
  }
  return divisor
}

// Spaces are single by the time these are used, so that no run of them can be divided in two ways.
const assignment = /^[\w .*&<>:,[\]]*[\w\]>] ?= ?/
const factor = /^([\d.+\-e/]+) ?[*×·]? ?(?=[[{(])/i
const call = /^[a-z_][\w.:]* ?\(\s?(?=[[{(])/i
const ending = /^ ?(?:([*/×]) ?\(?([\d.+\-e/]+)\)?)?[ ;]*$/i

/** A matrix in brackets with what programs put around it: `float k[2][2] = {…};`, `np.array([…], dtype=float) / 16`. */
function readBracketed(text: string): Kernel {
  let rest = text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .replace(/ ?\/ ?/g, '/')
  const declared = assignment.exec(rest.slice(0, 200))
  if (declared) rest = rest.slice(declared[0].length)
  const before = factor.exec(rest.slice(0, 100))
  if (before) rest = rest.slice(before[0].length)
  const called = call.exec(rest.slice(0, 100))
  if (called) rest = rest.slice(called[0].length)
  if (!/^[[{(]/.test(rest)) {
    throw refusal('bad-kernel', 'noList', { found: rest.slice(0, 40) })
  }
  const { outputs, channels, rows, end } = readNested(rest)
  let after = rest.slice(end).replace(/\n/g, ' ')
  if (called) {
    const close = after.indexOf(')')
    if (close < 0 || !/^ ?(?:,|$)/.test(after.slice(0, close))) {
      throw refusal('bad-kernel', 'openCall', { call: called[0].slice(0, -1) })
    }
    after = after.slice(close + 1)
  }
  const last = ending.exec(after.slice(0, 100))
  if (!last || after.length > 100) {
    throw refusal('bad-kernel', 'moreThanMatrix', { found: after.trim().slice(0, 40) })
  }
  const divisor = (before ? readFactor(before[1], '*') : 1) * (last[2] ? readFactor(last[2], last[1]) : 1)
  const shape = [outputs, channels, rows.length / (outputs * channels), rows[0]?.length ?? 0] as const
  return createKernel({ shape, weight: rows.flat(), divisor })
}

/**
 * A kernel from whatever people paste, and notes on what had to be changed: spreadsheet cells, CSV, ImageJ text, `a
 * b; c d`, nested lists of Python, NumPy, JSON, MATLAB and C (up to K×C×R×S), ImageMagick's `3x3: …`; with fractions
 * such as `1/9`. Lines that begin with #, % or // are comments.
 *
 * The numbers are taken as correlation uses them. Nothing is guessed: what can be read in two ways is refused. Throws
 * `bad-kernel`, naming row, column and what stood there, and `too-large`.
 */
export function readMatrix(text: string): ReadMatrix {
  if (text.length > longest) {
    throw refusal('too-large', 'textTooLong', { most: longest, found: text.length })
  }
  const plain = plainCharacters(text)
    .split('\n')
    .filter((line) => !comment.test(line.trim()))
    .join('\n')
    .trim()
  if (isMagickString(plain)) return readMagickString(plain)
  return { kernel: /[[{(]/.test(plain) ? readBracketed(plain) : kernelFromRows(readPlain(plain)), notes: [] }
}

/** `readMatrix` where nobody reads the notes. */
export function parseMatrix(text: string): Kernel {
  return readMatrix(text).kernel
}
