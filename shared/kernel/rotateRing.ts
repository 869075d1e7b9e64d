import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import type { Kernel } from './kernel.ts'
import { createKernel } from './kernel.ts'

/** The eight outer cells of a row-major 3×3 slice, clockwise from the top left. */
const ring = [0, 1, 2, 5, 8, 7, 6, 3] as const

/**
 * w′[ring i] = w[ring (i − eighths) mod 8]: the outer cells of every 3×3 slice turned clockwise by 45° steps, the
 * center left alone. Two eighths are exactly one quarter turn. Throws `bad-argument` for other sizes and for parts of
 * a step.
 */
export function rotateRing(kernel: Kernel, eighths: number): Kernel {
  const [, , R, S] = kernel.shape
  if (R !== 3 || S !== 3) {
    throw refusal('bad-argument', 'turnEighth', { R, S })
  }
  if (!Number.isInteger(eighths)) {
    throw new LabError('bad-argument', `a ring turns by whole steps of 45°, got ${eighths} steps`)
  }
  const weight = [...kernel.weight]
  for (let slice = 0; slice < weight.length; slice += 9) {
    ring.forEach((cell, i) => {
      const from = ring[(((i - eighths) % 8) + 8) % 8]
      weight[slice + cell] = kernel.weight[slice + from]
    })
  }
  return createKernel({ ...kernel, weight })
}
