import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { svg } from '../../shared/formats/svg.ts'
import { decodeText } from '../../shared/formats/text.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { laplacian, oneToNine, twoByFour } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

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
    expect(englishNotes(edge('reflect').notes).join()).toContain('reflect became duplicate')
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
