import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { writeNpy } from '../../shared/formats/npy.ts'
import { npz } from '../../shared/formats/npz.ts'
import { readSafetensors, safetensors, writeSafetensors } from '../../shared/formats/safetensors.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian, oneToNine } from './kernels.ts'

const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) })

/** A safetensors file with any header and any buffer. */
function tensorFile(header: unknown, size: number): Uint8Array {
  const text = strToU8(typeof header === 'string' ? header : JSON.stringify(header))
  const file = new Uint8Array(8 + text.length + size)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  return file
}

describe('npz', () => {
  it('gives the same bytes for the same kernel', () => {
    expect(npz.write(oneToNine).bytes).toEqual(npz.write(oneToNine).bytes)
  })

  it('reads a compressed archive of a whole network, each layer with its bias', () => {
    const bytes = zipSync({
      'conv1.weight.npy': writeNpy([2, 1, 1, 2], Float32Array.of(1, 2, 3, 4)),
      'conv1.bias.npy': writeNpy([2], Float32Array.of(5, 6)),
      'conv2.weight.npy': writeNpy([1, 2, 1, 1], Float64Array.of(7, 8)),
      'fc.weight.npy': writeNpy([1, 2], Float64Array.of(7, 8)),
      'readme.txt': strToU8('no array'),
    })
    const { kernels, notes } = npz.read(bytes)
    expect(kernels.map(({ kernel }) => [kernel.name, kernel.shape, kernel.weight, kernel.bias])).toEqual([
      ['conv1', [2, 1, 1, 2], [1, 2, 3, 4], [5, 6]],
      ['conv2', [1, 2, 1, 1], [7, 8], [0]],
    ])
    expect(englishNotes(notes)).toEqual(['No convolution, left out: fc.weight (1×2).'])
  })

  it('tells the owner of a PyTorch file what to do, and runs nothing of it', () => {
    const pt = zipSync({ 'archive/data.pkl': strToU8('cos\nsystem\n.'), 'archive/data/0': new Uint8Array(36) })
    expect(() => npz.read(pt)).toThrow(refusal('unsupported-format', 'safetensors'))
  })

  it('refuses an archive that says it unpacks to more than memory', () => {
    const bytes = zipSync({ 'weight.npy': writeNpy([3, 3], new Float32Array(9)) })
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < bytes.length - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffff0, true) // size in the directory
    }
    expect(() => npz.read(bytes)).toThrow(refusal('too-large', 'at most 268435456 bytes'))
  })

  it('refuses what is no zip', () => {
    expect(() => npz.read(strToU8('PK no zip at all'))).toThrow(refusal('broken-file', 'zip'))
    expect(() => npz.read(new Uint8Array())).toThrow(refusal('broken-file', 'zip'))
  })
})

describe('safetensors', () => {
  it('writes the 148 bytes of the Python writer for a 1×1×3×3 weight', () => {
    const { bytes } = safetensors.write(oneToNine)
    expect(bytes.length).toBe(148)
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(104n)
    const header = '{"__metadata__":{"format":"pt"},"weight":{"dtype":"F32","shape":[1,1,3,3],"data_offsets":[0,36]}}'
    expect(new TextDecoder().decode(bytes.subarray(8, 112))).toBe(header.padEnd(104))
    expect([...new Float32Array(bytes.slice(112).buffer)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('writes a bias behind the weight if there is one', () => {
    const { bytes } = safetensors.write(createKernel({ ...laplacian, bias: [0.5] }))
    const [weight, bias] = readSafetensors(bytes)
    expect([weight.name, bias.name, bias.shape, [...bias.data]]).toEqual(['weight', 'bias', [1], [0.5]])
  })

  it('reads halves, brain floats, doubles and integers', () => {
    const file = tensorFile(
      {
        half: { dtype: 'F16', shape: [1, 1], data_offsets: [0, 2] },
        brain: { dtype: 'BF16', shape: [1, 1], data_offsets: [2, 4] },
        whole: { dtype: 'I16', shape: [1, 1], data_offsets: [4, 6] },
        double: { dtype: 'F64', shape: [1, 1], data_offsets: [6, 14] },
      },
      14,
    )
    file.set([0, 0x3e, 0xc0, 0xbf, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f], file.length - 14)
    const numbers = readSafetensors(file).map(({ name, data }) => [name, data[0]])
    expect(numbers).toEqual([
      ['half', 1.5],
      ['brain', -1.5],
      ['whole', -2],
      ['double', 1.5],
    ])
  })

  it('finds the convolutions of a network and says what it left out', () => {
    const bytes = writeSafetensors([
      { name: '0.weight', shape: [1, 1, 1, 2], data: Float32Array.of(1, 2) },
      { name: '0.bias', shape: [1], data: Float32Array.of(3) },
      { name: '3.weight', shape: [2, 1], data: Float32Array.of(4, 5) },
    ])
    const { kernels, notes } = safetensors.read(bytes)
    expect(kernels.map(({ kernel }) => [kernel.name, kernel.weight, kernel.bias])).toEqual([['0', [1, 2], [3]]])
    expect(englishNotes(notes)).toEqual(['No convolution, left out: 3.weight (2×1).'])
  })

  const f32 = (begin: number, end: number, shape = [1, 1]) => ({ dtype: 'F32', shape, data_offsets: [begin, end] })

  it.each([
    ['a hole', { a: f32(0, 4), b: f32(8, 12) }, 12, 'broken-file', 'begins at byte 4, got 8'],
    ['an overlap', { a: f32(0, 4), b: f32(0, 4) }, 4, 'broken-file', 'begins at byte 4, got 0'],
    ['bytes after the last tensor', { a: f32(0, 4) }, 8, 'broken-file', 'have 4 bytes, the file has 8'],
    ['a tensor beyond the file', { a: f32(0, 4) }, 0, 'broken-file', 'have 4 bytes, the file has 0'],
    ['a size that is not the shape', { a: f32(0, 8) }, 8, 'broken-file', 'wants 4 bytes, got 8'],
    ['a shape beyond all memory', { a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4, 'broken-file', 'got 4'],
    [
      'an unknown type',
      { a: { dtype: 'F8_E4M3', shape: [1, 1], data_offsets: [0, 1] } },
      1,
      'unsupported-format',
      'F8_E4M3',
    ],
    ['metadata that are no texts', { __metadata__: { a: 1 }, a: f32(0, 4) }, 4, 'broken-file', 'string'],
    [
      'offsets that are no numbers',
      { a: { dtype: 'F32', shape: [1], data_offsets: ['0', 4] } },
      4,
      'broken-file',
      'header',
    ],
    [
      'two tensors with one name',
      '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,0]},"\\u0061" :{}}',
      0,
      'broken-file',
      'the name a',
    ],
    ['no tensors', { __metadata__: {} }, 0, 'unsupported-format', 'got none'],
    ['a header that is no JSON', '{"a":', 0, 'broken-file', 'JSON'],
    ['a header that is no object', '[1,2,3,4]', 0, 'broken-file', 'begins with a brace'],
  ])('refuses %s', (_, header, size, code, words) => {
    expect(() => safetensors.read(tensorFile(header, size))).toThrow(refusal(code, words))
  })

  it('refuses a header longer than the file before it makes room for it', () => {
    const file = new Uint8Array(32).fill(0x7b)
    new DataView(file.buffer).setBigUint64(0, 2n ** 63n, true)
    expect(() => safetensors.read(file)).toThrow(refusal('broken-file', 'length'))
  })
})
