import { describe, expect, it } from 'vitest'
import type { BackendName } from '../../shared/backend/backend.ts'
import { startBackend } from '../../shared/backend/startBackend.ts'
import type { Backend } from '../../shared/backend/backend.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { sizeOf } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { pixelTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { errorBounds } from '../support/errorBounds.ts'
import { shapeOfY } from '../support/geometries.ts'

type Case = [name: string, x: readonly number[], w: readonly number[], options: ConvolutionOptions]

/** Pictures of several tiles, which the grid of small geometries has not, and the smallest there are. */
const cases: readonly Case[] = [
  ['a large kernel', [1, 1, 300, 700], [1, 1, 31, 31], { padding: 'same' }],
  ['a kernel of 19 rows, the most that low tiles take', [1, 1, 100, 500], [1, 1, 19, 7], { padding: 'same' }],
  ['a kernel of 20 rows', [1, 1, 100, 500], [1, 1, 20, 7], { padding: 'same' }],
  ['an odd number of tiles across', [1, 1, 20, 700], [1, 1, 5, 9], { padding: 'same' }],
  ['strides', [1, 1, 300, 900], [1, 1, 7, 5], { padding: 'same', stride: [3, 2] }],
  ['strides longer than a tile', [1, 1, 300, 9000], [1, 1, 3, 5], { padding: 'same', stride: [290, 4400] }],
  ['dilation', [1, 1, 260, 300], [1, 1, 5, 3], { padding: 'same', dilation: [20, 40] }],
  ['groups', [2, 4, 50, 270], [6, 2, 5, 5], { padding: 'full', groups: 2 }],
  ['1×1', [1, 1, 1, 1], [1, 1, 1, 1], {}],
  ['one row', [1, 1, 1, 600], [1, 1, 1, 15], { padding: 'same' }],
  ['one column', [1, 1, 600, 1], [1, 1, 15, 1], { padding: 'same' }],
  ['smaller than the kernel', [1, 1, 3, 2], [1, 1, 9, 11], { padding: 'same' }],
]

const names: readonly BackendName[] = ['simd', 'separable', 'fft']

function compute(name: BackendName, x: Tensor<Float32Array>, w: Tensor<Float32Array>, g: Geometry, bands = 1) {
  const y = new Float32Array(sizeOf(shapeOfY(g))).fill(-7777)
  for (let band = 0; band < bands; band++) {
    const [from, to] = [band, band + 1].map((part) => Math.floor((part * g.P) / bands))
    ;(startBackend(name) as Backend).convolveRows(x.data, w.data, null, g, y, from, to)
  }
  return y
}

describe.each(names)('%s', (name) => {
  describe.each(cases)('on %s', (_, xShape, wShape, options) => {
    const g = convolutionGeometry(xShape, wShape, { ...options, border: { mode: 'reflect', value: 0 } })
    const [x, w] = [pixelTensor(xShape, 1), pixelTensor(wShape, 2)]
    w.data.forEach((weight, i) => (w.data[i] = weight - 0.5))

    it('stays within its bound, gives back its scratch, and has the same bits in 1, 2 and 7 bands', () => {
      const y = compute(name, x, w, g)
      expectWithin(y, convolve(x, w, null, g).data, errorBounds(name, x, w, null, g))
      for (const bands of [2, 7]) expect(compute(name, x, w, g, bands)).toEqual(y)
      expect(threadArena().bytes.taken).toBe(0)
    })
  })

  it('keeps NaN and ∞ under their windows, in a picture of several tiles', () => {
    const g = convolutionGeometry([1, 1, 280, 1100], [1, 1, 9, 9], { padding: 'same' })
    const [x, w] = [pixelTensor([1, 1, 280, 1100], 3), pixelTensor([1, 1, 9, 9], 4)]
    const bounds = errorBounds(name, x, w, null, g)
    x.data[130 * 1100 + 600] = NaN
    x.data[10 * 1100 + 20] = Infinity
    x.data[166 * 1100 + 300] = -Infinity // in a row that two tiles of the FFT share
    expectWithin(compute(name, x, w, g, 3), convolve(x, w, null, g).data, bounds)
  })

  it('leaves a black region black beside a bright one', () => {
    const g = convolutionGeometry([1, 1, 200, 400], [1, 1, 21, 21], { padding: 'same' })
    const x = pixelTensor([1, 1, 200, 400], 5)
    for (let i = 0; i < x.data.length; i++) if (i % 400 < 200) x.data[i] = 0
    const w = pixelTensor([1, 1, 21, 21], 6)
    const y = compute(name, x, w, g)
    expect(y.filter((value, i) => i % 400 < 190 && value !== 0)).toHaveLength(0)
    expect(y.filter((value, i) => i % 400 > 210 && value < 1)).toHaveLength(0)
  })
})
