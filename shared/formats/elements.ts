import type { Numbers } from '../maths/tensor.ts'

/** Bytes of one number, by its type. */
export const elementBytes = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
} as const

export type ElementType = keyof typeof elementBytes

/**
 * The numbers in `bytes` (a whole number of elements): as float32 where that holds every value of the type, else as
 * float64 (64-bit integers beyond 2⁵³ are rounded). Aligned little-endian floats are a view onto the same memory, no copy:
 * every machine that Electron runs on is little-endian itself.
 */
export function readElements(bytes: Uint8Array, type: ElementType, littleEndian = true): Numbers {
  const size = elementBytes[type]
  const native = littleEndian || size === 1 ? aligned(bytes, size) : swapped(bytes, size)
  const { buffer, byteOffset } = native
  const count = native.length / size
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, count)
    case 'float64':
      return new Float64Array(buffer, byteOffset, count)
    case 'uint8':
      return new Float32Array(native)
    case 'bool':
      return new Float32Array(native.map((byte) => (byte === 0 ? 0 : 1)))
    case 'int8':
      return new Float32Array(new Int8Array(buffer, byteOffset, count))
    case 'int16':
      return new Float32Array(new Int16Array(buffer, byteOffset, count))
    case 'uint16':
      return new Float32Array(new Uint16Array(buffer, byteOffset, count))
    case 'int32':
      return new Float64Array(new Int32Array(buffer, byteOffset, count))
    case 'uint32':
      return new Float64Array(new Uint32Array(buffer, byteOffset, count))
    case 'int64':
      return fromBigInts(new BigInt64Array(buffer, byteOffset, count))
    case 'uint64':
      return fromBigInts(new BigUint64Array(buffer, byteOffset, count))
    case 'float16':
      return fromHalves(new Uint16Array(buffer, byteOffset, count))
    case 'bfloat16':
      return fromBrainFloats(new Uint16Array(buffer, byteOffset, count))
  }
}

/** The memory of floats, as they lie: little-endian. */
export function floatBytes(data: Numbers): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** Not `slice()`, which copies a Uint8Array but gives a view of Node's Buffer, as unaligned as before. */
function aligned(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes)
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(bytes.length)
  for (let start = 0; start < bytes.length; start += size) {
    for (let i = 0; i < size; i++) result[start + i] = bytes[start + size - 1 - i]
  }
  return result
}

function fromBigInts(values: BigInt64Array | BigUint64Array): Float64Array {
  const result = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) result[i] = Number(values[i])
  return result
}

/** (−1)ˢ · 2^(e−15) · (1 + m/1024); e = 0: (−1)ˢ · 2^−14 · m/1024; e = 31: ∞ or NaN. IEEE 754 binary16: 1 + 5 + 10 bits. */
function fromHalves(bits: Uint16Array): Float32Array {
  const result = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) {
    const sign = bits[i] & 0x8000 ? -1 : 1
    const exponent = (bits[i] >> 10) & 31
    const mantissa = bits[i] & 1023
    if (exponent === 0) result[i] = sign * 2 ** -14 * (mantissa / 1024)
    else if (exponent === 31) result[i] = mantissa ? NaN : sign * Infinity
    else result[i] = sign * 2 ** (exponent - 15) * (1 + mantissa / 1024)
  }
  return result
}

/** The upper half of a float32. */
function fromBrainFloats(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) words[i] = bits[i] << 16
  return new Float32Array(words.buffer)
}
