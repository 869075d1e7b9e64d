import { describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import type { DataSetId, DataSetInfo } from '../../../shared/rpc/dataSetContract.ts'
import type { RunId, TrainingProgress, TrainingRun } from '../../../shared/rpc/trainingContract.ts'
import { zeros } from '../../../shared/maths/tensor.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import { useDataSetStore } from '../../../renderer/stores/dataSetStore.ts'
import { useNetworkStore } from '../../../renderer/stores/networkStore.ts'
import { useTrainSettingsStore } from '../../../renderer/stores/trainSettingsStore.ts'
import { useTrainStore } from '../../../renderer/stores/trainStore.ts'
import { createFakeEngine, createLab, token } from '../support/labApp.ts'

const animals: DataSetInfo = {
  id: 'data-1' as DataSetId,
  kind: 'classes',
  name: 'animals',
  input: [1, 32, 32],
  classes: [
    { name: 'cats', count: 4 },
    { name: 'dogs', count: 5 },
    { name: 'owls', count: 6 },
  ],
  count: 15,
  bad: [],
  sizes: { smallest: [32, 32], largest: [64, 64], adapted: 5 },
  grayTargets: 0,
  bytes: 15_360,
}

const progress = (part: Partial<TrainingProgress> = {}): TrainingProgress => ({
  ...{ state: 'ready', reason: null, epoch: 0, epochs: 20, step: 0, stepsPerEpoch: 1, iteration: 0 },
  ...{
    seconds: 0,
    picturesPerSecond: 0,
    losses: [],
    history: [],
    layers: [],
    evaluation: null,
    best: null,
    saved: null,
  },
  ...part,
})

function setUp() {
  const trains: { finish(end: TrainingProgress): void; fail(thrown: unknown): void }[] = []
  let runs = 0
  const pose = (from: TrainingProgress): TrainingRun => ({
    run: `run-${++runs}` as RunId,
    description: useNetworkStore().description,
    settings: { ...useTrainSettingsStore().choices } as unknown as TrainingRun['settings'],
    classes: ['cats', 'dogs', 'owls'],
    training: 12,
    validation: 3,
    stepsPerEpoch: 1,
    parameters: 1,
    memory: { pictures: 1, steps: 1, weights: 1 },
    progress: from,
  })
  const engine = createFakeEngine({
    openDataSet: () => animals,
    closeDataSet: () => null,
    poseTraining: () => pose(progress()),
    resumeTraining: () => pose(progress({ epoch: 7 })),
    train: () =>
      new Promise((finish, fail) => {
        trains.push({ finish, fail })
      }),
    pauseTraining: () => null,
    closeTraining: () => null,
  })
  createLab({ engine, host: { chooseFolder: async () => ({ token: token('animals'), name: 'animals' }) } })
  const [networks, pictures, training] = [useNetworkStore(), useDataSetStore(), useTrainStore()]
  networks.applyPreset('lenet')
  const trained = async (count: number) => {
    await vi.waitFor(() => expect(trains).toHaveLength(count))
    return trains[count - 1]
  }
  return { engine, networks, pictures, training, trained, settings: useTrainSettingsStore() }
}

describe('useTrainStore', () => {
  it('cannot start before pictures are chosen', () => {
    const { training } = setUp()
    expect(training.canStart).toBe(false)
    expect(training.kind).toBe('classes')
  })

  it('opens the pictures as the network wants them and gives the last layer an output for each class', async () => {
    const { training, engine, networks } = setUp()
    await training.choosePictures()
    expect(engine.asked('openDataSet')[0].request).toEqual({ token: 'animals', kind: 'classes', input: [1, 32, 32] })
    expect(networks.layers.at(-1)).toMatchObject({ type: 'linear', out: 3 })
    expect(training.outputsWanted).toBeNull()
    expect(training.canStart).toBe(true)
  })

  it('poses a run that is kept in the lab’s own folder when no other was chosen, and ends when the engine does', async () => {
    const { training, engine, trained } = setUp()
    await training.choosePictures()
    void training.start()
    const first = await trained(1)
    expect(training.phase).toBe('running')
    expect(engine.asked('poseTraining')[0].request).toMatchObject({
      dataSet: 'data-1',
      folder: 'own run',
      description: { loss: 'crossEntropy' },
      settings: { optimizer: { kind: 'adam', learningRate: 0.001 }, augmentation: { flip: false, shift: 0 } },
    })
    first.finish(progress({ state: 'finished', reason: 'epochs', epoch: 20 }))
    await vi.waitFor(() => expect(training.phase).toBe('finished'))
    expect(training.canStart).toBe(true)
  })

  it('begins with the weights that the layers have, where that is wanted', async () => {
    const { training, engine, trained, settings, networks } = setUp()
    await training.choosePictures()
    networks.giveKernels(0, {
      learned: { weight: zeros([6, 1, 5, 5], new Float32Array()), bias: zeros([6], new Float32Array()) },
    })
    settings.change({ begin: 'weights' })
    void training.start()
    await trained(1)
    const { request } = engine.asked('poseTraining')[0]
    expect([...(request as { parameters: NetworkParameters }).parameters.keys()]).toEqual(['0.weight', '0.bias'])
    expect(request).not.toHaveProperty('settings.begin')
  })

  it('shows the run as what it learned, whatever the layers are by now, until other pictures are chosen', async () => {
    const { training, engine, trained, networks } = setUp()
    await training.choosePictures()
    void training.start()
    ;(await trained(1)).finish(progress({ state: 'finished', reason: 'epochs', epoch: 20 }))
    await vi.waitFor(() => expect(training.phase).toBe('finished'))
    networks.applyPreset('picture-3')
    expect([training.kind, training.runKind]).toEqual(['pairs', 'classes'])
    await training.choosePictures()
    expect(engine.asked('closeTraining').map(({ request }) => request)).toEqual([{ run: 'run-1' }])
    expect([training.run, training.runKind]).toEqual([null, 'pairs'])
  })

  it('goes on with the same run after a pause', async () => {
    const { training, engine, trained } = setUp()
    await training.choosePictures()
    void training.start()
    const first = await trained(1)
    await training.pause()
    first.finish(progress({ state: 'paused', epoch: 3 }))
    await vi.waitFor(() => expect(training.phase).toBe('paused'))
    void training.start()
    await trained(2)
    expect(engine.asked('poseTraining')).toHaveLength(1)
    expect(engine.asked('train').map(({ request }) => request)).toEqual([{ run: 'run-1' }, { run: 'run-1' }])
  })

  it('resumes from the checkpoint when a paused run is given more epochs', async () => {
    const { training, engine, trained, settings } = setUp()
    await training.choosePictures()
    void training.start()
    ;(await trained(1)).finish(progress({ state: 'paused', epoch: 3 }))
    await vi.waitFor(() => expect(training.phase).toBe('paused'))
    settings.change({ epochs: 40 })
    void training.start()
    await trained(2)
    expect(engine.asked('resumeTraining')[0].request).toMatchObject({ folder: 'own run', epochs: 40 })
  })

  it('goes on from the checkpoint when the engine died in the middle', async () => {
    const { training, engine, trained } = setUp()
    await training.choosePictures()
    void training.start()
    const first = await trained(1)
    first.fail(new LabError('disconnected', 'the engine is gone'))
    await vi.waitFor(() => expect(training.waiting).toBe(true))
    engine.generation.value += 1
    await trained(2)
    expect(engine.asked('openDataSet')).toHaveLength(2) // the new engine holds no pictures either
    expect(engine.asked('resumeTraining')[0].request).toMatchObject({ folder: 'own run' })
    expect(training.progress?.epoch).toBe(7)
    expect(training.phase).toBe('running')
    expect(training.waiting).toBe(false)
  })

  it('says what the engine refused', async () => {
    const { training, engine } = setUp()
    await training.choosePictures()
    engine.table.poseTraining = () => {
      throw new LabError('shape-mismatch', 'the network wants 3 outputs')
    }
    await training.start()
    expect(training.phase).toBe('failed')
    expect(training.failure).toMatchObject({ code: 'shape-mismatch' })
    expect(training.canStart).toBe(true)
  })
})
