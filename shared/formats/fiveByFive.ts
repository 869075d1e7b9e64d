import { refusal } from '../refusal.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { onGrid } from './plane.ts'

/** The fixed grid of GIMP's and Photoshop's filters. */
export const side = 5

/** The kernel on the grid, with a note unless it is the usual 3×3 in the middle. Throws `cannot-hold`. */
export function onFiveByFive(kernel: Kernel, formatName: string): { grid: Kernel; notes: FileNote[] } {
  const [, , R, S] = kernel.shape
  if (R > side || S > side) {
    throw refusal('cannot-hold', 'fiveByFive', { format: formatName, R, S })
  }
  const { grid, notes } = onGrid(kernel, side, side)
  return { grid, notes: R === 3 && S === 3 ? [] : notes }
}

/** 25 weights; the inner 9 where all around them are 0, which is how both programs treat them. */
export function fromFiveByFive(all: readonly number[]): { extent: number; weight: readonly number[] } {
  const ringIsZero = all.every((value, i) => value === 0 || isInner(i))
  return ringIsZero ? { extent: 3, weight: all.filter((_, i) => isInner(i)) } : { extent: side, weight: all }
}

function isInner(i: number): boolean {
  const [row, column] = [Math.floor(i / side), i % side]
  return row > 0 && row < side - 1 && column > 0 && column < side - 1
}
