import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharpDecoder } from '../../../electron/engine/decode.ts'
import { openDataSet } from '../../../electron/engine/training/dataSet.ts'
import { planTraining } from '../../../electron/engine/training/plan.ts'
import { createTraining } from '../../../electron/engine/training/trainingRun.ts'
import { initialState } from '../../../electron/engine/training/trainingState.ts'
import { translateImage } from '../../../electron/engine/training/translateJob.ts'
import { createWorkshop } from '../../../electron/engine/workshop.ts'
import { writeNpy } from '../../../shared/formats/npy.ts'
import { convolve } from '../../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../../shared/maths/geometry.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { tensor } from '../../../shared/maths/tensor.ts'
import { featureMaps } from '../../../shared/network/forward.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import { initialParameters } from '../../../shared/network/parameters.ts'
import type { TrainingSettings } from '../../../shared/rpc/trainingContract.ts'
import { pixelTensor } from '../../support/builders.ts'
import { expectRelative, expectWithin } from '../../support/closeTo.ts'
import { testBands, testImage } from '../../support/engineParts.ts'
import { networkOf } from '../../support/networks.ts'
import { temporaryFolder } from '../../support/photoFiles.ts'

const bands = testBands(2)
const workshop = createWorkshop(bands)
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(async () => {
  await bands.close()
  await folder.remove()
})

describe('a picture through a network in bands', () => {
  const conv = (out: number, more: object = {}) => ({ type: 'conv2d', out, kernel: 3, padding: 1, ...more })
  const stacks = {
    'three convolutions': [conv(4), { type: 'relu' }, conv(4, { kernel: 5, padding: 4, dilation: 2 }), conv(3)],
    'without padding': [conv(4, { padding: 0 }), { type: 'tanh' }, conv(1, { padding: 0, kernel: [1, 4] })],
    'pooled and strided': [conv(4, { stride: 2 }), { type: 'maxPool2d', kernel: 3, stride: 2, padding: 1 }, conv(3)],
  }

  it.each(Object.entries(stacks))('has the bits of the whole at once: %s', async (_, layers) => {
    const network = networkOf([3, 16, 16], ...layers)
    const parameters = initialParameters(network, mulberry32(4))
    const image = testImage(53, 47, { seed: 6 })
    const whole = await translateImage(image, { network, parameters }, workshop, {}, 1000)
    for (const rows of [1, 5, 8]) {
      const { data, height, width } = await translateImage(image, { network, parameters }, workshop, {}, rows)
      expect([height, width]).toEqual([whole.height, whole.width])
      expect(data).toEqual(whole.data)
      workshop.buffers.give(data)
    }
    const asIs = networkOf([3, 47, 53], ...layers)
    const y = featureMaps(asIs, parameters, tensor([1, 3, 47, 53], Float32Array.from(image.data)))
    // The definition sums in float64; three layers of at most 100 taps of numbers around 1.
    expectRelative(whole.data, y.data, 1e-5)
    workshop.buffers.give(whole.data)
  })

  it('is refused for a network that answers classes', async () => {
    const network = networkOf([3, 16, 16], { type: 'flatten' }, { type: 'linear', out: 2 })
    const model = { network, parameters: initialParameters(network, mulberry32(1)) }
    await expect(translateImage(testImage(20, 20), model, workshop)).rejects.toMatchObject({ code: 'shape-mismatch' })
  })
})

describe('training on pairs', () => {
  const settings: TrainingSettings = {
    optimizer: { kind: 'nesterov', learningRate: 0.2, momentum: 0.9 },
    epochs: 60,
    batch: 4,
    validation: 0,
    seed: 3,
    augmentation: { flip: false, shift: 0 },
    patience: 0,
  }
  const kernel = Float32Array.of(0, -1, 0, -1, 5, -1, 0, -1, 0)

  /** Pictures of noise, and what the kernel makes of them with zeros around; or only where it lies inside. */
  async function writePairs(name: string, padding: 'same' | 'valid'): Promise<string> {
    const path = join(folder.path, name)
    for (const side of ['input', 'target']) await mkdir(join(path, side), { recursive: true })
    for (let i = 0; i < 2; i++) {
      const x = pixelTensor([1, 1, 30, 34], 20 + i)
      const g = convolutionGeometry(x.shape, [1, 1, 3, 3], { padding })
      const y = convolve(x, tensor([1, 1, 3, 3], kernel), null, g)
      await writeFile(join(path, 'input', `${i}.npy`), writeNpy([30, 34], x.data))
      await writeFile(join(path, 'target', `${i}.npy`), writeNpy([g.P, g.Q], y.data as Float32Array))
    }
    await writeFile(join(path, 'input', 'alone.npy'), writeNpy([30, 34], pixelTensor([30, 34], 1).data))
    return path
  }

  async function learned(padding: 'same' | 'valid', more: Partial<TrainingSettings> = {}) {
    const layer = { type: 'conv2d', out: 1, kernel: 3, padding: padding === 'same' ? 1 : 0, bias: false }
    const description = parseNetwork({ input: [1, 12, 12], layers: [layer], loss: 'mse' })
    const path = await writePairs(padding, padding)
    const data = await openDataSet({ path, kind: 'pairs', input: description.input }, sharpDecoder, workshop)
    const words = { id: 'noTarget', values: { stem: 'alone' } }
    expect(data.bad).toEqual([{ file: 'input/alone.npy', reason: "there is no 'alone' in target", words }])
    const plan = planTraining(data, description, { ...settings, ...more })
    const training = createTraining({ plan, state: initialState(plan), workshop })
    const progress = await training.train()
    return { progress, weight: training.weights('now').get('0.weight')!.data }
  }

  it.each(['same', 'valid'] as const)('finds the kernel again through patches, rim and all: %s', async (padding) => {
    const { progress, weight } = await learned(padding)
    // 960 steps of descent with momentum, whose slowest direction shrinks by more than 0.95 each.
    expectWithin(weight, kernel, 1e-4)
    expect(progress.history.at(-1)!.train.loss).toBeLessThan(1e-8)
    expect(progress.evaluation!.score.accuracy).toBeNull()
  })

  it('reads color targets as gray for a network that answers one channel, and says so', async () => {
    const path = join(folder.path, 'colors')
    for (const side of ['input', 'target']) await mkdir(join(path, side), { recursive: true })
    const x = pixelTensor([3, 16, 16], 40)
    await writeFile(join(path, 'input', 'a.npy'), writeNpy([3, 16, 16], x.data))
    await writeFile(join(path, 'target', 'a.npy'), writeNpy([3, 16, 16], x.data))
    const layers = [{ type: 'conv2d', out: 1, kernel: 3, padding: 1 }]
    const description = parseNetwork({ input: [1, 12, 12], layers, loss: 'mse' })
    const wish = { path, kind: 'pairs', input: description.input } as const
    const data = await openDataSet({ ...wish, answers: 1 }, sharpDecoder, workshop)
    expect(data.grayTargets).toBe(1)
    expect(data.samples[0].target).toEqual(data.samples[0].picture)
    expect(planOf(data, description)).not.toThrow()
    const color = await openDataSet({ ...wish, answers: 3 }, sharpDecoder, workshop)
    expect([color.grayTargets, color.samples[0].target!.channels]).toEqual([0, 3])
  })

  it('mirrors patches with their targets', async () => {
    const { weight } = await learned('same', { augmentation: { flip: true, shift: 0 } })
    expectWithin(weight, kernel, 1e-4) // the kernel is its own mirror image
  })

  it('refuses targets of another size and patches larger than the pictures', async () => {
    const layers = [{ type: 'conv2d', out: 1, kernel: 3, padding: 1 }]
    const path = await writePairs('sizes', 'valid')
    const opened = (input: readonly [number, number, number]) =>
      openDataSet({ path, kind: 'pairs', input }, sharpDecoder, workshop)
    const big = parseNetwork({ input: [1, 40, 40], layers, loss: 'mse' })
    expect(planOf(await opened(big.input), big)).toThrow("'0.npy': wants at least 40×40 pixels")
    const strided = parseNetwork({ input: [1, 12, 12], layers: [{ ...layers[0], stride: 2 }], loss: 'mse' })
    expect(planOf(await opened(strided.input), strided)).toThrow('the network makes 17×15 of 34×30')
    const classes = parseNetwork({ input: [1, 12, 12], layers: [{ type: 'flatten' }, { type: 'linear', out: 2 }] })
    expect(planOf(await opened(classes.input), classes)).toThrow('answers 1×H×W or 3×H×W')
  })

  function planOf(
    ...[data, description]: Parameters<typeof planTraining> extends [infer D, infer N, ...unknown[]] ? [D, N] : never
  ) {
    return () => planTraining(data, description, settings)
  }
})
