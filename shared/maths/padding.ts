import { refusal } from '../refusal.ts'
import { checkWhole } from './checkWhole.ts'
import type { Padding } from './convolutionOptions.ts'

const words = ['valid', 'same', 'full'] as const

/** 'valid' | 'same' | 'full' | '1' | '1,2' (vertical, horizontal) | '1,2,3,4' (top, left, bottom, right). Throws `bad-argument`. */
export function parsePadding(text: string): Padding {
  const trimmed = text.trim()
  const word = words.find((candidate) => candidate === trimmed)
  if (word) return word
  const parts = trimmed.split(',').map((part) => part.trim())
  // Number() alone would take '' for 0 and '1e3' for 1000.
  if (!parts.every((part) => /^\d+$/.test(part))) throw refusal('bad-argument', 'paddingForm', { found: text })
  const numbers = parts.map(Number)
  const [first, second, third, fourth] = numbers
  if (numbers.length === 1) return first
  if (numbers.length === 2) return [first, second]
  if (numbers.length === 4) return [first, second, third, fourth]
  throw refusal('bad-argument', 'paddingCount', { count: numbers.length, found: text })
}

/** What one axis is padded with; `same` and `full` depend on its extent and kernel. */
export type AxisPadding = 'same' | 'full' | readonly [before: number, after: number]

/** Splits the spellings of Padding into the two axes. Throws `bad-argument`. */
export function paddingPerAxis(padding: Padding): readonly [vertical: AxisPadding, horizontal: AxisPadding] {
  if (padding === 'valid') return paddingPerAxis(0)
  if (padding === 'same' || padding === 'full') return [padding, padding]
  const numbers: readonly number[] = typeof padding === 'number' ? [padding] : padding
  if (typeof padding === 'string' || ![1, 2, 4].includes(numbers.length)) {
    throw refusal('bad-argument', 'paddingForm', { found: String(padding) })
  }
  const [top, left = top, bottom = top, right = left] = numbers.map((part) => checkWhole('padding', part, 0))
  return [
    [top, bottom],
    [left, right],
  ]
}

/**
 * How many rows (columns) stand before and after an input of that extent, for windows that reach over `reach` of them.
 * `same` gives ⌈extent/stride⌉ windows, the odd row after (ONNX SAME_UPPER); `full` every window that touches the input.
 */
export function axisPads(
  padding: AxisPadding,
  extent: number,
  reach: number,
  stride: number,
): readonly [before: number, after: number] {
  if (padding === 'full') return [reach - 1, reach - 1]
  if (padding !== 'same') return padding
  const total = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + reach - extent)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}
