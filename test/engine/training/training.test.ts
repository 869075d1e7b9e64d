import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharpDecoder } from '../../../electron/engine/decode.ts'
import { readCheckpoint, writeCheckpoint } from '../../../electron/engine/training/checkpoint.ts'
import { openDataSet } from '../../../electron/engine/training/dataSet.ts'
import type { DataSet } from '../../../electron/engine/training/dataSet.ts'
import { planTraining } from '../../../electron/engine/training/plan.ts'
import { continued } from '../../../electron/engine/training/resume.ts'
import { createTraining } from '../../../electron/engine/training/trainingRun.ts'
import { initialState } from '../../../electron/engine/training/trainingState.ts'
import { createWorkshop } from '../../../electron/engine/workshop.ts'
import type { Workshop } from '../../../electron/engine/workshop.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import type { TrainingProgress, TrainingSettings } from '../../../shared/rpc/trainingContract.ts'
import { testBands } from '../../support/engineParts.ts'
import { brokenFiles, temporaryFolder } from '../../support/photoFiles.ts'
import { writeTextures } from '../../support/trainingPictures.ts'

const description = parseNetwork({
  input: [1, 16, 16],
  layers: [
    { type: 'conv2d', out: 4, kernel: 3 },
    { type: 'relu' },
    { type: 'maxPool2d', kernel: 2 },
    { type: 'flatten' },
    { type: 'dropout', p: 0.2 },
    { type: 'linear', out: 3 },
  ],
  loss: 'crossEntropy',
})

const settings: TrainingSettings = {
  optimizer: { kind: 'adam', learningRate: 0.003 },
  epochs: 3,
  batch: 10,
  validation: 0.25,
  seed: 5,
  augmentation: { flip: true, shift: 2 },
  patience: 0,
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const one = testBands(1)
const three = testBands(3)
let workshop: Workshop
let data: DataSet

beforeAll(async () => {
  folder = await temporaryFolder()
  workshop = createWorkshop(three)
  await writeTextures(join(folder.path, 'data'), 12, 20)
  for (const [name, bytes] of await brokenFiles()) await writeFile(join(folder.path, 'data/rows', name), bytes)
  data = await open()
})
afterAll(async () => {
  await Promise.all([one.close(), three.close()])
  await folder.remove()
})

function open(budget?: number): Promise<DataSet> {
  const wish = { path: join(folder.path, 'data'), kind: 'classes', input: description.input } as const
  return openDataSet({ ...wish, ...(budget && { budget }) }, sharpDecoder, workshop)
}

function begin(more: Partial<TrainingSettings> = {}, bands = three, network = description) {
  const plan = planTraining(data, network, { ...settings, ...more })
  const state = initialState(plan)
  return { plan, state, training: createTraining({ plan, state, workshop: createWorkshop(bands) }) }
}

describe('a folder of pictures', () => {
  it('is read once, and what is broken is named', async () => {
    expect(data.classes).toEqual([
      { name: 'checks', count: 12 },
      { name: 'columns', count: 12 },
      { name: 'rows', count: 12 },
    ])
    expect(data.bad.map(({ file }) => file).sort()).toEqual(
      [...(await brokenFiles()).keys()].map((n) => `rows/${n}`).sort(),
    )
    expect(data.sizes).toEqual({ smallest: [20, 20], largest: [20, 20], adapted: 36 })
    expect(data.bytes).toBe(36 * 256)
  })

  it('is refused beyond the budget, before a picture is decoded', async () => {
    await expect(open(1000)).rejects.toMatchObject({ code: 'too-large', detail: { budget: 1000 } })
  })

  it('wants two classes that can be read', async () => {
    const wish = { kind: 'classes', input: description.input } as const
    const lonely = join(folder.path, 'lonely')
    await mkdir(join(lonely, 'only'), { recursive: true })
    const opened = (path: string) => openDataSet({ path, ...wish }, sharpDecoder, workshop)
    await expect(opened(lonely)).rejects.toThrow('a folder for each of two classes or more, got 1')
    await expect(opened(join(folder.path, 'none'))).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('training', () => {
  it('comes to the same bits with one thread and with three', async () => {
    const [alone, together] = [begin({}, one), begin()]
    const first = await alone.training.train()
    const second = await together.training.train()
    expect(alone.state.optimizer.parameters).toEqual(together.state.optimizer.parameters)
    expect(first.losses).toEqual(second.losses)
    expect(first.evaluation).toEqual(second.evaluation)
    expect(first).toMatchObject({ state: 'finished', reason: 'epochs', epoch: 3, iteration: 9 })
  })

  it('and so with parameters so many that the threads share them', async () => {
    const large = parseNetwork({
      input: [1, 16, 16],
      layers: [{ type: 'flatten' }, { type: 'linear', out: 40 }, { type: 'relu' }, { type: 'linear', out: 3 }],
      loss: 'crossEntropy',
    })
    const [alone, together] = [begin({}, one, large), begin({}, three, large)]
    await alone.training.train()
    await together.training.train()
    expect(alone.state.optimizer.parameters).toHaveLength(10403)
    expect(alone.state.optimizer).toEqual(together.state.optimizer)
  })

  it('goes on from a checkpoint to the numbers of the run that was not interrupted', async () => {
    const whole = begin()
    await whole.training.train()
    const broken = begin()
    const out = folder.path
    let steps = 0
    while (steps++ < 4) await oneStep(broken.training)
    await writeCheckpoint(out, broken.plan, broken.state)
    const checkpoint = await readCheckpoint(out)
    expect(checkpoint.description).toEqual(description)
    const plan = planTraining(data, checkpoint.description, checkpoint.settings)
    const state = continued(checkpoint, plan)
    expect(state.optimizer.iteration).toBe(4)
    const resumed = await createTraining({ plan, state, workshop }).train()
    expect(resumed.state).toBe('finished')
    expect(state.optimizer).toEqual(whole.state.optimizer)
    const untimed = (history: typeof state.history) => history.map((record) => ({ ...record, seconds: 0 }))
    expect(untimed(state.history)).toEqual(untimed(whole.state.history))
    expect(state.best?.parameters).toEqual(whole.state.best?.parameters)
  })

  it('does not go on with other pictures', async () => {
    const { plan, state } = begin()
    await writeCheckpoint(folder.path, plan, state)
    const other = { ...data, fingerprint: '9-abc' }
    const checkpoint = await readCheckpoint(folder.path)
    expect(() => continued(checkpoint, planTraining(other, description, settings))).toThrow('other ones')
  })

  it('stops when the validation loss falls no more, and keeps the best weights', async () => {
    const { training, state } = begin({ epochs: 200, patience: 2, optimizer: { kind: 'sgd', learningRate: 0.5 } })
    const progress = await training.train()
    expect(progress.reason).toBe('early')
    expect(state.epoch - state.best!.epoch).toBe(2)
    const lowest = Math.min(...state.history.map(({ validation }) => validation!.loss))
    expect(state.best!.loss).toBe(lowest)
  })

  it('tells how the layers do and which pictures it gets wrong', async () => {
    const { training } = begin({ epochs: 1 })
    const { layers, evaluation, history } = await training.train()
    expect(layers.map(({ type }) => type)).toEqual(['conv2d', 'relu', 'maxPool2d', 'flatten', 'dropout', 'linear'])
    expect(layers[0].gradientNorm).toBeGreaterThan(0)
    expect(layers[1].dead).toMatchObject({ of: 4 })
    const counts = evaluation!.confusion.flat().reduce((sum, count) => sum + count, 0)
    expect(counts).toBe(9)
    const wrong = evaluation!.mistakes.length
    expect(evaluation!.score.accuracy).toBeCloseTo(1 - wrong / 9, 12)
    expect(evaluation!.mistakes.every(({ label, answer }) => label !== answer)).toBe(true)
    expect(history).toHaveLength(1)
  })

  it('that diverges says so', async () => {
    const { training } = begin({ optimizer: { kind: 'sgd', learningRate: 1e200 } })
    await expect(training.train()).rejects.toMatchObject({ code: 'diverged' })
  })

  it('refuses what does not fit before the first step', () => {
    const three = (out: number) => ({ ...description, layers: [...description.layers.slice(0, -1), linear(out)] })
    const linear = (out: number) => ({ type: 'linear', out, bias: true }) as const
    expect(() => planTraining(data, three(4), settings)).toThrow('each of 3 classes, got 4')
    expect(() => planTraining(data, { ...description, loss: 'mse' }, settings)).toThrow('crossEntropy, got mse')
    expect(() => planTraining(data, description, { ...settings, batch: 0 })).toThrow('batch is a whole number from 1')
    expect(() => planTraining(data, description, { ...settings, validation: 1 })).toThrow('validation share')
  })
})

/** Pauses as soon as a step is under way: heard after it. */
async function oneStep(training: ReturnType<typeof createTraining>): Promise<TrainingProgress> {
  const running = training.train()
  training.pause()
  return running
}
