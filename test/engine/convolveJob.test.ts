import { afterAll, describe, expect, it } from 'vitest'
import { convolveAt } from '../../electron/engine/convolveAt.ts'
import { convolveImage, convolveTensor } from '../../electron/engine/convolveJob.ts'
import { inlineBands } from '../../electron/engine/bands.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { toEncoded, toLinear } from '../../shared/image/linearLight.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { normalTensor, pixelTensor } from '../support/builders.ts'
import { laplacian, settings, testBands, testImage } from '../support/engineParts.ts'

const bands = testBands()
afterAll(() => bands.close())
const workshop = createWorkshop(bands)

const kernelOf = (shape: readonly [number, number, number, number], seed: number) =>
  createKernel({ shape, weight: normalTensor(shape, seed).data, bias: new Array(shape[0]).fill(0.25), divisor: 3 })

/** For results that are to have the reference's bits. */
const byReference = { backend: 'reference' } as const

/** The same by maths/ alone, from float32 weights as the engine uses them. */
function reference(x: Float32Array, shape: readonly number[], { kernel, options }: ConvolutionSettings): Float32Array {
  const w = tensor(
    kernel.shape,
    Float32Array.from(kernel.weight, (value) => value / kernel.divisor),
  )
  const b = tensor([kernel.shape[0]], Float32Array.from(kernel.bias))
  return convolve(tensor(shape, x), w, b, convolutionGeometry(shape, kernel.shape, options)).data
}

describe('convolveImage', () => {
  const image = testImage(29, 37)

  it('goes over every color plane by itself with a plain kernel', async () => {
    const wanted = settings({ kernel: kernelOf([1, 1, 3, 5], 4) })
    const result = await convolveImage(image, wanted, workshop, byReference)
    expect(result).toMatchObject({ width: 29, height: 37, channels: 3, backend: 'reference' })
    expect(result.data).toEqual(reference(image.data, [3, 1, 37, 29], wanted))
  })

  it('takes all planes together with a kernel of three channels', async () => {
    const wanted = settings({ kernel: kernelOf([3, 3, 3, 3], 5) })
    const result = await convolveImage(image, wanted, workshop, byReference)
    expect(result.data).toEqual(reference(image.data, [1, 3, 37, 29], wanted))
    const one = await convolveImage(image, settings({ kernel: kernelOf([1, 3, 3, 3], 6) }), workshop)
    expect(one.channels).toBe(1)
  })

  it('computes on the gray of the planes', async () => {
    const wanted = settings({ kernel: kernelOf([1, 1, 3, 3], 7), channels: 'gray' })
    const result = await convolveImage(image, wanted, workshop, byReference)
    expect(result.channels).toBe(1)
    expect(result.data).toEqual(reference(grayPlane(image.data, 29 * 37), [1, 1, 37, 29], wanted))
  })

  it('computes in linear light and answers encoded values again', async () => {
    const wanted = settings({ kernel: kernelOf([1, 1, 3, 3], 8), linearLight: true })
    const result = await convolveImage(image, wanted, workshop, byReference)
    expect(result.data).toEqual(reference(image.data.map(toLinear), [3, 1, 37, 29], wanted).map(toEncoded))
  })

  it('carries alpha to where the windows are', async () => {
    const veiled = testImage(9, 8, { alpha: true })
    const same = await convolveImage(veiled, settings(), workshop)
    expect([...same.alpha!]).toEqual([...veiled.alpha!])
    const valid = await convolveImage(veiled, settings({ options: { padding: 'valid', stride: 2 } }), workshop)
    expect([valid.width, valid.height]).toEqual([4, 3])
    expect(valid.alpha![5]).toBe(veiled.alpha![3 * 9 + 3]) // row 1, column 1 of the result: the photo's 1 + 2·1
  })

  it.each([
    ['two input channels', [1, 2, 3, 3] as const, 'the kernel wants 2 input channels, the picture has 3'],
    ['two planes to show', [2, 3, 3, 3] as const, 'a result has 1 or 3 planes to show, this kernel gives 2'],
  ])('refuses a kernel of %s', async (_, shape, message) => {
    const wrong = convolveImage(image, settings({ kernel: kernelOf(shape, 9) }), workshop)
    await expect(wrong).rejects.toMatchObject({ code: 'shape-mismatch', message })
  })

  it('uses the memory of an old result for a new one', async () => {
    const first = await convolveImage(image, settings(), workshop)
    workshop.buffers.give(first.data)
    const second = await convolveImage(image, settings(), workshop)
    expect(second.data.buffer).toBe(first.data.buffer)
  })

  it('convolves arrays of any number of planes', async () => {
    const x = pixelTensor([2, 4, 9, 8], 11)
    const kernel = kernelOf([5, 4, 3, 3], 12)
    const g = convolutionGeometry(x.shape, kernel.shape)
    const { y } = await convolveTensor(x, kernel, g, inlineBands(), byReference)
    expect(y.shape).toEqual([2, 5, 7, 6])
    expect(y.data).toEqual(reference(x.data, x.shape, settings({ kernel, options: {} })))
  })
})

describe('convolveAt', () => {
  const image = testImage(26, 21)
  const rows = [Int32Array.of(0, 1, 2, 3, 4), Int32Array.of(0, 7, 9), Int32Array.of(3, 6, 9)]
  const cases = borderModes.flatMap((mode) =>
    [
      { padding: 'same' as const },
      { padding: 'full' as const, stride: [1, 2] as const },
      { padding: [3, 1] as const, dilation: 2 },
    ].map((options) => ({ mode, options: { ...options, border: { mode, value: mode === 'constant' ? 0.3 : 0 } } })),
  )

  it.each(cases)('gives the bits of the whole result: $mode $options', async ({ options }) => {
    for (const linearLight of [false, true]) {
      for (const channels of ['rgb', 'gray'] as const) {
        const wanted = settings({ kernel: kernelOf([1, 1, 4, 3], 13), options, channels, linearLight })
        const { data, width, height, channels: planes } = await convolveImage(image, wanted, workshop)
        for (const chosen of rows) {
          const columns = Int32Array.of(0, 2, 4, 6, 10)
          const values = convolveAt(image, wanted, chosen, columns)
          const expected = Array.from({ length: planes }, (_, c) =>
            [...chosen].map((p) => [...columns].map((q) => data[(c * height + p) * width + q])),
          )
          expect([...values]).toEqual(expected.flat(2))
        }
      }
    }
  })

  it('reads no more than the windows need', () => {
    const values = convolveAt(image, settings({ kernel: laplacian }), Int32Array.of(5), Int32Array.of(5))
    expect(values).toHaveLength(3)
  })
})
