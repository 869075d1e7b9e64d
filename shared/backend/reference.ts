import { convolveRows } from '../maths/convolve.ts'
import type { Backend } from './backend.ts'

/** The truth that every other backend is held against: maths/ itself, for every geometry. */
export const reference: Backend = {
  name: 'reference',
  speed: 1,
  supports: () => true,
  isExact: () => true,
  convolveRows,
}
