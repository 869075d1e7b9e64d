import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { npy, readNpy, writeNpy } from '../../shared/formats/npy.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian, oneToNine } from './kernels.ts'

/** An .npy file with any header, for files that numpy.save would not write. */
function npyFile(header: string, data: readonly number[], major = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`)
  const length = major === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), major, 0, ...length, ...text, ...data])
}

const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`

describe('writeNpy', () => {
  it('writes the 164 bytes of numpy.save for a 3×3 float32 array', () => {
    const { bytes } = npy.write(oneToNine)
    expect(bytes.length).toBe(164)
    expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0x76, 0])
    const text = new TextDecoder().decode(bytes.subarray(10, 128))
    expect(text).toBe(`${"{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }".padEnd(117)}\n`)
    expect([...new Float32Array(bytes.slice(128).buffer)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('writes a tuple of one with its comma', () => {
    expect(new TextDecoder().decode(writeNpy([9], new Float64Array(9)))).toContain("'shape': (9,), }")
  })

  it('begins the numbers at a multiple of 64 for every length of the header', () => {
    for (let rank = 0; rank < 20; rank++) {
      const shape = new Array<number>(rank).fill(1)
      const bytes = writeNpy(shape, Float32Array.of(7))
      expect((bytes.length - 4) % 64).toBe(0)
      expect(readNpy(bytes)).toEqual({ shape, data: Float32Array.of(7), dtype: '<f4' })
    }
  })

  it('refuses a shape that is not the number of numbers', () => {
    expect(() => writeNpy([2, 2], new Float32Array(3))).toThrow('wants 4 numbers, got 3')
  })
})

describe('readNpy', () => {
  it.each([
    ['|b1', [0, 1, 2], [0, 1, 1]],
    ['|i1', [255, 128, 1], [-1, -128, 1]],
    ['|u1', [255, 128, 1], [255, 128, 1]],
    ['<i2', [254, 255, 1, 0, 0, 128], [-2, 1, -32768]],
    ['>i2', [255, 254, 0, 1, 128, 0], [-2, 1, -32768]],
    ['<u2', [254, 255], [65534]],
    ['>u2', [255, 254], [65534]],
    ['<i4', [254, 255, 255, 255], [-2]],
    ['>i4', [255, 255, 255, 254], [-2]],
    ['<u4', [254, 255, 255, 255], [4294967294]],
    ['<i8', [254, 255, 255, 255, 255, 255, 255, 255], [-2]],
    ['>i8', [0, 0, 0, 1, 0, 0, 0, 0], [4294967296]],
    ['<u8', [0, 0, 0, 0, 0, 0, 0, 128], [2 ** 63]],
    ['<f4', [0, 0, 192, 191], [-1.5]],
    ['>f4', [191, 192, 0, 0], [-1.5]],
    ['<f8', [0, 0, 0, 0, 0, 0, 248, 191], [-1.5]],
    ['>f8', [191, 248, 0, 0, 0, 0, 0, 0], [-1.5]],
    // halves: 1.5, −2, the smallest subnormal, the largest number, −0, ∞, −∞, NaN
    [
      '<f2',
      [0, 0x3e, 0, 0xc0, 1, 0, 0xff, 0x7b, 0, 0x80, 0, 0x7c, 0, 0xfc, 0, 0x7e],
      [1.5, -2, 2 ** -24, 65504, -0, Infinity, -Infinity, NaN],
    ],
    ['=f4', [0, 0, 192, 191], [-1.5]],
  ])('reads %s', (descr, bytes, numbers) => {
    const { shape, data, dtype } = readNpy(npyFile(header(descr, `(${numbers.length},)`), bytes))
    expect([shape, dtype]).toEqual([[numbers.length], descr])
    expect([...data]).toEqual(numbers)
  })

  it('reads versions 2 and 3, whose headers have a longer length', () => {
    for (const major of [2, 3]) {
      expect([...readNpy(npyFile(header('|u1', '(2,)'), [5, 6], major)).data]).toEqual([5, 6])
    }
  })

  it('puts Fortran order into C order', () => {
    const matrix = npyFile(header('|u1', '(2, 3)', 'True'), [1, 4, 2, 5, 3, 6])
    expect([...readNpy(matrix).data]).toEqual([1, 2, 3, 4, 5, 6])
    // x[i,j,k] = 100i + 10j + k, the first index fastest
    const cube = npyFile(header('|u1', '(2, 1, 3)', 'True'), [0, 100, 1, 101, 2, 102])
    expect([...readNpy(cube).data]).toEqual([0, 1, 2, 100, 101, 102])
  })

  it('shares the memory of aligned floats instead of copying them', () => {
    const bytes = npy.write(oneToNine).bytes
    expect(readNpy(bytes).data.buffer).toBe(bytes.buffer)
  })

  it('reads floats that are not aligned, from a Buffer too', () => {
    const { bytes } = npy.write(oneToNine)
    for (const memory of [new Uint8Array(bytes.length + 1), Buffer.alloc(bytes.length + 1)]) {
      memory.set(bytes, 1)
      expect([...readNpy(memory.subarray(1)).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    }
  })

  it('takes keys in any order, double quotes, lists, and the L of Python 2', () => {
    const odd = `{"shape": [2L, 1L,], 'fortran_order': False, 'descr': "|u1"}`
    expect(readNpy(npyFile(odd, [3, 4])).shape).toEqual([2, 1])
  })

  it.each([
    ['objects', header('|O', '(1,)'), 'unsupported-format', '|O'],
    ['complex numbers', header('<c8', '(1,)'), 'unsupported-format', '<c8'],
    ['texts', header('<U3', '(1,)'), 'unsupported-format', '<U3'],
    ['records', `{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}`, 'unsupported-format', 'records'],
    ['a name out of Object.prototype', header('constructor', '(1,)'), 'unsupported-format', 'constructor'],
    ['too few bytes', header('<f4', '(3, 3)'), 'broken-file', 'wants 36 bytes of numbers, got 8'],
    ['a shape beyond all memory', header('<f4', '(9007199254740991, 9007199254740991)'), 'broken-file', 'got 8'],
    ['negative extents', header('<f4', '(-1,)'), 'broken-file', 'shape'],
    ['a program', `__import__('os').system('true')`, 'broken-file', '__import__'],
    ['a missing key', `{'descr': '<f4', 'shape': (1,)}`, 'broken-file', 'fortran_order'],
    ['no dictionary', `'<f4'`, 'broken-file', 'descr'],
    ['endless nesting', '('.repeat(5000), 'broken-file', 'literal'],
  ])('refuses %s', (_, text, code, words) => {
    const bytes = npyFile(text, [0, 0, 0, 0, 0, 0, 0, 0])
    expect(() => readNpy(bytes)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }))
  })

  it('refuses other versions and other files', () => {
    expect(() => readNpy(npyFile(header('<f4', '(1,)'), [0, 0, 0, 0], 4))).toThrow('versions 1 to 3')
    expect(() => readNpy(new Uint8Array(200))).toThrow('NUMPY')
    expect(() => readNpy(new Uint8Array())).toThrow('NUMPY')
  })
})

describe('the npy format', () => {
  it('holds R×S, C×R×S and K×C×R×S, the shortest that fits', () => {
    const shapes = [
      [
        [1, 1, 2, 3],
        [2, 3],
      ],
      [
        [1, 4, 2, 3],
        [4, 2, 3],
      ],
      [
        [2, 1, 2, 3],
        [2, 1, 2, 3],
      ],
    ] as const
    for (const [[K, C, R, S], written] of shapes) {
      const kernel = createKernel({ shape: [K, C, R, S], weight: new Array<number>(K * C * R * S).fill(1) })
      const { bytes } = npy.write(kernel)
      expect(readNpy(bytes).shape).toEqual(written)
      expect(npy.read(bytes).kernels[0].kernel.shape).toEqual(kernel.shape)
    }
  })

  it('divides by the divisor, in float64 where float32 would round, and says so', () => {
    const ninth = createKernel({ ...oneToNine, divisor: 9 })
    const { bytes, notes, loss } = npy.write(ninth)
    expect(readNpy(bytes).dtype).toBe('<f8')
    expect(englishNotes(notes)).toEqual(['The weights are divided by 9; the divisor itself is not kept.'])
    expect(loss).toBe(0)
  })

  it('reports a bias that it cannot keep', () => {
    const { notes, loss } = npy.write(createKernel({ ...laplacian, bias: [-0.5] }))
    expect(englishNotes(notes).join()).toContain('The bias -0.5 is lost')
    expect(loss).toBe(0.5)
  })

  it.each([
    ['five dimensions', header('|u1', '(1, 1, 1, 1, 1)'), [1], 'unsupported-format'],
    ['no dimension', header('|u1', '()'), [1], 'unsupported-format'],
    ['nothing', header('|u1', '(0, 3)'), [], 'broken-file'],
    ['NaN', header('<f4', '(1, 1)'), [0, 0, 192, 127], 'broken-file'],
  ])('refuses an array of %s as a kernel', (_, text, data, code) => {
    expect(() => npy.read(npyFile(text, data))).toThrow(expect.objectContaining({ code }))
  })
})
