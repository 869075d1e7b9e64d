import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { onnx } from '../../shared/formats/onnx.ts'
import { bytesField, message, textField, varintField } from '../../shared/formats/protobuf.ts'
import { appliedWeight, createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel, KernelShape } from '../../shared/kernel/kernel.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, pixelTensor } from '../support/builders.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { laplacian, oneToNine } from './kernels.ts'

function wholeKernel(shape: KernelShape, seed: number, biased: boolean): Kernel {
  const { data } = integerTensor(shape, seed, -9, 9)
  const bias = biased ? Array.from({ length: shape[0] }, (_, k) => k + 1) : new Array<number>(shape[0]).fill(0)
  return createKernel({ shape, weight: data, bias })
}

async function runModel(bytes: Uint8Array, shape: readonly number[], data: Float32Array): Promise<ort.Tensor> {
  const session = await ort.InferenceSession.create(bytes)
  const { result } = await session.run({ image: new ort.Tensor('float32', data, shape) })
  return result
}

const zeros = { mode: 'zeros', value: 0 } as const
const motions: readonly [KernelShape, ConvolutionOptions, boolean][] = [
  [[1, 1, 3, 3], {}, false],
  [[2, 3, 3, 2], { stride: [2, 1], padding: [1, 2, 0, 3] }, true],
  [[4, 2, 2, 3], { groups: 2, dilation: [1, 2], padding: 2 }, true],
  [[1, 1, 4, 2], { padding: 'same', border: zeros }, false],
  [[1, 1, 2, 5], { padding: 'same', stride: [2, 3] }, true],
  [[1, 2, 3, 3], { padding: 'full' }, false],
  [[1, 1, 3, 4], { padding: 'same', border: { mode: 'replicate', value: 0 } }, true],
  [[1, 1, 3, 3], { padding: [1, 2, 3, 0], border: { mode: 'reflect', value: 0 } }, false],
  [[1, 1, 5, 3], { padding: 2, stride: 2, border: { mode: 'circular', value: 0 } }, false],
  [[1, 1, 3, 3], { padding: 1, border: { mode: 'constant', value: 7 } }, true],
]

describe('ONNX models', () => {
  it.each(motions)('run in ONNX Runtime as convolve computes them: %j %j', async (shape, options, biased) => {
    const kernel = wholeKernel(shape, 11, biased)
    const [K, C, R, S] = shape
    const x = integerTensor([2, C * (options.groups ?? 1), 9, 11], 12)
    const { bytes, loss } = onnx.write(kernel, options)
    const result = await runModel(bytes, x.shape, x.data)
    const w = tensor([K, C, R, S], Float32Array.from(appliedWeight(kernel)))
    const b = tensor([K], Float32Array.from(kernel.bias))
    const y = convolve(x, w, b, convolutionGeometry(x.shape, w.shape, options))
    expect(loss).toBe(0)
    expect(result.dims).toEqual(y.shape)
    // whole numbers: every sum is exact in float32, in any order
    expect([...(result.data as Float32Array)]).toEqual([...y.data])
  })

  it('hold the divided weights as float32', async () => {
    const kernel = createKernel({ ...oneToNine, divisor: 45 })
    const x = pixelTensor([1, 1, 7, 6], 3)
    const { bytes, loss, notes } = onnx.write(kernel)
    const result = await runModel(bytes, x.shape, x.data)
    const w = tensor(kernel.shape, Float32Array.from(appliedWeight(kernel)))
    const y = convolve(x, w, null, convolutionGeometry(x.shape, w.shape))
    // x ≤ 1 and Σw = 1, so Σ|w·x| ≤ 1; both sides round
    expectWithin(result.data as Float32Array, y.data, 2 * float32Bound(9, 1))
    expect(loss).toBeGreaterThan(0)
    expect(englishNotes(notes).join()).toContain('divided by 45')
  })

  it.each([
    ['the symmetric border', { padding: 1, border: { mode: 'symmetric', value: 0 } }, 'symmetric'],
    ['rounding up', { stride: 2, rounding: 'ceil' }, 'ceil'],
    ['pads that follow the picture', { stride: 2, padding: 'same', border: { mode: 'reflect', value: 0 } }, 'same'],
  ] as const)('refuse %s', (_, options, words) => {
    const refusal = expect.objectContaining({ code: 'cannot-hold', message: expect.stringContaining(words) })
    expect(() => onnx.write(laplacian, options)).toThrow(refusal)
  })

  it('are read back with how they move', () => {
    const kernel = wholeKernel([4, 2, 2, 3], 5, true)
    const options = { stride: [2, 1], dilation: [1, 3], groups: 2, padding: [1, 2, 3, 4] } as const
    const { kernels, notes } = onnx.read(onnx.write(kernel, options).bytes)
    expect(kernels).toEqual([{ kernel, options }])
    expect(notes).toEqual([])
  })

  it('are read back with “same” under a stride', () => {
    const [{ options }] = onnx.read(onnx.write(laplacian, { padding: 'same', stride: 2 }).bytes).kernels
    expect(options?.padding).toBe('same')
  })
})

/** A model from the pieces of a graph. */
const model = (...graph: Uint8Array[]) => message(varintField(1, 8), bytesField(7, message(...graph)))
const node = (type: string, inputs: string[], output: string, ...attributes: Uint8Array[]) =>
  bytesField(
    1,
    message(
      ...inputs.map((name) => textField(1, name)),
      textField(2, output),
      textField(4, type),
      ...attributes.map((each) => bytesField(5, each)),
    ),
  )
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
const dims = (...extents: number[]) => message(...extents.map((extent) => varintField(1, extent)))
const weights = (name: string, shape: Uint8Array, type: number, ...data: Uint8Array[]) =>
  message(shape, varintField(2, type), textField(8, name), ...data)
const initializer = (...parts: Parameters<typeof weights>) => bytesField(5, weights(...parts))

describe('models of other programs', () => {
  it('are searched for every Conv: raw data, packed floats, doubles, halves, constants, weights of one axis', () => {
    const constant = weights('', dims(1, 1, 1, 1), 1, bytesField(9, floats(9)))
    const bytes = model(
      node('Conv', ['x', 'raw'], 'a'),
      node('Relu', ['a'], 'b'),
      node('Conv', ['b', 'packed.weight', 'packed.bias'], 'c'),
      node('Conv', ['c', 'double'], 'd'),
      node('Conv', ['d', 'half'], 'e'),
      node('Constant', [], 'made', message(textField(1, 'value'), bytesField(5, constant))),
      node('Conv', ['e', 'made'], 'f'),
      node('Conv', ['f', 'line'], 'g'),
      initializer('raw', dims(1, 1, 1, 2), 1, bytesField(9, floats(1, 2))),
      initializer('packed.weight', dims(1, 1, 2, 1), 1, bytesField(4, floats(3, 4))),
      initializer('packed.bias', dims(1), 1, bytesField(4, floats(5))),
      initializer('double', dims(1, 1, 1, 1), 11, bytesField(10, new Uint8Array(Float64Array.of(0.1).buffer))),
      initializer('half', dims(1, 1, 1, 1), 10, varintField(5, 0x3e00)),
      initializer('line', dims(1, 1, 3), 1, bytesField(9, floats(6, 7, 8))),
    )
    const { kernels } = onnx.read(bytes)
    expect(kernels.map(({ kernel }) => [kernel.name, kernel.shape, kernel.weight, kernel.bias])).toEqual([
      ['raw', [1, 1, 1, 2], [1, 2], [0]],
      ['packed', [1, 1, 2, 1], [3, 4], [5]],
      ['double', [1, 1, 1, 1], [0.1], [0]],
      ['half', [1, 1, 1, 1], [1.5], [0]],
      ['made', [1, 1, 1, 1], [9], [0]],
      ['line', [1, 1, 1, 3], [6, 7, 8], [0]],
    ])
  })

  it('say which Conv is left out and why', () => {
    const bytes = model(
      node('Conv', ['x', 'w'], 'a'),
      node('Conv', ['a', 'computed'], 'b'),
      node('Conv', ['b', 'volume'], 'c'),
      initializer('w', dims(1, 1, 1, 1), 1, bytesField(9, floats(1))),
      initializer('volume', dims(1, 1, 1, 1, 1), 1, bytesField(9, floats(1))),
    )
    expect(englishNotes(onnx.read(bytes).notes)).toEqual([
      'b is left out: its weights are computed, not stored.',
      'c is left out: it convolves volumes.',
    ])
  })

  const conv = node('Conv', ['x', 'w'], 'y')
  const strides = (...values: Uint8Array[]) => message(textField(1, 'strides'), ...values)
  const one = initializer('w', dims(1, 1, 1, 1), 1, bytesField(9, floats(1)))

  it.each([
    ['no graph', message(varintField(1, 8)), 'broken-file', 'graph'],
    ['no Conv', model(node('MatMul', ['x', 'w'], 'y')), 'unsupported-format', 'MatMul'],
    ['strings as weights', model(conv, initializer('w', dims(1), 8)), 'unsupported-format', 'type 8'],
    [
      'weights in a second file',
      model(conv, initializer('w', dims(1), 1, varintField(14, 1))),
      'unsupported-format',
      'second file',
    ],
    [
      'too few weights',
      model(conv, initializer('w', dims(9, 9, 9, 9), 1, bytesField(9, floats(1)))),
      'broken-file',
      'wants 6561 numbers, got 1',
    ],
    [
      'a broken number',
      model(conv, initializer('w', dims(1), 1, bytesField(9, Uint8Array.of(1, 2)))),
      'broken-file',
      '2 bytes',
    ],
    [
      'stride 0',
      model(node('Conv', ['x', 'w'], 'y', strides(varintField(8, 0), varintField(8, 1))), one),
      'broken-file',
      'strides',
    ],
    [
      'three strides',
      model(node('Conv', ['x', 'w'], 'y', strides(bytesField(8, Uint8Array.of(1, 1, 1)))), one),
      'broken-file',
      'strides',
    ],
    [
      'a field beyond the end',
      message(varintField(1, 8), Uint8Array.of(58, 100, 0)),
      'broken-file',
      'wants 100 bytes, 1 are left',
    ],
    ['a number without end', Uint8Array.from([8, ...new Array<number>(20).fill(255)]), 'broken-file', 'ten bytes'],
    ['groups', Uint8Array.of(11, 12), 'broken-file', 'got 3'],
    ['field 0', Uint8Array.of(0, 0), 'broken-file', 'from 1'],
  ])('are refused for %s', (_, bytes, code, words) => {
    expect(() => onnx.read(bytes)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }))
  })

  it('may hold negative numbers, which take ten bytes', () => {
    const minusOne = Uint8Array.from([...new Array<number>(9).fill(255), 1])
    const bytes = model(node('Conv', ['x', 'w'], 'y', strides(bytesField(8, message(minusOne, Uint8Array.of(1))))), one)
    expect(() => onnx.read(bytes)).toThrow('whole numbers from 1, got -1, 1')
  })
})
