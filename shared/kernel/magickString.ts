import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import { refusal } from '../refusal.ts'
import type { Kernel } from './kernel.ts'
import { createKernel } from './kernel.ts'
import { readCell } from './readCell.ts'
import { anchor, anchorAt } from './transforms.ts'

const head = /^(\d{1,7})(?:x(\d{1,7}))?(?:([+-]\d{1,7})([+-]\d{1,7}))?([@<>]*):/i

export function isMagickString(text: string): boolean {
  return head.test(text)
}

/** The cells of the one kernel after the head. */
function readBody(text: string, S: number, R: number): string[] {
  const [body = '', ...more] = text.trim().replace(/;$/, '').split(';')
  if (more.length > 0) throw refusal('bad-kernel', 'magickMore', { found: more.length + 1 })
  const cells = body.split(/[\s,]+/).filter((cell) => cell !== '')
  if (cells.length !== R * S) {
    throw refusal('bad-kernel', 'magickCount', { size: `${S}x${R}`, count: R * S, found: cells.length })
  }
  return cells
}

const isHole = (cell: string) => cell === '-' || cell.toLowerCase() === 'nan'

/**
 * ImageMagick's user-defined kernel `WxH[+X+Y][@<>]: v, v, v …`: exactly W·H numbers, `nan` or `-` for a cell that
 * takes no part.
 *
 * The numbers are taken as `-morphology Correlate` applies them; `-morphology Convolve` would turn them by 180°. An
 * origin away from the middle becomes rows and columns of 0, since our kernels have their origin there. Throws
 * `bad-kernel`.
 */
export function readMagickString(text: string): { kernel: Kernel; notes: FileNote[] } {
  const match = head.exec(text)
  if (!match) throw refusal('bad-kernel', 'magickHead')
  const [start, width, height = width, originX, originY, flags] = match
  const [S, R] = [Number(width), Number(height)]
  const cells = readBody(text.slice(start.length), S, R)
  const holes = cells.filter(isHole).length
  if (holes === cells.length) throw refusal('bad-kernel', 'magickNoNumber')
  const weight = cells.map((cell, i) =>
    isHole(cell) ? 0 : readCell(cell, { row: Math.floor(i / S) + 1, column: (i % S) + 1 }),
  )
  const [x, y] = [Number(originX ?? anchor(S)), Number(originY ?? anchor(R))]
  if (x < 0 || x >= S || y < 0 || y >= R) {
    throw refusal('bad-kernel', 'magickOutside', { size: `${S}x${R}`, x, y })
  }

  const notes: FileNote[] = []
  if (holes > 0) notes.push(fileNote('magickHoles', { count: holes }))
  if (x !== anchor(S) || y !== anchor(R)) notes.push(fileNote('magickOrigin', { x, y }))
  if (flags) notes.push(fileNote('magickTurns', { flags }))
  return { kernel: anchorAt(createKernel({ shape: [1, 1, R, S], weight }), y, x), notes }
}
