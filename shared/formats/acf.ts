import { refusal } from '../refusal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { fromFiveByFive, onFiveByFive, side } from './fiveByFive.ts'
import { kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten } from './kernelFormat.ts'
import { lostMotionNotes, roundingNotes } from './loss.ts'
import { eightBitWhite, onePlane } from './plane.ts'
import { wholeWeights } from './wholeWeights.ts'

const taps = side * side
const limits = { mostValue: 999, mostSum: taps * 999, mostScale: 9999 }
const mostOffset = 9999

/** 25 weights, scale and offset as big-endian 16-bit numbers. Some files have a row of ink colors between them. */
const plainSize = (taps + 2) * 2
const sizeWithInks = 2 * plainSize

/** Photoshop's Filter > Other > Custom: whole numbers up to 999 on 5×5, a scale up to 9999, an offset in 8-bit units. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const plane = onePlane(kernel, 'Photoshop .acf')
  const { grid, notes } = onFiveByFive(kernel, 'Photoshop .acf')
  const whole = wholeWeights(grid.weight, grid.divisor, limits)
  if (!whole) {
    throw refusal('cannot-hold', 'acfWeights')
  }
  const offset = Math.round(plane.bias * eightBitWhite)
  if (Math.abs(offset) > mostOffset) {
    throw refusal('cannot-hold', 'acfOffset', { offset })
  }
  const file = new DataView(new ArrayBuffer(plainSize))
  for (const [i, value] of [...whole.values, whole.scale, offset].entries()) file.setInt16(2 * i, value)
  const loss = Math.max(whole.loss, Math.abs(offset / eightBitWhite - plane.bias))
  return {
    bytes: new Uint8Array(file.buffer),
    notes: [...notes, ...roundingNotes(loss, 'wholeRounded'), ...lostMotionNotes(options, 'Photoshop')],
    loss,
  }
}

function read(bytes: Uint8Array): KernelsRead {
  if (bytes.length !== plainSize && bytes.length !== sizeWithInks) {
    throw refusal('broken-file', 'acfBytes', { plain: plainSize, inks: sizeWithInks, bytes: bytes.length })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { extent, weight } = fromFiveByFive(Array.from({ length: taps }, (_, i) => view.getInt16(2 * i)))
  const kernel = kernelFromFile({
    shape: [1, 1, extent, extent],
    weight,
    divisor: view.getInt16(bytes.length - 4),
    bias: [view.getInt16(bytes.length - 2) / eightBitWhite],
  })
  return { kernels: [{ kernel }], notes: [] }
}

export const acf = kernelFormat({ id: 'acf', name: 'Photoshop custom filter', extensions: ['acf'], read, write })
