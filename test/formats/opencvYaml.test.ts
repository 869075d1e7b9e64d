import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { opencvYaml } from '../../shared/formats/opencvYaml.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { laplacian, twoByFour } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

describe('OpenCV YAML', () => {
  it('is written as FileStorage writes it, whole numbers with their point', () => {
    expect(written(opencvYaml, laplacian)).toBe(`%YAML:1.0
---
kernel: !!opencv-matrix
   rows: 3
   cols: 3
   dt: f
   data: [ -1., -1., -1., -1., 8., -1., -1., -1., -1. ]
`)
  })

  it('breaks lines, takes float64 where float32 would round, and adds delta and anchor', () => {
    const weight = Array.from({ length: 24 }, (_, i) => i / 10)
    const text = written(opencvYaml, createKernel({ shape: [1, 1, 4, 6], weight, bias: [0.5] }))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(text).toContain('dt: d')
    expect(text).toContain('delta: 0.5\nanchor: [ 2, 1 ]\n')
  })

  it('reads OpenCV 5 (%YAML 1.2), integers, several matrices and sequences of them', () => {
    const text = `%YAML 1.2
---
a: !!opencv-matrix
   rows: 1
   cols: 3
   dt: i
   data: [ 1, 2,
      3 ]
list:
   - !!opencv-matrix
      rows: 1
      cols: 1
      dt: "d"
      data: [ .5 ]
   - !!opencv-matrix
      rows: 1
      cols: 1
      dt: "3u"
      data: [ 1, 2, 3 ]
`
    const { kernels, notes } = read(opencvYaml, text)
    expect(kernels.map(({ kernel }) => [kernel.name, kernel.weight])).toEqual([
      ['a', [1, 2, 3]],
      ['', [0.5]],
    ])
    expect(englishNotes(notes)).toEqual(['A matrix of 3 channels is no filter and is left out.'])
  })

  it('moves a kernel whose anchor is not ours by zeros', () => {
    const text = written(opencvYaml, twoByFour).replace('anchor: [ 1, 0 ]', 'anchor: [ 2, -1 ]')
    expect(kernelOf(opencvYaml, text)).toEqual(
      kernelFromRows([
        [1, 2, 3, 4, 0],
        [5, 6, 7, 8, 0],
        [0, 0, 0, 0, 0],
      ]),
    )
  })

  const matrix = (body: string) => `%YAML:1.0\n---\nk: !!opencv-matrix\n${body}`

  it.each([
    ['no matrix', '%YAML:1.0\n---\na: 1\n', 'unsupported-format', 'none'],
    ['no data', matrix('rows: 1\ncols: 1\ndt: f\n'), 'broken-file', 'rows, cols, dt and data'],
    ['data far away', matrix(`rows: 1\n${'#\n'.repeat(500)}cols: 1\ndt: f\ndata: [ 1 ]`), 'broken-file', 'rows, cols'],
    ['data without end', matrix('rows: 1\ncols: 1\ndt: f\ndata: [ 1'), 'broken-file', 'rows, cols, dt and data'],
    ['too few numbers', matrix('rows: 2\ncols: 2\ndt: f\ndata: [ 1, 2 ]'), 'broken-file', 'has 4 weights, got 2'],
    ['NaN', matrix('rows: 1\ncols: 1\ndt: f\ndata: [ .Nan ]'), 'broken-file', '.Nan'],
    ['records', matrix('rows: 1\ncols: 1\ndt: "2if"\ndata: [ 1 ]'), 'unsupported-format', '2if'],
    [
      'an anchor outside',
      `${matrix('rows: 1\ncols: 1\ndt: f\ndata: [ 1 ]')}\nanchor: [ 5, 0 ]`,
      'broken-file',
      'anchor',
    ],
  ])('refuses %s', (_, text, code, words) => {
    expect(() => read(opencvYaml, text)).toThrow(refusal(code, words))
  })
})
