import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { gegl } from '../../shared/formats/gegl.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian, oneToNine } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

describe('GIMP/GEGL XML', () => {
  it('has letters for columns and digits for rows, and normalization off', () => {
    const text = written(gegl, oneToNine)
    const cells = ['b2', 'c2', 'd2', 'b3', 'c3', 'd3', 'b4', 'c4', 'd4']
    for (const [i, cell] of cells.entries()) expect(text).toContain(`<param name='${cell}'>${i + 1}</param>`)
    expect(text).toContain(`<param name='normalize'>false</param>`)
    expect(kernelOf(gegl, text)).toEqual(oneToNine)
  })

  const gegl3 = (params: string) =>
    `<gegl><node operation='gegl:nop'><params><param name='c3'>7</param></params></node>
     <node operation='gegl:convolution-matrix'><params><param name='b2'>1</param>${params}</params></node></gegl>`

  it.each([
    ['a sum above 0', '', 2, 0],
    ['a sum below 0', `<param name='c3'>-5</param>`, 4, 1],
    ['a sum of 0', `<param name='c3'>-1</param>`, 1, 0.5],
  ])('is read with its own rule where it normalizes: %s', (_, params, divisor, bias) => {
    const kernel = kernelOf(gegl, gegl3(params))
    expect([kernel.divisor, kernel.bias[0]]).toEqual([divisor, bias])
  })

  it('keeps borders by its own names', () => {
    const options = { border: { mode: 'constant', value: 1 } } as const
    expect(gegl.read(gegl.write(laplacian, options).bytes).kernels[0].options).toEqual(options)
    expect(englishNotes(gegl.write(laplacian, { border: { mode: 'reflect', value: 0 } }).notes).join()).toContain(
      'became clamp',
    )
  })

  it('refuses kernels beyond 5×5 and offsets beyond 1', () => {
    const seven = createKernel({ shape: [1, 1, 7, 1], weight: new Array<number>(7).fill(1) })
    expect(() => gegl.write(seven)).toThrow(refusal('cannot-hold', 'up to 5×5, this one is 7×1'))
    expect(() => gegl.write(createKernel({ ...laplacian, bias: [1.5] }))).toThrow(refusal('cannot-hold', '−1 to 1'))
    expect(() => read(gegl, '<gegl/>')).toThrow(refusal('unsupported-format', 'none'))
  })
})
