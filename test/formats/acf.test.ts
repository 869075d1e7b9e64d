import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { acf } from '../../shared/formats/acf.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { laplacian } from './kernels.ts'

const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) })

const seven = createKernel({ shape: [1, 1, 7, 7], weight: new Array<number>(49).fill(1) })

describe('Photoshop .acf', () => {
  it('is 54 bytes: 25 weights, scale and offset, big-endian', () => {
    const { bytes, notes } = acf.write(createKernel({ ...laplacian, divisor: 2, bias: [-128 / 255] }))
    const none = [0, 0]
    const minus = [0xff, 0xff]
    const rows = [
      ...Array.from({ length: 5 }, () => none),
      ...[none, minus, minus, minus, none],
      ...[none, minus, [0, 8], minus, none],
      ...[none, minus, minus, minus, none],
      ...Array.from({ length: 5 }, () => none),
    ]
    expect([...bytes]).toEqual([...rows.flat(), 0, 2, 0xff, 0x80])
    expect(notes).toEqual([])
  })

  it('takes scale and offset from the end of a file of 108 bytes', () => {
    const { bytes } = acf.write(createKernel({ ...laplacian, divisor: 3, bias: [1] }))
    const long = new Uint8Array(108).fill(9, 50, 104)
    long.set(bytes.subarray(0, 50))
    long.set(bytes.subarray(50), 104)
    expect(acf.read(long)).toEqual(acf.read(bytes))
  })

  it('finds the smallest common denominator before it rounds', () => {
    const halves = kernelFromRows([[0.5, 1 / 3, 1 / 6]])
    const { bytes, loss, notes } = acf.write(halves)
    expect(new DataView(bytes.buffer).getInt16(50)).toBe(6)
    expect(loss).toBe(0)
    expect(englishNotes(notes)).toEqual([
      'The 1×3 kernel stands in a grid of 5×5 with zeros around it; the result is the same.',
    ])
  })

  it('says how far rounding moved a weight or the offset', () => {
    const { loss, notes } = acf.write(kernelFromRows([[Math.PI, Math.E, Math.SQRT2]]))
    // scales up to 999/π = 317 come within half of 1/317
    expect(loss).toBeLessThan(1 / 634)
    expect(englishNotes(notes).join()).toContain(`at most ${loss.toExponential(2)}`)
    expect(acf.write(createKernel({ ...laplacian, bias: [0.5] })).loss).toBeCloseTo(0.5 / 255, 15) // 127.5 became 128
  })

  it.each([
    ['7×7', seven, 'up to 5×5, this one is 7×7'],
    ['channels', createKernel({ shape: [1, 3, 1, 1], weight: [1, 1, 1] }), 'one plane'],
    ['weights above 999', kernelFromRows([[1000.5]]), '−999 to 999'],
    ['weights that would all become 0', kernelFromRows([[1e-9]]), '−999 to 999'],
    ['an offset above 9999', createKernel({ ...laplacian, bias: [40] }), '10200'],
  ])('refuses %s', (_, kernel, words) => {
    expect(() => acf.write(kernel)).toThrow(refusal('cannot-hold', words))
  })

  it('refuses files of another size, and scale 0', () => {
    expect(() => acf.read(new Uint8Array(53))).toThrow(refusal('broken-file', '54 or 108 bytes, got 53'))
    expect(() => acf.read(new Uint8Array(54))).toThrow(refusal('broken-file', 'divisor'))
  })
})
