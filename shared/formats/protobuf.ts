import { refusal } from '../refusal.ts'
import { floatBytes, readElements } from './elements.ts'
import { encodeText } from './text.ts'

/** A message has far fewer fields than this; a hostile one must not become millions of objects. */
const mostFields = 1 << 20

/** Joins fields to a message. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((length, field) => length + field.length, 0))
  let at = 0
  for (const field of fields) {
    bytes.set(field, at)
    at += field.length
  }
  return bytes
}

/** Wire type 0: a whole number from 0; seven bits a byte, the lowest first. */
export function varintField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8), ...varint(value)])
}

/** Wire type 5: a float32, little-endian. */
export function floatField(field: number, value: number): Uint8Array {
  return message(Uint8Array.from(varint(field * 8 + 5)), floatBytes(Float32Array.of(value)))
}

/** Wire type 2: a message, packed numbers or raw bytes. */
export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return message(Uint8Array.from([...varint(field * 8 + 2), ...varint(bytes.length)]), bytes)
}

export function textField(field: number, text: string): Uint8Array {
  return bytesField(field, encodeText(text))
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

/** One field as it lies in the message. */
interface Field {
  readonly field: number
  /** A number of wire type 0, or the bytes of wire types 1 (eight), 2 (any) and 5 (four). */
  readonly value: number | Uint8Array
}

/** A decoded message. Fields that nobody asks for are skipped; repeated numbers may be packed or not. Throws `broken-file`. */
export interface Message {
  readonly wholes: (field: number) => number[]
  readonly floats: (field: number) => Float32Array
  readonly doubles: (field: number) => Float64Array
  readonly bytes: (field: number) => Uint8Array[]
  readonly texts: (field: number) => string[]
  readonly messages: (field: number) => Message[]
}

export function readMessage(bytes: Uint8Array): Message {
  const fields = readFields(bytes)
  const valuesOf = (wanted: number) => fields.filter(({ field }) => field === wanted).map(({ value }) => value)
  const bytesOf = (wanted: number) => valuesOf(wanted).map(asBytes)
  const joined = (wanted: number, size: number) => {
    const all = message(...bytesOf(wanted))
    if (all.length % size !== 0) throw refusal('broken-file', 'protobufNumbers', { size, bytes: all.length })
    return all
  }
  return {
    wholes: (field) => valuesOf(field).flatMap((value) => (typeof value === 'number' ? [value] : readVarints(value))),
    floats: (field) => readElements(joined(field, 4), 'float32') as Float32Array,
    doubles: (field) => readElements(joined(field, 8), 'float64') as Float64Array,
    bytes: bytesOf,
    texts: (field) => bytesOf(field).map((text) => new TextDecoder().decode(text)),
    messages: (field) => bytesOf(field).map(readMessage),
  }
}

function asBytes(value: number | Uint8Array): Uint8Array {
  if (typeof value === 'number') throw refusal('broken-file', 'protobufNoBytes')
  return value
}

function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    const field = Math.floor(tag.value / 8)
    const wire = tag.value % 8
    if (field < 1) throw refusal('broken-file', 'protobufField')
    if (fields.length === mostFields) throw refusal('too-large', 'protobufFields', { most: mostFields })
    at = tag.end
    if (wire === 0) {
      const { value, end } = readVarint(bytes, at)
      fields.push({ field, value })
      at = end
      continue
    }
    const length = wire === 2 ? readVarint(bytes, at) : { value: fixedSize(wire), end: at }
    at = length.end + length.value
    if (length.value < 0 || at > bytes.length) {
      throw refusal('broken-file', 'protobufLeft', { bytes: length.value, left: bytes.length - length.end })
    }
    fields.push({ field, value: bytes.subarray(length.end, at) })
  }
  return fields
}

/** Wire types 3 and 4 (groups) went out of use before ONNX existed. */
function fixedSize(wire: number): number {
  if (wire === 1) return 8
  if (wire === 5) return 4
  throw refusal('broken-file', 'protobufWire', { wire })
}

function readVarints(bytes: Uint8Array): number[] {
  const values: number[] = []
  for (let at = 0; at < bytes.length;) {
    const { value, end } = readVarint(bytes, at)
    values.push(value)
    at = end
  }
  return values
}

/** Σ bits·128ⁱ as a signed 64-bit number: a negative one takes ten bytes. */
function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i]
    if (byte === undefined) break
    // The first 49 bits are exact in a float64; longer numbers are put together as BigInt.
    if (i === 7) return readLongVarint(bytes, start)
    value += (byte & 127) * 128 ** i
    if (byte < 128) return { value, end: start + i + 1 }
  }
  throw refusal('broken-file', 'protobufCut')
}

function readLongVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0n
  for (let i = 0; i < 10 && start + i < bytes.length; i++) {
    value |= BigInt(bytes[start + i] & 127) << BigInt(7 * i)
    if (bytes[start + i] < 128) return { value: Number(BigInt.asIntN(64, value)), end: start + i + 1 }
  }
  throw refusal('broken-file', 'protobufLong')
}
