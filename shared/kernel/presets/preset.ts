import type { Kernel } from '../kernel.ts'
import { kernelFromRows } from '../kernel.ts'
import type { Source } from './sources.ts'

export const presetFamilies = [
  'identity',
  'blur',
  'edges',
  'derivatives',
  'compass',
  'sharpen',
  'emboss',
  'other',
] as const
export type PresetFamily = (typeof presetFamilies)[number]

export interface Preset<Id extends string = string> {
  readonly id: Id
  readonly family: PresetFamily
  /** Named by the id; oriented as cross-correlation, whatever the source's own orientation is. */
  readonly kernel: Kernel
  readonly source: Source
}

export interface PresetNumbers {
  readonly divisor?: number
  /** In 8-bit units, as the sources give it: 128 is a bias of 128/255. */
  readonly offset?: number
}

/** A plain preset from its rows, written as on paper: '-1 0 1; -2 0 2; -1 0 1'. */
export function preset<const Id extends string>(
  id: Id,
  family: PresetFamily,
  rows: string | readonly (readonly number[])[],
  source: Source,
  { divisor = 1, offset = 0 }: PresetNumbers = {},
): Preset<Id> {
  const numbers = typeof rows === 'string' ? rows.split(';').map((row) => row.trim().split(/\s+/).map(Number)) : rows
  const kernel = kernelFromRows(numbers, { name: id, divisor, bias: [offset / 255] })
  return Object.freeze({ id, family, kernel, source })
}

/** w[r,s] = column[r] · row[s] */
export function outer(column: readonly number[], row: readonly number[]): number[][] {
  return column.map((a) => row.map((b) => a * b))
}
