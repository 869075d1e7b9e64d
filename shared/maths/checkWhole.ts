import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'

/** What people type, by the names that the options have. */
const typed = {
  stride: 'wholeStride',
  dilation: 'wholeDilation',
  padding: 'wholePadding',
  groups: 'wholeGroups',
  kernel: 'wholeKernel',
} as const

/** The value itself if it is a whole number from `least`; throws `bad-argument` otherwise. */
export function checkWhole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  if (name in typed) throw refusal('bad-argument', typed[name as keyof typeof typed], { least, value })
  throw new LabError('bad-argument', `${name} wants whole numbers from ${least}, got ${value}`)
}
