import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { sizeOf } from '../maths/tensor.ts'
import type { Numbers } from '../maths/tensor.ts'
import { elementBytes, floatBytes, readElements } from './elements.ts'
import type { ElementType } from './elements.ts'
import { arrayShape, kernelFromArray, weightNumbers } from './kernelArray.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestBias, lostBiasNotes } from './loss.ts'
import { parsePythonLiteral } from './pythonLiteral.ts'
import { encodeText, excerpt } from './text.ts'

export interface NpyArray {
  readonly shape: readonly number[]
  /** In C order; a view onto the file's bytes where the file holds aligned little-endian floats in that order. */
  readonly data: Numbers
  /** As the file says it, for example '<f4'. */
  readonly dtype: string
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY

/** NumPy itself reads headers up to 10 000 bytes. */
const longestHeader = 1 << 16
/** NumPy's own limit is 64. */
const mostDimensions = 64

const elementTypes: Readonly<Record<string, ElementType>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
}

/** A NumPy array, versions 1 to 3. Throws `broken-file`, and `unsupported-format` for what is no real number (objects, complex, records). */
export function readNpy(bytes: Uint8Array): NpyArray {
  const { text, end } = readHeader(bytes)
  const { descr, fortran_order: fortran, shape } = parseHeader(text)
  const { type, littleEndian } = elementType(descr)
  const size = sizeOf(shape) * elementBytes[type]
  const came = bytes.length - end
  // Also refuses the NaN that 0 times an overflowing product makes.
  if (!(came >= size)) {
    throw refusal('broken-file', 'npyBytes', { shape: shape.join('×'), type, size, came })
  }
  const data = readElements(bytes.subarray(end, end + size), type, littleEndian)
  return { shape, data: fortran && shape.length > 1 ? fromFortranOrder(data, shape) : data, dtype: descr }
}

/** A NumPy array of version 1.0 in C order, byte for byte what numpy.save writes for short shapes. */
export function writeNpy(shape: readonly number[], data: Numbers): Uint8Array {
  const [head, numbers] = npyParts(shape, data)
  const file = new Uint8Array(head.length + numbers.length)
  file.set(head)
  file.set(numbers, head.length)
  return file
}

/** The same in two pieces, of which the second is the numbers where they lie. */
export function npyParts(shape: readonly number[], data: Numbers): readonly [head: Uint8Array, numbers: Uint8Array] {
  if (data.length !== sizeOf(shape)) {
    throw new LabError('shape-mismatch', `shape ${shape.join('×')} wants ${sizeOf(shape)} numbers, got ${data.length}`)
  }
  return [npyHead(shape, data instanceof Float32Array ? '<f4' : '<f8'), floatBytes(data)]
}

/** What stands before numbers in C order: they begin at a multiple of 64. */
export function npyHead(shape: readonly number[], descr: '<f4' | '<f8'): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`
  // Magic, version and length take 10 bytes; a line break stands before the numbers.
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64
  const head = new Uint8Array(start)
  head.set([...magic, 1, 0])
  new DataView(head.buffer).setUint16(8, start - 10, true)
  head.set(encodeText(`${dictionary.padEnd(start - 11)}\n`), 10)
  return head
}

function readHeader(bytes: Uint8Array): { text: string; end: number } {
  if (!isNpy(bytes) || bytes.length < 12) throw refusal('broken-file', 'npyStart')
  const major = bytes[6]
  if (major < 1 || major > 3) {
    throw refusal('unsupported-format', 'npyVersion', { version: major })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = major === 1 ? 10 : 12
  if (length > longestHeader || start + length > bytes.length) {
    throw refusal('broken-file', 'npyHeader', { length, bytes: bytes.length })
  }
  return { text: new TextDecoder().decode(bytes.subarray(start, start + length)), end: start + length }
}

function parseHeader(text: string): { descr: string; fortran_order: boolean; shape: number[] } {
  const header = parsePythonLiteral(text)
  const broken = refusal('broken-file', 'npyDescription', { found: excerpt(text, 120) })
  if (header === null || typeof header !== 'object' || Array.isArray(header)) throw broken
  const { descr, fortran_order, shape } = header
  if (Array.isArray(descr)) throw refusal('unsupported-format', 'npyRecords')
  if (typeof descr !== 'string' || typeof fortran_order !== 'boolean' || !Array.isArray(shape)) throw broken
  const extents = shape.filter((extent) => typeof extent === 'number' && Number.isSafeInteger(extent) && extent >= 0)
  if (extents.length !== shape.length || shape.length > mostDimensions) throw broken
  return { descr, fortran_order, shape: extents as number[] }
}

function elementType(descr: string): { type: ElementType; littleEndian: boolean } {
  const [, order, name] = /^([<>|=]?)([a-zA-Z]\d*)$/.exec(descr) ?? []
  const type = Object.hasOwn(elementTypes, name) ? elementTypes[name] : undefined
  if (!type) {
    const wanted = Object.keys(elementTypes).join(' ')
    throw refusal('unsupported-format', 'npyType', { wanted, came: excerpt(descr) })
  }
  return { type, littleEndian: order !== '>' }
}

/** y[i₀,…,iₙ] = x[i₀·1 + i₁·N₀ + i₂·N₀·N₁ + …] */
function fromFortranOrder(x: Numbers, shape: readonly number[]): Numbers {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)))
  const y = x.slice()
  const last = shape.length - 1
  const index = new Array<number>(shape.length).fill(0)
  for (let to = 0; to < y.length; to += shape[last]) {
    let from = 0
    for (let axis = 0; axis < last; axis++) from += index[axis] * strides[axis]
    for (let i = 0; i < shape[last]; i++) y[to + i] = x[from + i * strides[last]]
    for (let axis = last - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0
  }
  return y
}

function isNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte)
}

function write(kernel: Kernel): KernelWritten {
  return {
    bytes: writeNpy(arrayShape(kernel.shape), weightNumbers(kernel)),
    notes: [
      ...dividedNotes(kernel.divisor),
      ...lostBiasNotes(kernel.bias, (bias) => fileNote('npyBiasLost', { bias })),
    ],
    loss: largestBias(kernel.bias),
  }
}

export const npy = kernelFormat({
  id: 'npy',
  name: 'NumPy array',
  extensions: ['npy'],
  matches: isNpy,
  read: (bytes) => ({ kernels: [{ kernel: kernelFromArray({ name: '', ...readNpy(bytes) }) }], notes: [] }),
  write,
})
