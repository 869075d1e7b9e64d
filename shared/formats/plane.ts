import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import { createKernel, appliedWeight } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { resize } from '../kernel/transforms.ts'

/** The one plane of a kernel for tools that filter every color by itself: w = weight / divisor, then bias. */
export interface Plane {
  readonly rows: number
  readonly columns: number
  readonly weight: readonly number[]
  readonly divisor: number
  /** In units of the picture, 0 to 1. */
  readonly bias: number
}

/** Throws `cannot-hold` for a kernel that mixes channels or gives several. */
export function onePlane(kernel: Kernel, formatName: string): Plane {
  const [K, C, rows, columns] = kernel.shape
  if (K * C !== 1) {
    throw refusal('cannot-hold', 'onePlane', { format: formatName, shape: kernel.shape.join('×') })
  }
  return { rows, columns, weight: kernel.weight, divisor: kernel.divisor, bias: kernel.bias[0] }
}

/** w = weight / divisor with divisor 1, for formats that have no place for one. */
export function divided(kernel: Kernel): Kernel {
  return createKernel({ ...kernel, weight: appliedWeight(kernel), divisor: 1 })
}

/** The same filter on a larger grid, and a note if that is news. Anchors meet, so the picture does not move. */
export function onGrid(kernel: Kernel, rows: number, columns: number): { grid: Kernel; notes: FileNote[] } {
  const [, , R, S] = kernel.shape
  if (R === rows && S === columns) return { grid: kernel, notes: [] }
  return {
    grid: resize(kernel, rows, columns),
    notes: [fileNote('gridded', { kernel: `${R}×${S}`, grid: `${rows}×${columns}` })],
  }
}

/** The nearest odd extent that holds an even one. */
export function oddExtent(extent: number): number {
  return extent % 2 === 0 ? extent + 1 : extent
}

/** Offsets of tools that count brightness from 0 to 255. */
export const eightBitWhite = 255
