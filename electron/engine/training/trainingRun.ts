import { LabError } from '../../../shared/errors.ts'
import { step } from '../../../shared/maths/optimizers.ts'
import { formatNetwork } from '../../../shared/network/description.ts'
import { lossShare } from '../../../shared/network/loss.ts'
import { parameterCount } from '../../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import { dropoutSeed } from '../../../shared/network/training/draws.ts'
import type { EpochRecord, Evaluation, LayerHealth, TrainingProgress } from '../../../shared/rpc/trainingContract.ts'
import type { Workshop } from '../workshop.ts'
import { evaluate } from './evaluate.ts'
import { healthOf } from './layerHealth.ts'
import { partOf } from './plan.ts'
import type { TrainingPlan } from './plan.ts'
import { noSums, weightsOf } from './trainingState.ts'
import type { TrainingState } from './trainingState.ts'
import type { TrainReplies } from './trainTasks.ts'

export interface TrainingRunParts {
  readonly plan: TrainingPlan
  readonly state: TrainingState
  readonly workshop: Workshop
  /** Keeps the state where a crash cannot reach it; called every 20 s, after the first epoch and others, at a pause and at the end. */
  readonly save?: ((state: TrainingState) => Promise<void>) | undefined
}

export interface Training {
  readonly plan: TrainingPlan
  /** Goes on until it is finished or paused; one call at a time. Throws `diverged`. */
  train(options?: {
    signal?: AbortSignal
    onProgress?: (progress: TrainingProgress) => void
  }): Promise<TrainingProgress>
  /** Heard after the step under way. */
  pause(): void
  /** Resolves when nothing is being trained or saved any more. */
  idle(): Promise<void>
  /** Where it stands; all of its history. */
  progress(): TrainingProgress
  weights(which: 'now' | 'best'): NetworkParameters
  readonly iteration: number
  /** Frees the shared memory. Not while it trains. */
  close(): void
}

/** A crash loses less than this. */
const saveEveryMs = 20_000
/** After an epoch it is saved sooner: what was just told about it should be on the disk. */
const saveEpochMs = 2_000
const reportEveryMs = 100
/** Layers are looked at so often: it costs about a tenth of a step. */
const lookEveryMs = 1_000
/** Points of the loss curve in one progress, at most. */
const mostPoints = 200

export function createTraining({ plan, state, workshop, save }: TrainingRunParts): Training {
  const { network, settings, parts } = plan
  const count = parameterCount(network)
  const text = formatNetwork(network.description)
  const { buffers, bands } = workshop
  const parameters = buffers.take(count)
  const gradients = Array.from({ length: parts }, () => buffers.take(count))
  const gradient = new Float64Array(count)
  let running: Promise<TrainingProgress> | null = null
  let pausing = false
  let finished = reasonToStop(plan, state)
  let layers: readonly LayerHealth[] = []
  let evaluation: Evaluation | null = null
  let saved: number | null = null
  let speed = 0
  let losses: [number, number][] = []
  let news: EpochRecord[] = []

  parameters.set(state.optimizer.parameters)

  /** One step: the gradient of every part on some thread, their sum in the order of the parts, the optimizer. */
  async function doStep(look: boolean): Promise<void> {
    const batch = plan.batch(state.epoch, state.step)
    const { iteration } = state.optimizer
    const used = Math.min(parts, batch.length)
    const replies = await Promise.all(
      Array.from({ length: used }, async (_, part) => {
        const [reply] = await bands.run(
          {
            kind: 'gradient',
            network: text,
            parameters,
            drawn: partOf(batch, part, used),
            gradient: gradients[part],
            dropoutSeed: dropoutSeed(settings.seed, iteration, part),
            look,
          },
          1,
        )
        return reply
      }),
    )
    const { sum, counted, correct } = added(replies)
    const share = lossShare(network.description.loss!, counted)
    const loss = sum * share
    if (!Number.isFinite(loss)) {
      throw new LabError(
        'diverged',
        `the loss is ${loss} at step ${iteration + 1}; a smaller learning rate was wanted, got ${settings.optimizer.learningRate}`,
      )
    }
    addUp(gradients.slice(0, used), share, gradient)
    if (look) layers = healthOf(network, replies, gradient, state.optimizer.parameters)
    step(settings.optimizer, state.optimizer, gradient)
    parameters.set(state.optimizer.parameters)
    state.step++
    state.sums = {
      sum: state.sums.sum + sum,
      counted: state.sums.counted + counted,
      correct: state.sums.correct + correct,
      samples: state.sums.samples + batch.length,
    }
    losses.push([state.optimizer.iteration, loss])
    if (losses.length > mostPoints) losses = losses.filter((_, i) => i % 2 === 0)
  }

  async function endEpoch(): Promise<void> {
    const { sum, counted, correct, samples } = state.sums
    const isClassifier = plan.data.kind === 'classes'
    const train = {
      loss: sum * lossShare(network.description.loss!, counted),
      accuracy: isClassifier ? correct / samples : null,
    }
    state.epoch++
    state.step = 0
    state.sums = { ...noSums }
    evaluation = await evaluate(plan, { network: text, parameters }, state.epoch, bands)
    const validation = plan.validation.length > 0 ? evaluation.score : null
    const record = { epoch: state.epoch, train, validation, seconds: state.seconds }
    state.history = [...state.history, record]
    news.push(record)
    if (validation && !(validation.loss >= (state.best?.loss ?? Infinity))) {
      state.best = { epoch: state.epoch, loss: validation.loss, parameters: state.optimizer.parameters.slice() }
    }
    finished = reasonToStop(plan, state)
  }

  function standing(history: readonly EpochRecord[], points: TrainingProgress['losses']): TrainingProgress {
    return {
      state: finished ? 'finished' : running ? 'running' : state.optimizer.iteration > 0 ? 'paused' : 'ready',
      reason: finished,
      epoch: state.epoch,
      epochs: settings.epochs,
      step: state.step,
      stepsPerEpoch: plan.stepsPerEpoch,
      iteration: state.optimizer.iteration,
      seconds: state.seconds,
      picturesPerSecond: speed,
      losses: points,
      history,
      layers,
      evaluation,
      best: state.best?.epoch ?? null,
      saved,
    }
  }

  function report(): TrainingProgress {
    const told = standing(news, losses)
    news = []
    losses = []
    return told
  }

  async function keep(): Promise<void> {
    await save?.(state)
    if (save) saved = state.seconds
  }

  async function loop(
    signal: AbortSignal | undefined,
    onProgress: ((progress: TrainingProgress) => void) | undefined,
  ): Promise<void> {
    let [last, told, looked, kept] = [performance.now(), 0, 0, performance.now()]
    while (!finished && !pausing && !signal?.aborted) {
      const isLast = state.step + 1 === plan.stepsPerEpoch
      const look = isLast || last - looked >= lookEveryMs
      if (look) looked = last
      const before = state.sums.samples
      await doStep(look)
      const samples = state.sums.samples - before
      const isEpoch = state.step === plan.stepsPerEpoch
      if (isEpoch) await endEpoch()
      const now = performance.now()
      state.seconds += (now - last) / 1000
      speed = speed === 0 ? (1000 * samples) / (now - last) : 0.95 * speed + (50 * samples) / (now - last)
      last = now
      if (now - told >= reportEveryMs && !finished) {
        onProgress?.(report())
        told = now
      }
      const due = isEpoch ? saveEpochMs : saveEveryMs
      if (now - kept >= due || (isEpoch && saved === null)) {
        await keep()
        kept = last = performance.now()
      }
    }
  }

  return {
    plan,
    async train({ signal, onProgress } = {}) {
      if (running) throw new LabError('bad-argument', 'this run is training already')
      pausing = false
      const ended = loop(signal, onProgress).then(keep)
      running = ended.then(() => {
        running = null
        return report()
      })
      return running.finally(() => (running = null))
    },
    pause() {
      pausing = true
    },
    async idle() {
      await running?.catch(() => undefined) // whoever called train hears of it
    },
    progress: () => standing(state.history, []),
    weights: (which) => weightsOf(plan, state, which),
    get iteration() {
      return state.optimizer.iteration
    },
    close() {
      for (const numbers of [parameters, ...gradients]) buffers.give(numbers)
    },
  }
}

function added(replies: readonly TrainReplies['gradient'][]) {
  return replies.reduce(
    (all, { sum, counted, correct }) => ({
      sum: all.sum + sum,
      counted: all.counted + counted,
      correct: all.correct + correct,
    }),
    { sum: 0, counted: 0, correct: 0 },
  )
}

/** g = share · Σ_parts g_part, in the order of the parts, in float64: the same for any number of threads. */
function addUp(parts: readonly Float32Array[], share: number, g: Float64Array): void {
  g.fill(0)
  for (const part of parts) for (let i = 0; i < g.length; i++) g[i] += part[i]
  for (let i = 0; i < g.length; i++) g[i] *= share
}

function reasonToStop({ settings }: TrainingPlan, { epoch, best }: TrainingState): 'epochs' | 'early' | null {
  if (epoch >= settings.epochs) return 'epochs'
  return settings.patience > 0 && best && epoch - best.epoch >= settings.patience ? 'early' : null
}
