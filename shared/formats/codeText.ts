import { formatNumber } from './text.ts'

/** A name that can stand in a comment of any language without ending it: names come from files that anybody made. */
export function commentText(name: string, missing = 'kernel'): string {
  const plain = name
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('\\', '/')
  return plain.trim().slice(0, 80) || missing
}

/** Numbers in nested brackets, the innermost on lines of their own: [[1, 2],\n [3, 4]]. */
export function nestedList(
  values: readonly string[],
  shape: readonly number[],
  [open, close]: readonly [string, string] = ['[', ']'],
  indent = '',
): string {
  if (shape.length === 1) return `${open}${values.join(', ')}${close}`
  const [count, ...inner] = shape
  const size = values.length / count
  const parts = Array.from({ length: count }, (_, i) =>
    nestedList(values.slice(i * size, (i + 1) * size), inner, [open, close], `${indent} `),
  )
  return `${open}${parts.join(`,\n${indent} `)}${close}`
}

/** A floating-point literal: 1 would be a whole number in C, GLSL and Python. */
export function floatLiteral(value: number): string {
  const text = formatNumber(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}
