import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { commentText } from './codeText.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { lostMotionNotes, roundingNotes } from './loss.ts'
import { divided, eightBitWhite, oddExtent, onePlane, onGrid } from './plane.ts'
import { encodeText, formatRows } from './text.ts'

/** sharp refuses kernels outside of these widths and heights. */
const least = 3
const most = 1001

/** Weights already divided and scale 1: sharp replaces a scale that is not whole by the sum, and one below 1 by 1. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const plane = onePlane(kernel, 'sharp.convolve')
  const [rows, columns] = [plane.rows, plane.columns].map((extent) => Math.max(least, oddExtent(extent)))
  if (rows > most || columns > most) {
    throw refusal('cannot-hold', 'sharpSize', { most, rows: plane.rows, columns: plane.columns })
  }
  const { grid, notes: gridNotes } = onGrid(divided(kernel), rows, columns)
  const offset = Math.round(plane.bias * eightBitWhite)
  const loss = Math.abs(offset / eightBitWhite - plane.bias)
  const text = `// ${commentText(kernel.name)}
import sharp from 'sharp'

const kernel = {
  width: ${columns},
  height: ${rows},
  kernel: [
    ${formatRows(grid.weight, columns, ', ', ',\n    ')},
  ],
  scale: 1,
  offset: ${offset},
}

await sharp('input.png').convolve(kernel).toFile('output.png')
`
  const notes = [
    fileNote('sharpClips'),
    ...gridNotes,
    ...roundingNotes(loss, 'offsetRounded'),
    ...lostMotionNotes(options, 'sharp'),
  ]
  return { bytes: encodeText(text), notes, loss }
}

export const sharpCode = kernelFormat({
  id: 'sharp',
  name: 'sharp code (JavaScript)',
  extensions: ['mjs', 'js'],
  write,
})
