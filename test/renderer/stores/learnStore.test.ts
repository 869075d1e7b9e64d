import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import { kernelFromRows } from '../../../shared/kernel/kernel.ts'
import type { OptimizerState } from '../../../shared/learning/learnTypes.ts'
import type { LearnProblemRequest } from '../../../shared/rpc/engineContract.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { firstKernel, useKernelStore } from '../../../renderer/stores/kernelStore.ts'
import { useLearnProblemStore } from '../../../renderer/stores/learnProblemStore.ts'
import { watchSeconds } from '../../../renderer/stores/learnSettingsStore.ts'
import { useLearnStore } from '../../../renderer/stores/learnStore.ts'
import { useTargetPhotoStore } from '../../../renderer/stores/targetPhotoStore.ts'
import { createLearningEngine, learnProblem, stableRate } from '../support/fakeLearning.ts'
import { createLab, token } from '../support/labApp.ts'

const state = (iteration: number, value = iteration): OptimizerState => ({
  iteration,
  parameters: new Array<number>(9).fill(value),
  m: new Array<number>(9).fill(value / 2),
  v: [],
})

type Engine = ReturnType<typeof createLearningEngine>

async function lab(engine: Engine = createLearningEngine()) {
  createLab({ engine, host: { choosePhoto: async () => ({ token: token('second'), name: 'second.png' }) } })
  // All at once: a timer of another test's stores may make their Pinia the active one.
  const images = useImageStore()
  const [learn, kernels] = [useLearnStore(), useKernelStore()]
  const [problems, targets] = [useLearnProblemStore(), useTargetPhotoStore()]
  await images.open({ kind: 'sample' })
  return { engine, images, learn, kernels, problems, targets }
}

async function running(engine?: Engine) {
  const parts = await lab(engine)
  void parts.learn.start()
  await vi.waitFor(() => expect(parts.engine.descents).toHaveLength(1))
  return { ...parts, descent: parts.engine.descents[0] }
}

const next = async (engine: Engine, count: number) => {
  await vi.waitFor(() => expect(engine.descents).toHaveLength(count))
  return engine.descents[count - 1]
}

describe('useLearnStore', () => {
  it('cannot start without a photo', () => {
    createLab({ engine: createLearningEngine() })
    expect(useLearnStore().canStart).toBe(false)
  })

  it('does not begin with a photo that another is about to take the place of', async () => {
    const { images, learn } = await lab()
    const opened = images.open({ kind: 'sample' })
    expect(learn.canStart).toBe(false)
    await learn.start()
    expect(learn.phase).toBe('idle')
    await opened
    expect(learn.canStart).toBe(true)
  })

  it('gathers the photo through the kernel, then descends from small random weights at half the stable rate', async () => {
    const { engine, descent, learn } = await running()
    const posed = engine.asked('poseProblem')[0].request as LearnProblemRequest
    expect(posed).toMatchObject({ target: { kind: 'kernel', convolution: { kernel: firstKernel } }, size: [3, 3] })
    expect(descent.request.optimizer).toEqual({ kind: 'sgd', learningRate: stableRate / 2 })
    expect(descent.request).toMatchObject({ iterations: 10_000, seconds: watchSeconds })
    const { parameters } = descent.request.from
    expect(new Set(parameters).size).toBe(9)
    // PyTorch's start: ±1/√9
    expect(parameters.every((value) => Math.abs(value) < 1 / 3)).toBe(true)
    expect(learn.phase).toBe('running')
  })

  it('begins with the same weights for the same seed, and others for another', async () => {
    const { engine, learn, descent } = await running()
    learn.stop()
    void learn.start()
    expect((await next(engine, 2)).request.from).toEqual(descent.request.from)
    learn.stop()
    learn.change({ seed: 2 })
    void learn.start()
    expect((await next(engine, 3)).request.from).not.toEqual(descent.request.from)
  })

  it('collects the curve and ends when the answer comes', async () => {
    const { learn, descent } = await running()
    descent.progress({ state: state(5), loss: 3, losses: [[1, 9], [5, 4]] }) // prettier-ignore
    expect(learn.run).toMatchObject({ state: state(5), loss: 3, curve: [[1, 9], [5, 4]] }) // prettier-ignore
    descent.finish({ state: state(10_000), loss: 0.5, losses: [[9, 2]] })
    await vi.waitFor(() => expect(learn.phase).toBe('done'))
    expect(learn.run?.curve).toEqual([[1, 9], [5, 4], [9, 2]]) // prettier-ignore
    expect(learn.run?.state.iteration).toBe(10_000)
    expect([learn.canStart, learn.canPause, learn.canStop]).toEqual([true, false, false])
  })

  it('goes on after a pause where it was, with what is left and with the optimizer’s memory', async () => {
    const { engine, learn, descent } = await running()
    descent.progress({ state: state(4000), loss: 3, losses: [[1, 9]] })
    learn.pause()
    expect(learn.phase).toBe('paused')
    expect(engine.asked('descend')[0].signal?.aborted).toBe(true)
    descent.progress({ state: state(4100), losses: [[4100, 1]] }) // too late
    expect(learn.run?.state.iteration).toBe(4000)
    void learn.start()
    const resumed = await next(engine, 2)
    expect(resumed.request).toMatchObject({ from: state(4000), iterations: 6000, seconds: watchSeconds * 0.6 })
    expect(engine.asked('poseProblem')).toHaveLength(1)
    resumed.finish({ state: state(10_000), losses: [[4001, 2]] })
    await vi.waitFor(() => expect(learn.phase).toBe('done'))
    expect(learn.run?.curve).toEqual([[1, 9], [4001, 2]]) // prettier-ignore
  })

  it('may be given another rate while it is paused, but no other pair', async () => {
    const { engine, learn } = await running()
    learn.pause()
    learn.change({ rate: { kind: 'fixed', value: 0.001 } })
    learn.change({ size: [5, 5] })
    void learn.start()
    const { request } = await next(engine, 2)
    expect(request.optimizer.learningRate).toBe(0.001)
    expect(request.from.parameters).toHaveLength(9)
  })

  it('keeps what was learned when it is stopped', async () => {
    const { learn, descent, kernels } = await running()
    descent.progress({ state: state(7) })
    learn.stop()
    expect([learn.phase, learn.canStop, learn.canAdoptLearned]).toEqual(['stopped', false, true])
    learn.adoptLearned()
    expect(kernels.kernel).toMatchObject({ name: 'learned', shape: [1, 1, 3, 3], weight: state(7).parameters })
  })

  it('puts the learned and the exact kernel into the editor, each a step of its own', async () => {
    const { learn, descent, kernels } = await running()
    expect(learn.canAdoptLearned).toBe(false)
    descent.progress({ state: state(7) })
    learn.adoptLearned()
    expect(kernels.undoLabel).toBe('kernel.history.learned')
    learn.adoptExact()
    expect(kernels.undoLabel).toBe('kernel.history.exact')
    expect(kernels.kernel.weight).toEqual(learnProblem([3, 3]).exact.weight.data)
    kernels.undo()
    kernels.undo()
    expect(kernels.kernel).toBe(firstKernel)
  })

  it('learns a bias when asked to, and adopts it', async () => {
    const engine = createLearningEngine()
    const { learn, kernels } = await lab(engine)
    learn.change({ bias: true })
    void learn.start()
    const descent = await next(engine, 1)
    expect(descent.request.from.parameters).toHaveLength(10)
    descent.progress({ state: { iteration: 1, parameters: [...state(2).parameters, 0.5], m: [], v: [] } })
    learn.adoptLearned()
    expect(kernels.kernel).toMatchObject({ bias: [0.5], weight: state(2).parameters })
  })

  it('lives through the end of its engine: the pair is gathered again and the run goes on', async () => {
    const { engine, images, learn, descent } = await running()
    descent.progress({ state: state(4000), loss: 3, losses: [[1, 9]] })
    const before = images.info?.id
    engine.die()
    await vi.waitFor(() => expect(learn.waiting).toBe(true))
    expect(learn.phase).toBe('running')
    engine.comeBack()
    const resumed = await next(engine, 2)
    expect(resumed.request).toMatchObject({ from: state(4000), iterations: 6000 })
    expect(resumed.request.problem).not.toBe(descent.request.problem)
    const [first, second] = engine.asked('poseProblem').map(({ request }) => (request as LearnProblemRequest).image)
    expect(first).toBe(before)
    expect(second).toBe(images.info?.id)
    expect(second).not.toBe(first)
    expect([learn.waiting, learn.run?.curve]).toEqual([false, [[1, 9]]])
  })

  it('is paused, not lost, when the engine stays away', async () => {
    const { engine, learn, descent } = await running()
    descent.progress({ state: state(4000), losses: [[1, 9]] })
    engine.die()
    engine.status.value = 'gave-up'
    await vi.waitFor(() => expect(learn.phase).toBe('paused'))
    expect(learn.failure?.code).toBe('engine-failed')
    engine.comeBack()
    void learn.start()
    expect((await next(engine, 2)).request.from).toEqual(state(4000))
  })

  it('gathers again what the engine has forgotten', async () => {
    const { engine, descent } = await running()
    descent.fail(new LabError('unknown-problem', 'gone'))
    await next(engine, 2)
    expect(engine.asked('poseProblem')).toHaveLength(2)
  })

  it('says so when a run diverges, and keeps the way up', async () => {
    const { learn, descent } = await running()
    descent.progress({ state: state(3), losses: [[1, 1e9]] })
    descent.fail(new LabError('diverged', 'a smaller learning rate is wanted'))
    await vi.waitFor(() => expect(learn.phase).toBe('failed'))
    expect([learn.failure?.code, learn.run?.curve, learn.canStart]).toEqual(['diverged', [[1, 1e9]], true])
  })

  it('warns of a rate above the limit of the pair at hand', async () => {
    const { learn } = await running()
    expect(learn.diverges).toBe(false)
    learn.change({ rate: { kind: 'fixed', value: stableRate * 1.01 } })
    expect(learn.diverges).toBe(true)
    learn.pause()
    learn.stop()
    // (1+μ) times as much is stable with momentum
    learn.change({ optimizer: 'momentum' })
    expect([learn.diverges, learn.rate.limit]).toEqual([false, stableRate * 1.9])
    learn.change({ optimizer: 'adam' })
    expect([learn.diverges, learn.rate.limit]).toEqual([false, null])
  })

  it('tells a run that is of another kernel than the one in the editor now', async () => {
    const { learn, descent, kernels } = await running()
    descent.finish({ state: state(10_000) })
    await vi.waitFor(() => expect(learn.phase).toBe('done'))
    expect(learn.stale).toBe(false)
    kernels.commit(kernelFromRows([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), 'kernel.history.weight') // prettier-ignore
    expect([learn.stale, learn.run?.state.iteration]).toEqual([true, 10_000])
    kernels.undo()
    expect(learn.stale).toBe(false)
  })

  it('drops a finished run when its pair is no longer wished for', async () => {
    const { learn, descent } = await running()
    descent.finish({ state: state(10_000) })
    await vi.waitFor(() => expect(learn.phase).toBe('done'))
    learn.change({ size: [5, 5] })
    expect([learn.run, learn.phase, learn.problem]).toEqual([null, 'idle', null])
  })

  it('learns towards a second photo, from inside the picture only, and gives a new engine the file again', async () => {
    const engine = createLearningEngine()
    const { learn, targets } = await lab(engine)
    learn.change({ target: 'photo' })
    expect(learn.canStart).toBe(false)
    await targets.choose()
    void learn.start()
    await next(engine, 1)
    const first = engine.asked('poseProblem')[0].request as LearnProblemRequest
    expect(first).toMatchObject({ target: { kind: 'image' }, options: { padding: 'valid' } })
    engine.die()
    engine.comeBack()
    await next(engine, 2)
    expect(engine.asked('openImage')).toHaveLength(2)
    const second = engine.asked('poseProblem')[1].request as LearnProblemRequest
    expect(second.target).not.toEqual(first.target)
  })

  it('stops in the middle of gathering', async () => {
    const engine = createLearningEngine()
    const { learn } = await lab(engine)
    engine.table.poseProblem = () => new Promise(() => undefined)
    void learn.start()
    await vi.waitFor(() => expect(engine.asked('poseProblem')).toHaveLength(1))
    expect([learn.phase, learn.canPause, learn.canStop]).toEqual(['gathering', false, true])
    learn.stop()
    expect([learn.phase, engine.asked('poseProblem')[0].signal?.aborted]).toEqual(['idle', true])
  })

  it('says why a pair cannot be learned from', async () => {
    const { learn } = await lab(
      createLearningEngine(() => {
        throw new LabError('shape-mismatch', 'the sizes differ')
      }),
    )
    await learn.start()
    expect([learn.phase, learn.failure?.code]).toEqual(['failed', 'shape-mismatch'])
  })
})

describe('useLearnProblemStore', () => {
  beforeEach(() => void vi.useFakeTimers())

  it('gathers unasked once somebody looks and the wish has come to rest', async () => {
    const { engine, problems, kernels, learn } = await lab()
    await vi.advanceTimersByTimeAsync(1000)
    expect(engine.asked('poseProblem')).toHaveLength(0)
    problems.attended = true
    kernels.commit(kernelFromRows([[1, 2, 1]]), 'kernel.history.weight')
    await vi.advanceTimersByTimeAsync(1000)
    expect(engine.asked('poseProblem').map(({ request }) => (request as LearnProblemRequest).size)).toEqual([[1, 3]])
    expect([learn.canAdoptExact, learn.rate.value]).toEqual([true, stableRate / 2])
    vi.useRealTimers()
  })

  it('leaves a large problem for the start', async () => {
    const { engine, problems, learn } = await lab()
    problems.attended = true
    learn.change({ size: [31, 31] })
    await vi.advanceTimersByTimeAsync(1000)
    expect([problems.large, engine.asked('poseProblem').length]).toEqual([true, 0])
    vi.useRealTimers()
  })
})
