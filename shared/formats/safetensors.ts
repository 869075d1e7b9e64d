import * as v from 'valibot'
import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import { appliedWeight } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { sizeOf } from '../maths/tensor.ts'
import { elementBytes, floatBytes, readElements } from './elements.ts'
import type { ElementType } from './elements.ts'
import { kernelsFromArrays } from './kernelArray.ts'
import type { NamedArray } from './kernelArray.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestChange, roundingNotes } from './loss.ts'
import { encodeText, excerpt } from './text.ts'

const elementTypes: Readonly<Record<string, ElementType>> = {
  BOOL: 'bool',
  I8: 'int8',
  U8: 'uint8',
  I16: 'int16',
  U16: 'uint16',
  I32: 'int32',
  U32: 'uint32',
  I64: 'int64',
  U64: 'uint64',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
}

/** The format's own bound is 100 MB; a model of 100 000 tensors has 10 MB. */
const longestHeader = 1 << 25

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const entry = v.object({
  dtype: v.string(),
  shape: v.pipe(v.array(whole), v.maxLength(64)),
  data_offsets: v.tuple([whole, whole]),
})
const headerSchema = v.objectWithRest({ __metadata__: v.optional(v.record(v.string(), v.string())) }, entry)

type Entry = v.InferOutput<typeof entry>

/** Tensors with their names, as PyTorch and the Python writer lay them out: header padded to a multiple of 8. */
export function writeSafetensors(
  tensors: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let end = 0
  const entries = tensors.map(({ name, shape, data }) => {
    const begin = end
    end += data.byteLength
    const dtype = data instanceof Float64Array ? 'F64' : 'F32'
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const
  })
  const described = { __metadata__: { format: 'pt', ...metadata }, ...Object.fromEntries(entries) }
  const header = encodeText(JSON.stringify(described))
  const start = 8 + Math.ceil(header.length / 8) * 8
  const file = new Uint8Array(start + end).fill(0x20, 8, start)
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true)
  file.set(header, 8)
  for (const [i, { data }] of tensors.entries()) file.set(floatBytes(data), start + entries[i][1].data_offsets[0])
  return file
}

/** All tensors, in the order of the header. Throws `broken-file`, and `unsupported-format` for types other than numbers up to 64 bits. */
export function readSafetensors(bytes: Uint8Array): NamedArray[] {
  const { entries, start } = readHeader(bytes)
  checkCoverage(entries, bytes.length - start)
  return entries.map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => {
      const type = Object.hasOwn(elementTypes, dtype) ? elementTypes[dtype] : undefined
      if (!type) {
        const wanted = Object.keys(elementTypes).join(' ')
        throw refusal('unsupported-format', 'tensorType', { wanted, name: excerpt(name), type: excerpt(dtype) })
      }
      if (sizeOf(shape) * elementBytes[type] !== end - begin) {
        throw refusal('broken-file', 'tensorBytes', {
          name: excerpt(name),
          shape: shape.join('×'),
          type: dtype,
          bytes: sizeOf(shape) * elementBytes[type],
          came: end - begin,
        })
      }
      return { name, shape, data: readElements(bytes.subarray(start + begin, start + end), type) }
    },
  )
}

/** What the writer said about the file beside its tensors. Throws `broken-file`. */
export function readSafetensorsMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  return readHeader(bytes).metadata
}

function readHeader(bytes: Uint8Array): {
  entries: [string, Entry][]
  start: number
  metadata: Readonly<Record<string, string>>
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = bytes.length < 9 ? -1 : Number(view.getBigUint64(0, true))
  if (length < 2 || length > longestHeader || 8 + length > bytes.length || bytes[8] !== 0x7b) {
    throw refusal('broken-file', 'safetensorsStart', { bytes: bytes.length })
  }
  let header: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length))
    header = JSON.parse(text)
    refuseDuplicates(text)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw refusal('broken-file', 'safetensorsJson', { why: excerpt((error as Error).message, 120) })
  }
  const parsed = v.safeParse(headerSchema, header, { abortEarly: true })
  if (!parsed.success) {
    throw refusal('broken-file', 'safetensorsHeader', { why: excerpt(parsed.issues[0].message, 120) })
  }
  const { __metadata__: metadata = {}, ...tensors } = parsed.output
  return { entries: Object.entries(tensors), start: 8 + length, metadata }
}

/** The tensors cover the buffer from 0 to its end, without holes and without sharing bytes. */
function checkCoverage(entries: readonly [string, Entry][], size: number): void {
  let covered = 0
  const ranges = entries.map(([, { data_offsets }]) => data_offsets).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  for (const [begin, end] of ranges) {
    if (begin !== covered || end < begin) {
      throw refusal('broken-file', 'tensorPlace', { at: covered, begin, end })
    }
    covered = end
  }
  if (covered !== size) throw refusal('broken-file', 'tensorsSize', { covered, size })
}

/** JSON.parse would silently keep the last of two tensors with one name. `text` is JSON. */
function refuseDuplicates(text: string): void {
  const names = new Set<string>()
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}') depth--
    if (text[at] !== '"') continue
    // A regular expression for a string with escapes would exhaust the stack on a long hostile one.
    const start = at++
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    if (depth !== 1 || !isKey(text, at + 1)) continue
    const name = JSON.parse(text.slice(start, at + 1)) as string
    if (names.has(name)) throw refusal('broken-file', 'tensorTwice', { name: excerpt(name) })
    names.add(name)
  }
}

function isKey(text: string, end: number): boolean {
  let at = end
  while (' \t\r\n'.includes(text[at])) at++
  return text[at] === ':'
}

function write(kernel: Kernel): KernelWritten {
  const applied = appliedWeight(kernel)
  const weight = Float32Array.from(applied)
  const bias = Float32Array.from(kernel.bias)
  // Conv2d(bias=False) refuses a bias on loading, so zeros are not written.
  const hasBias = kernel.bias.some((value) => value !== 0)
  const tensors = [
    { name: 'weight', shape: kernel.shape, data: weight },
    ...(hasBias ? [{ name: 'bias', shape: [kernel.bias.length], data: bias }] : []),
  ]
  const loss = Math.max(largestChange(applied, weight), largestChange(kernel.bias, bias))
  return {
    bytes: writeSafetensors(tensors),
    notes: [...dividedNotes(kernel.divisor), ...roundingNotes(loss, 'float32Rounded')],
    loss,
  }
}

export const safetensors = kernelFormat({
  id: 'safetensors',
  name: 'safetensors (PyTorch)',
  extensions: ['safetensors'],
  matches: (bytes) => bytes.length > 9 && bytes[4] + bytes[5] + bytes[6] + bytes[7] === 0 && bytes[8] === 0x7b,
  read: (bytes) => kernelsFromArrays(readSafetensors(bytes)),
  write,
})
