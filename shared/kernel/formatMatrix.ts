import { refusal } from '../refusal.ts'
import type { Kernel } from './kernel.ts'
import { appliedWeight } from './kernel.ts'

/** text: aligned rows, as ImageJ reads them · inline: `a b; c d` · tsv, csv: for spreadsheets · numpy · latex */
export const matrixStyles = ['text', 'inline', 'tsv', 'csv', 'numpy', 'latex'] as const
export type MatrixStyle = (typeof matrixStyles)[number]

function plainRows(kernel: Kernel, style: MatrixStyle, values: ArrayLike<number>): string[][] {
  const [K, C, R, S] = kernel.shape
  if (K * C > 1) {
    throw refusal('cannot-hold', 'kernelOneSlice', { style, shape: kernel.shape.join('×') })
  }
  return Array.from({ length: R }, (_, r) => Array.from({ length: S }, (_, s) => String(values[r * S + s] || 0)))
}

function nested(values: readonly number[], shape: readonly number[], depth = 0): string {
  const [extent, ...inner] = shape as readonly [number, ...number[]]
  if (inner.length === 0) return `[${values.map((value) => value || 0).join(', ')}]`
  const part = values.length / extent
  const lists = Array.from({ length: extent }, (_, i) =>
    nested(values.slice(i * part, (i + 1) * part), inner, depth + 1),
  )
  // np.array([ is ten characters: rows stand below each other.
  return `[${lists.join(`,\n${' '.repeat(10 + depth)}`)}]`
}

function aligned(rows: readonly (readonly string[])[]): string {
  const width = rows.flat().reduce((widest, cell) => Math.max(widest, cell.length), 0)
  return rows.map((row) => row.map((cell) => cell.padStart(width)).join(' ')).join('\n')
}

/**
 * The weights as text for other programs. NumPy and LaTeX keep the divisor beside the whole numbers; the others hold
 * numbers alone and get the divided ones. The bias is not part of a matrix. Every style but LaTeX is read back by
 * `parseMatrix` to the same weights. Throws `cannot-hold` where a style has no place for several slices.
 */
export function formatMatrix(kernel: Kernel, style: MatrixStyle): string {
  const { shape, weight, divisor } = kernel
  const [K, C, R, S] = shape
  const divided = () => plainRows(kernel, style, appliedWeight(kernel))
  switch (style) {
    case 'text':
      return aligned(divided())
    case 'inline':
      return divided()
        .map((row) => row.join(' '))
        .join('; ')
    case 'tsv':
      return divided()
        .map((row) => row.join('\t'))
        .join('\n')
    case 'csv':
      return divided()
        .map((row) => row.join(','))
        .join('\n')
    case 'numpy':
      return `np.array(${nested(weight, K * C > 1 ? shape : [R, S])})${divisor === 1 ? '' : ` / ${divisor}`}`
    case 'latex': {
      const body = plainRows(kernel, style, weight)
        .map((row) => row.join(' & '))
        .join(' \\\\\n')
      return `${divisor === 1 ? '' : `\\frac{1}{${divisor}} `}\\begin{bmatrix}\n${body}\n\\end{bmatrix}`
    }
  }
}
