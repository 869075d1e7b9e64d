import { describe, expect, it } from 'vitest'
import { csv, imagej } from '../../shared/formats/csv.ts'
import { ffmpeg } from '../../shared/formats/ffmpeg.ts'
import { gegl } from '../../shared/formats/gegl.ts'
import { imagemagick } from '../../shared/formats/imagemagick.ts'
import { json } from '../../shared/formats/json.ts'
import type { KernelFormat } from '../../shared/formats/kernelFormat.ts'
import { libvips } from '../../shared/formats/libvips.ts'
import { opencvYaml } from '../../shared/formats/opencvYaml.ts'
import { svg } from '../../shared/formats/svg.ts'
import { decodeText, encodeText } from '../../shared/formats/text.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { laplacian, oneToNine, twoByFour } from './kernels.ts'

const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) })

const written = (format: KernelFormat, kernel: Kernel) => decodeText(format.write(kernel).bytes)
const read = (format: KernelFormat, text: string) => format.read(encodeText(text))
const kernelOf = (format: KernelFormat, text: string) => read(format, text).kernels[0].kernel

const binomial = kernelFromRows(
  [
    [1, 2, 1],
    [2, 4, 2],
    [1, 2, 1],
  ],
  { name: 'Binomial', divisor: 16 },
)

describe('JSON', () => {
  it('has a version and one line for each row', () => {
    const text = written(json, binomial)
    expect(JSON.parse(text)).toEqual({
      format: 'kernel-lab/kernel',
      version: 1,
      name: 'Binomial',
      weight: { shape: [1, 1, 3, 3], data: [1, 2, 1, 2, 4, 2, 1, 2, 1] },
      divisor: 16,
      bias: [0],
    })
    expect(text.split('\n')).toContain('      2, 4, 2,')
  })

  it('reads what the command line prints, and bare rows', () => {
    expect(kernelOf(json, '{"weight":{"shape":[1,1,1,2],"data":[3,4]},"bias":null,"loss":0}').weight).toEqual([3, 4])
    expect(kernelOf(json, '[[1, 2], [3, 4]]').shape).toEqual([1, 1, 2, 2])
  })

  it.each([
    ['a later version', '{"version":2,"weight":{"shape":[1,1,1,1],"data":[1]}}', 'unsupported-format', 'version 2'],
    ['another format', '{"format":"other","weight":{"shape":[1,1,1,1],"data":[1]}}', 'broken-file', 'format'],
    ['texts for numbers', '{"weight":{"shape":[1,1,1,1],"data":["1"]}}', 'broken-file', 'weight.data.0'],
    ['too few numbers', '{"weight":{"shape":[1,1,2,2],"data":[1]}}', 'broken-file', 'has 4 weights, got 1'],
    ['a huge shape', '{"weight":{"shape":[99999,99999,1,1],"data":[1]}}', 'too-large', 'at most'],
    ['three extents', '{"weight":{"shape":[1,1,1],"data":[1]}}', 'broken-file', 'weight.shape'],
    ['divisor 0', '{"weight":{"shape":[1,1,1,1],"data":[1]},"divisor":0}', 'broken-file', 'divisor'],
    ['cut off', '{"weight":', 'broken-file', 'JSON'],
    ['a number', '7', 'broken-file', 'JSON'],
    ['null', 'null', 'broken-file', 'JSON'],
  ])('refuses %s', (_, text, code, words) => {
    expect(() => read(json, text)).toThrow(refusal(code, words))
  })
})

describe('CSV', () => {
  it('is plain rows where there is nothing more to say', () => {
    expect(written(csv, oneToNine)).toBe('1,2,3\n4,5,6\n7,8,9\n')
  })

  it('says the rest in a comment', () => {
    const kernel = createKernel({ ...binomial, name: 'Bin "3"\n', bias: [-0.5] })
    expect(written(csv, kernel).split('\n')[0]).toBe('# name="Bin \\"3\\"\\n" divisor=16 bias=-0.5')
    expect(kernelOf(csv, written(csv, kernel))).toEqual(kernel)
  })

  it('keeps channels by their shape', () => {
    const kernel = createKernel({ shape: [2, 1, 1, 2], weight: [1, 2, 3, 4], bias: [5, 6] })
    expect(written(csv, kernel)).toBe('# shape=2x1x1x2 bias=5,6\n1,2\n3,4\n')
    expect(kernelOf(csv, written(csv, kernel))).toEqual(kernel)
  })

  it.each([
    ['semicolons', '1;2\n3;4\n'],
    ['tabs, in UTF-16 with its mark', '\ufeff1\t2\r\n3\t4\r\n'],
    ['blanks', ' 1  2 \n 3  4'],
    ['a comment that is none of ours', '# made by hand\n1,2\n3,4'],
    ['quotes', '"1","2"\n"3","4"'],
  ])('reads %s', (name, text) => {
    const wide = Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]))
    const { kernel } = (name.includes('UTF-16') ? csv.read(wide) : read(csv, text)).kernels[0]
    expect([kernel.shape, kernel.weight]).toEqual([
      [1, 1, 2, 2],
      [1, 2, 3, 4],
    ])
  })

  it.each([
    ['ragged rows', '1,2\n3', 'broken-file', 'row 2'],
    ['words', '1,x', 'broken-file', 'x'],
    ['nothing', '# only a comment\n', 'broken-file', 'none'],
    ['a shape that does not fit', '# shape=1x1x3x3\n1,2', 'broken-file', 'has 9 weights'],
    ['infinity', '1e999', 'broken-file', '1e999'],
  ])('refuses %s', (_, text, code, words) => {
    expect(() => read(csv, text)).toThrow(refusal(code, words))
  })

  it('refuses bytes that are no text', () => {
    expect(() => csv.read(Uint8Array.of(0x31, 0xff, 0xff))).toThrow(refusal('broken-file', 'UTF-8'))
  })

  it('refuses a text that is longer than any kernel before it is read', () => {
    expect(() => csv.read(new Uint8Array((1 << 23) + 1))).toThrow(refusal('too-large', 'at most 8388608 bytes'))
  })

  it('refuses to write a text that it would not read', () => {
    const long = createKernel({ shape: [1, 1, 1024, 512], weight: new Float64Array(2 ** 19).fill(1 / 3) })
    expect(() => csv.write(long)).toThrow(refusal('cannot-hold', 'at most 8388608 bytes'))
  })
})

describe('ImageJ text', () => {
  it('is divided rows with blanks, and says what it cannot keep', () => {
    const { bytes, notes, loss } = imagej.write(createKernel({ ...binomial, bias: [0.25] }))
    expect(decodeText(bytes)).toBe('0.0625 0.125 0.0625\n0.125 0.25 0.125\n0.0625 0.125 0.0625\n')
    expect(notes.join('\n')).toMatch(/Normalize Kernel.*\n.*divided by 16.*\nThe bias 0.25 is lost/)
    expect(loss).toBe(0.25)
  })

  it('refuses even sizes', () => {
    expect(() => imagej.write(twoByFour)).toThrow(refusal('cannot-hold', 'odd sizes, this one is 2×4'))
  })
})

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
    expect(notes).toEqual(['A matrix of 3 channels is no filter and is left out.'])
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

describe('ImageMagick strings', () => {
  it('are for Correlate, name the origin of even kernels, and say how to add a bias', () => {
    expect(written(imagemagick, laplacian)).toBe('3x3: -1,-1,-1 -1,8,-1 -1,-1,-1\n')
    expect(written(imagemagick, twoByFour)).toBe('4x2+1+0: 1,2,3,4 5,6,7,8\n')
    const { notes } = imagemagick.write(createKernel({ ...laplacian, bias: [0.5] }))
    expect(notes[0]).toContain('-morphology Correlate')
    expect(notes[1]).toContain('convolve:bias=50%')
  })

  it('are read with holes, origins, quotes and in lists', () => {
    const { kernels, notes } = read(imagemagick, `"2x1+0+0@: -,1; 3: 1 2 3, 4 5 6 7 8 9 ;"`)
    expect(kernels.map(({ kernel }) => kernel.weight)).toEqual([
      [0, 1],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ])
    expect(notes.join()).toMatch(/nan or -.*@/)
  })

  it.each([
    ['named kernels', 'Sobel:90', 'unsupported-format', 'Sobel:90'],
    ['too few numbers', '3x3: 1,2', 'broken-file', 'has 9 numbers, got 2'],
    ['an origin outside', '2x2+5+0: 1,2,3,4', 'broken-file', 'origin'],
    ['only holes', '1x1: nan', 'broken-file', 'at least one'],
    ['nothing', ' ; ', 'broken-file', 'got nothing'],
  ])('refuse %s', (_, text, code, words) => {
    expect(() => read(imagemagick, text)).toThrow(refusal(code, words))
  })
})

describe('SVG', () => {
  it('is turned by 180°, its target is our anchor', () => {
    const text = written(svg, twoByFour)
    expect(text).toContain('order="4 2"')
    expect(text).toMatch(/kernelMatrix="8 7 6 5 {2}4 3 2 1"/)
    expect(text).toContain('targetX="1"')
    expect(text).toContain('targetY="0"')
    expect(text).toContain('color-interpolation-filters="sRGB"')
  })

  it('is read with the defaults of SVG: order 3, the sum as divisor, duplicate, the target in the middle', () => {
    const { kernels } = read(
      svg,
      `<svg><!-- <feConvolveMatrix/> --><feConvolveMatrix kernelMatrix='9 8 7 6,5,4 3 2 1'/></svg>`,
    )
    expect(kernels).toEqual([
      { kernel: createKernel({ ...oneToNine, divisor: 45 }), options: { border: { mode: 'replicate', value: 0 } } },
    ])
  })

  it('keeps the border, or says which one it has taken', () => {
    const edge = (mode: 'zeros' | 'circular' | 'reflect') => svg.write(laplacian, { border: { mode, value: 0 } })
    expect(decodeText(edge('zeros').bytes)).toContain('edgeMode="none"')
    expect(decodeText(edge('circular').bytes)).toContain('edgeMode="wrap"')
    expect(svg.read(edge('circular').bytes).kernels[0].options?.border?.mode).toBe('circular')
    expect(edge('reflect').notes.join()).toContain('reflect became duplicate')
  })

  it('reads another target, such as the default of even sizes, as zeros around the kernel', () => {
    const text = '<feConvolveMatrix order="2,1" kernelMatrix="2 1" divisor="1"/>'
    expect(kernelOf(svg, text)).toEqual(kernelFromRows([[1, 2, 0]]))
  })

  it.each([
    ['a drawing without filters', '<svg><rect/></svg>', 'unsupported-format', 'none'],
    ['too few numbers', '<feConvolveMatrix kernelMatrix="1 2"/>', 'broken-file', 'has 9 weights, got 2'],
    ['a target outside', '<feConvolveMatrix order="1" kernelMatrix="1" targetX="7"/>', 'broken-file', 'target'],
    ['an order that is none', '<feConvolveMatrix order="" kernelMatrix="1"/>', 'broken-file', 'extents'],
    ['a tag without end', '<feConvolveMatrix order="1', 'broken-file', 'inside a tag'],
    ['a comment without end', '<svg><!-- ', 'broken-file', '<!--'],
  ])('refuses %s', (_, text, code, words) => {
    expect(() => read(svg, text)).toThrow(refusal(code, words))
  })
})

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
    expect(gegl.write(laplacian, { border: { mode: 'reflect', value: 0 } }).notes.join()).toContain('became clamp')
  })

  it('refuses kernels beyond 5×5 and offsets beyond 1', () => {
    const seven = createKernel({ shape: [1, 1, 7, 1], weight: new Array<number>(7).fill(1) })
    expect(() => gegl.write(seven)).toThrow(refusal('cannot-hold', 'up to 5×5, this one is 7×1'))
    expect(() => gegl.write(createKernel({ ...laplacian, bias: [1.5] }))).toThrow(refusal('cannot-hold', '−1 to 1'))
    expect(() => read(gegl, '<gegl/>')).toThrow(refusal('unsupported-format', 'none'))
  })
})

describe('ffmpeg strings', () => {
  it('are whole numbers with multiplier and bias for three planes', () => {
    const { bytes, notes } = ffmpeg.write(createKernel({ ...laplacian, bias: [128 / 255] }))
    const matrix = "'-1 -1 -1 -1 8 -1 -1 -1 -1'"
    const planes = [0, 1, 2].map((p) => `${p}m=${matrix}:${p}rdiv=1:${p}bias=128`)
    expect(decodeText(bytes)).toBe(`format=gbrp,convolution=${planes.join(':')}\n`)
    expect(notes.join()).not.toContain('FFmpeg 5.1')
  })

  it('warn where old versions divide by the sum instead', () => {
    expect(ffmpeg.write(binomial).notes.join()).not.toContain('FFmpeg 5.1')
    expect(ffmpeg.write(createKernel({ ...binomial, divisor: 8 })).notes.join()).toContain('by the sum 16 and not by 8')
  })

  it('find the smallest common denominator', () => {
    const thirds = createKernel({ shape: [1, 1, 1, 3], weight: [1 / 3, 0.5, 1 / 6] })
    const { bytes, loss } = ffmpeg.write(thirds)
    expect(decodeText(bytes)).toContain("0m='0 0 0 2 3 1 0 0 0':0rdiv=0.16666666666666666")
    expect(loss).toBe(0)
  })

  it('turn a negative divisor into negative weights, because rdiv cannot be negative', () => {
    expect(written(ffmpeg, createKernel({ ...laplacian, divisor: -1 }))).toContain("0m='1 1 1 1 -8 1 1 1 1':0rdiv=1:")
  })

  it('become rows and columns beyond 7', () => {
    const line = createKernel({ shape: [1, 1, 1, 9], weight: [1, 2, 3, 4, 5, 6, 7, 8, 9] })
    expect(written(ffmpeg, line)).toContain('0mode=row')
    expect(kernelOf(ffmpeg, written(ffmpeg, line)).shape).toEqual([1, 1, 1, 9])
    const column = createKernel({ ...line, shape: [1, 1, 9, 1] })
    expect(kernelOf(ffmpeg, written(ffmpeg, column)).shape).toEqual([1, 1, 9, 1])
  })

  it('are read by position, with | between numbers, rdiv 0 as one over the sum, and planes that differ', () => {
    const { kernels } = read(ffmpeg, 'convolution=0|1|0|1|1|1|0|1|0:1 1 1 1 1 1 1 1 1,negate')
    expect(kernels.map(({ kernel }) => [kernel.name, kernel.divisor])).toEqual([
      ['plane 0', 5],
      ['plane 1', 9],
    ])
    const positional = `convolution="0 -1 0 -1 5 -1 0 -1 0:0 -1 0 -1 5 -1 0 -1 0:0 -1 0 -1 5 -1 0 -1 0:0 -1 0 -1 5 -1 0 -1 0"`
    expect(read(ffmpeg, positional.replace(/"/g, '')).kernels.length).toBe(1)
  })

  it.each([
    ['9×9', createKernel({ shape: [1, 1, 9, 9], weight: new Array<number>(81).fill(1) }), 'up to 7×7'],
    ['51 in a row', createKernel({ shape: [1, 1, 1, 51], weight: new Array<number>(51).fill(1) }), 'up to 49'],
    ['a negative bias', createKernel({ ...laplacian, bias: [-0.1] }), 'bias from 0'],
    ['weights beyond its sums', createKernel({ ...laplacian, weight: laplacian.weight.map((w) => w * 1e6) }), '32767'],
    ['weights that would all become 0', createKernel({ ...laplacian, divisor: 1e9 }), 'whole numbers'],
  ])('refuse %s', (_, kernel, words) => {
    expect(() => ffmpeg.write(kernel)).toThrow(refusal('cannot-hold', words))
  })

  it.each([
    ['no matrix', 'convolution=', 'no plane'],
    ['four numbers', "convolution=0m='1 2 3 4'", '9, 25 or 49'],
    ['fractions', "convolution=0m='0.5 1 1 1 1 1 1 1 1'", 'whole number'],
    ['too many numbers', `convolution=0m='${'1 '.repeat(1001)}'`, 'got 1001'],
  ])('are refused with %s', (_, text, words) => {
    expect(() => read(ffmpeg, text)).toThrow(refusal('broken-file', words))
  })
})

describe('libvips matrices', () => {
  it('have width, height, scale and 8-bit offset in the first line', () => {
    expect(written(libvips, createKernel({ ...binomial, bias: [1] }))).toBe('3 3 16 255\n1 2 1\n2 4 2\n1 2 1\n')
  })

  it('give even kernels a row of zeros, because libvips would move them by a pixel', () => {
    expect(written(libvips, twoByFour)).toBe('5 3 1 0\n0 0 0 0 0\n0 1 2 3 4\n0 5 6 7 8\n')
    expect(kernelOf(libvips, '2 1\n1 2\n')).toEqual(kernelFromRows([[1, 2, 0]]))
  })

  it.each([
    ['scale 0', '1 1 0\n1', 'divisor'],
    ['too few numbers', '2 2\n1 2 3', 'got 2 and 3'],
    ['no numbers', '', 'got 0 and 0'],
    ['a line too long', '1 1 1 0 5\n1', 'got 5 and 1'],
  ])('are refused with %s', (_, text, words) => {
    expect(() => read(libvips, text)).toThrow(refusal('broken-file', words))
  })
})

describe('formats for one plane', () => {
  const mixing = createKernel({ shape: [1, 3, 1, 1], weight: [0.2989, 0.587, 0.114] })

  it.each([imagej, opencvYaml, imagemagick, svg, gegl, ffmpeg, libvips])('$name refuses channels', (format) => {
    expect(() => format.write(mixing)).toThrow(refusal('cannot-hold', 'one plane'))
  })

  it.each([svg, gegl, ffmpeg, libvips])('$name says that it has no stride or dilation', (format) => {
    const { notes } = format.write(laplacian, { stride: [1, 2], dilation: 3 })
    expect(notes.join()).toContain('stride 1,2 and dilation 3 is lost')
  })
})
