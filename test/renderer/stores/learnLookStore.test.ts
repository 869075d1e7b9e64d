import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { LabError } from '../../../shared/errors.ts'
import type { OptimizerState } from '../../../shared/learning/learnTypes.ts'
import type { MomentRequest } from '../../../shared/rpc/learnContract.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { useLearnCheckpointStore } from '../../../renderer/stores/learnCheckpointStore.ts'
import { useLearnLookStore } from '../../../renderer/stores/learnLookStore.ts'
import { useLearnPathStore } from '../../../renderer/stores/learnPathStore.ts'
import { useLearnRunsStore } from '../../../renderer/stores/learnRunsStore.ts'
import { useLearnSettingsStore } from '../../../renderer/stores/learnSettingsStore.ts'
import { useLearnStore } from '../../../renderer/stores/learnStore.ts'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { createLearningEngine } from '../support/fakeLearning.ts'
import { createLab } from '../support/labApp.ts'
import { emptyStart } from '../../../renderer/stores/settingsStore.ts'

const state = (iteration: number, value = iteration): OptimizerState => ({
  iteration,
  parameters: new Array<number>(9).fill(value),
  m: new Array<number>(9).fill(0),
  v: new Array<number>(9).fill(0),
})

const moment = ({ iteration }: MomentRequest) => ({ iteration, parameters: state(iteration).parameters, loss: 1 })

async function lab(workspace: Record<string, unknown> = {}) {
  const engine = createLearningEngine()
  engine.table.momentOfRun = moment
  createLab({ engine, start: { settings: { ...emptyStart.settings, workspace } } })
  const [images, learn, look, runs] = [useImageStore(), useLearnStore(), useLearnLookStore(), useLearnRunsStore()]
  const [settings, path, checkpoints] = [useLearnSettingsStore(), useLearnPathStore(), useLearnCheckpointStore()]
  const stored = useSettingsStore()
  if (Object.keys(workspace).length === 0) await images.open({ kind: 'sample' })
  return { engine, images, learn, look, runs, settings, path, checkpoints, stored }
}

type Lab = Awaited<ReturnType<typeof lab>>

/** Starts, and ends at iteration 10 000 with a loss. */
async function wholeRun({ engine, learn }: Lab, kept: readonly OptimizerState[] = []) {
  const count = engine.descents.length
  const run = learn.start()
  await vi.waitFor(() => expect(engine.descents).toHaveLength(count + 1))
  engine.descents[count].finish({ state: state(10_000), loss: 2, losses: [[1, 9]], kept })
  await run
}

describe('useLearnLookStore', () => {
  it('follows the run, and goes back to any iteration from the nearest state kept before it', async () => {
    const parts = await lab()
    await wholeRun(parts, [state(100), state(200)])
    const { look, engine } = parts
    expect([look.moment?.iteration, look.moment?.loss, look.following]).toEqual([10_000, 2, true])
    look.lookAt(150)
    await vi.waitFor(() => expect(look.moment?.iteration).toBe(150))
    expect(engine.asked('momentOfRun')[0].request).toMatchObject({ from: { iteration: 100 }, iteration: 150 })
    expect(look.kernel?.weight[0]).toBe(150)
    look.lookAt(null)
    expect(look.moment?.iteration).toBe(10_000)
  })

  it('goes further than a run of plain gradient descent has come, and not further than any other', async () => {
    const parts = await lab()
    await wholeRun(parts)
    expect(parts.look.furthest).toBe(10_000_000)
    parts.learn.change({ optimizer: 'adam' })
    await wholeRun(parts)
    expect(parts.look.furthest).toBe(10_000)
    parts.look.lookAt(20_000)
    expect(parts.look.wanted).toBe(10_000)
  })

  it('poses the problem again when the engine has forgotten it', async () => {
    const parts = await lab()
    await wholeRun(parts)
    let forgotten = true
    parts.engine.table.momentOfRun = (request) => {
      if (forgotten) throw new LabError('unknown-problem', 'gone')
      return moment(request)
    }
    const pose = parts.engine.table.poseProblem!
    parts.engine.table.poseProblem = (request) => {
      forgotten = false
      return pose(request)
    }
    parts.look.lookAt(5)
    await vi.waitFor(() => expect(parts.look.moment?.iteration).toBe(5))
  })

  it('has no kernel where a run has diverged', async () => {
    const parts = await lab()
    await wholeRun(parts)
    parts.engine.table.momentOfRun = ({ iteration }) => ({
      iteration,
      parameters: new Array<number>(9).fill(Infinity),
      loss: Infinity,
    })
    parts.look.lookAt(7)
    await vi.waitFor(() => expect(parts.look.moment?.iteration).toBe(7))
    expect(parts.look.kernel).toBeNull()
  })
})

describe('runs on one pair', () => {
  it('stay to be compared, until another pair is learned', async () => {
    const parts = await lab()
    await wholeRun(parts)
    await wholeRun(parts)
    const { look, runs, learn } = parts
    expect(look.all).toHaveLength(2)
    look.choose(look.all[0].id)
    expect(look.run).toBe(runs.earlier[0])
    runs.setShown(look.all[0].id, false)
    expect(runs.hidden.has(look.all[0].id)).toBe(true)
    learn.change({ bias: true })
    await wholeRun(parts)
    expect(look.all).toHaveLength(1)
  })

  it('are made for every optimizer in turn, and the settings come back', async () => {
    const parts = await lab()
    const { learn, engine, look, settings } = parts
    const compared = learn.compare()
    for (let i = 0; i < 6; i++) {
      await vi.waitFor(() => expect(engine.descents).toHaveLength(i + 1))
      engine.descents[i].finish({ state: state(10_000), loss: i })
    }
    await compared
    expect(look.all.map(({ optimizer }) => optimizer.kind)).toEqual([
      'sgd',
      'momentum',
      'nesterov',
      'adam',
      'rmsprop',
      'adagrad',
    ])
    expect(engine.descents.every(({ request }) => request.seconds === 0)).toBe(true)
    expect(settings.settings).toMatchObject({ optimizer: 'sgd', pace: 'watch' })
  })

  it('go one iteration at a time', async () => {
    const { learn, engine } = await lab()
    const first = learn.step()
    await vi.waitFor(() => expect(engine.descents).toHaveLength(1))
    expect(engine.descents[0].request.iterations).toBe(1)
    engine.descents[0].finish({ state: state(1), loss: 5 })
    await first
    expect([learn.phase, learn.canStep, learn.canStart]).toEqual(['paused', true, true])
  })
})

describe('useLearnPathStore', () => {
  it('takes the middle weight and the one before it, and never the same twice', async () => {
    const parts = await lab()
    await wholeRun(parts, [state(1), state(2)])
    const { path } = parts
    expect(path.pair).toEqual([4, 3])
    expect(path.path.slice(-2)).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(path.minimum).toEqual([0.4, 0.3])
    path.choose(0, 3)
    expect(path.pair).toEqual([3, 4])
  })
})

describe('useLearnCheckpointStore', () => {
  it('keeps a run that is under way, and lets go of it when the run is done', async () => {
    const parts = await lab()
    const { learn, engine, stored } = parts
    const run = learn.start()
    await vi.waitFor(() => expect(engine.descents).toHaveLength(1))
    engine.descents[0].progress({ state: state(70), loss: 3, losses: [[1, 9]] })
    await vi.waitFor(() =>
      expect(stored.settings.workspace.learnCheckpoint).toMatchObject({
        photo: { kind: 'sample' },
        run: { state: { iteration: 70 }, loss: 3, curve: [[1, 9]] },
      }),
    )
    engine.descents[0].finish({ state: state(10_000), loss: 2 })
    await run
    await vi.waitFor(() => expect(stored.settings.workspace.learnCheckpoint).toBeNull())
  })

  it('goes on with it at the next start: same weights, same optimizer, same place', async () => {
    const first = await lab()
    void first.learn.start()
    await vi.waitFor(() => expect(first.engine.descents).toHaveLength(1))
    first.engine.descents[0].progress({ state: state(70, 0.125), loss: 3, losses: [[1, 9]] })
    await vi.waitFor(() => expect(first.stored.settings.workspace.learnCheckpoint).toBeTruthy())
    const workspace = JSON.parse(JSON.stringify(first.stored.settings.workspace)) as Record<string, unknown>

    const { checkpoints, learn, engine } = await lab(workspace)
    expect(checkpoints.offer?.run.state.iteration).toBe(70)
    await checkpoints.resume()
    await nextTick()
    expect([learn.phase, checkpoints.offer]).toEqual(['paused', null])
    void learn.start()
    await vi.waitFor(() => expect(engine.descents).toHaveLength(1))
    const { from, iterations, optimizer } = engine.descents[0].request
    expect(from).toEqual(state(70, 0.125))
    expect(iterations).toBe(9930)
    expect(optimizer).toEqual(first.engine.descents[0].request.optimizer)
  })
})
