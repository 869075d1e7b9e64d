import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wholeFrame } from '../../../shared/image/view.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { initialParameters } from '../../../shared/network/parameters.ts'
import type { DataSetInfo } from '../../../shared/rpc/dataSetContract.ts'
import type { TrainingProgress, TrainingRun, TrainingSettings } from '../../../shared/rpc/trainingContract.ts'
import { testBands } from '../../support/engineParts.ts'
import { openNoise, openWindow } from '../../support/engineWindow.ts'
import type { EngineWindow } from '../../support/engineWindow.ts'
import { temporaryFolder } from '../../support/photoFiles.ts'
import { writeTextures } from '../../support/trainingPictures.ts'

const settings: TrainingSettings = {
  optimizer: { kind: 'adam', learningRate: 0.002 },
  epochs: 2,
  batch: 4,
  validation: 0.2,
  seed: 1,
  augmentation: { flip: false, shift: 0 },
  patience: 0,
}

const classifier = parseNetwork({
  input: [1, 12, 12],
  layers: [{ type: 'conv2d', out: 3, kernel: 3 }, { type: 'relu' }, { type: 'flatten' }, { type: 'linear', out: 3 }],
  loss: 'crossEntropy',
})

describe('training behind a port', () => {
  const bands = testBands()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let window: EngineWindow

  beforeAll(async () => {
    folder = await temporaryFolder()
    await writeTextures(join(folder.path, 'data'), 10, 16)
  })
  beforeEach(() => void (window = openWindow(bands)))
  afterEach(() => window.close())
  afterAll(async () => {
    await bands.close()
    await folder.remove()
  })

  async function openData(): Promise<DataSetInfo> {
    const token = window.token(join(folder.path, 'data'), 'read')
    return window.client.call('openDataSet', { token, kind: 'classes', input: classifier.input })
  }

  async function pose(out: string | null, more: Partial<TrainingSettings> = {}): Promise<TrainingRun> {
    const { id } = await openData()
    if (out) await mkdir(join(folder.path, out), { recursive: true })
    const target = out ? window.token(join(folder.path, out), 'write') : null
    const request = { dataSet: id, description: classifier, settings: { ...settings, ...more }, folder: target }
    return window.client.call('poseTraining', request)
  }

  it('opens a folder, shows its pictures and says what training takes', async () => {
    const info = await openData()
    expect(info).toMatchObject({ name: 'data', count: 30, bad: [], bytes: 30 * 144 })
    const pictures = await window.client.call('dataSetPictures', { dataSet: info.id, samples: [0, 29] })
    expect(pictures.map(({ pixelWidth, pixelHeight, rgba }) => [pixelWidth, pixelHeight, rgba.length])).toEqual([
      [12, 12, 576],
      [12, 12, 576],
    ])
    const run = await pose(null)
    expect(run).toMatchObject({ classes: ['checks', 'columns', 'rows'], training: 24, validation: 6, stepsPerEpoch: 6 })
    expect(run.memory.pictures).toBe(30 * 144)
    expect(run.progress).toMatchObject({ state: 'ready', iteration: 0, saved: null })
    await expect(window.client.call('dataSetPictures', { dataSet: info.id, samples: [30] })).rejects.toMatchObject({
      code: 'bad-argument',
    })
  })

  it('trains, is paused and goes on, and every point of the loss is told once', async () => {
    const { run } = await pose(null, { epochs: 30 })
    const told: TrainingProgress[] = []
    const first = window.client.call('train', { run }, { onProgress: (progress) => told.push(progress) })
    await expect.poll(() => told.length).toBeGreaterThan(0)
    await window.client.call('pauseTraining', { run })
    const paused = await first
    expect(paused.state).toBe('paused')
    const finished = await window.client.call('train', { run }, { onProgress: (progress) => told.push(progress) })
    expect(finished).toMatchObject({ state: 'finished', epoch: 30, iteration: 180 })
    const points = [...told, paused, finished].flatMap(({ losses }) => losses.map(([iteration]) => iteration))
    expect([...new Set(points)].sort((a, b) => a - b)).toEqual(Array.from({ length: 180 }, (_, i) => i + 1))
    const { parameters, iteration } = await window.client.call('trainedNetwork', { model: { run, which: 'now' } })
    expect([iteration, [...parameters.keys()]]).toEqual([180, ['0.weight', '0.bias', '3.weight', '3.bias']])
    await window.client.call('closeTraining', { run })
    await expect(window.client.call('train', { run })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('leaves a model in its folder, from which another engine goes on', async () => {
    const { run } = await pose('run')
    await window.client.call('train', { run })
    const { parameters } = await window.client.call('trainedNetwork', { model: { run, which: 'now' } })
    expect((await readdir(join(folder.path, 'run'))).sort()).toEqual([
      'checkpoint.safetensors',
      'history.csv',
      'model.onnx',
      'model.safetensors',
      'network.json',
    ])
    window.close()
    window = openWindow(bands)
    const { id } = await openData()
    const target = window.token(join(folder.path, 'run'), 'write')
    const resumed = await window.client.call('resumeTraining', { dataSet: id, folder: target, epochs: 3 })
    expect(resumed.progress).toMatchObject({ epoch: 2, epochs: 3, iteration: 12 })
    const again = await window.client.call('trainedNetwork', { model: { run: resumed.run, which: 'now' } })
    expect([...again.parameters]).toEqual([...parameters])
    expect(await window.client.call('train', { run: resumed.run })).toMatchObject({ state: 'finished', epoch: 3 })
  })

  it('classifies open photos, files and folders, and names what is no picture', async () => {
    const { run } = await pose(null)
    await window.client.call('train', { run })
    const image = await openNoise(window)
    const sources = [
      { image },
      { token: window.token(join(folder.path, 'data/rows'), 'read') },
      { token: window.token(join(import.meta.dirname, 'serveTraining.test.ts'), 'read') },
    ]
    const { predictions, bad } = await window.client.call('classify', { model: { run, which: 'best' }, sources })
    expect(predictions).toHaveLength(11)
    const [{ probabilities, label }] = predictions
    expect(Object.keys(probabilities)).toEqual(['checks', 'columns', 'rows'])
    expect(Object.values(probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
    expect(probabilities[label]).toBe(Math.max(...Object.values(probabilities)))
    expect(bad).toHaveLength(1)
  })

  it('shows the picture that a network makes of the open photo, exact and as a draft, and writes it', async () => {
    const image = await openNoise(window)
    const layers = [{ type: 'conv2d', out: 3, kernel: 3, padding: 1 }]
    const description = parseNetwork({ input: [3, 16, 16], layers })
    const model = { description, parameters: initialParameters(createNetwork(description), mulberry32(2)) }
    const frame = wholeFrame(40, 30)
    const ask = (quality: 'draft' | 'exact', wanted = frame) =>
      window.client.call('renderTranslation', { model, image, frame: wanted, mapping: 'offset', quality })
    const exact = await ask('exact')
    expect(exact).toMatchObject({ pixelWidth: 40, pixelHeight: 30, quality: 'exact' })
    expect((await ask('draft')).rgba).toEqual(exact.rgba) // at 100 % both compute the same
    const small = await ask('draft', { ...frame, pixelWidth: 20, pixelHeight: 15 })
    expect(small.rgba).toHaveLength(20 * 15 * 4)
    const token = window.token(join(folder.path, 'made.npy'), 'write')
    const request = { model, image, mapping: 'clamp', format: 'npy', token } as const
    expect(await window.client.call('exportTranslation', request)).toMatchObject({ name: 'made.npy' })
  })

  it('exports a network in every format and imports it back', async () => {
    const { run, description } = await pose(null)
    const { parameters } = await window.client.call('trainedNetwork', { model: { run, which: 'now' } })
    for (const format of ['safetensors', 'onnx', 'json', 'pytorch'] as const) {
      const path = join(folder.path, `exported.${format}`)
      await window.client.call('exportNetwork', {
        model: { run, which: 'now' },
        format,
        token: window.token(path, 'write'),
      })
      if (format === 'pytorch') continue
      const read = await window.client.call('importLayers', { token: window.token(path, 'read') })
      expect(read).toMatchObject({ description, foreign: null })
      expect([...read.parameters]).toEqual([...parameters])
    }
  })
})
