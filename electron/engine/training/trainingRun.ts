import { refusal } from '../../../shared/refusal.ts'
import { lossShare } from '../../../shared/network/loss.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import type { EpochRecord, Evaluation, LayerHealth, TrainingProgress } from '../../../shared/rpc/trainingContract.ts'
import type { Workshop } from '../workshop.ts'
import { evaluate } from './evaluate.ts'
import type { TrainingPlan } from './plan.ts'
import { createStepper } from './stepper.ts'
import { noSums, weightsOf } from './trainingState.ts'
import type { TrainingState } from './trainingState.ts'

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
  const { network, settings } = plan
  const { bands } = workshop
  const stepper = createStepper(plan, state, workshop)
  let running: Promise<TrainingProgress> | null = null
  let pausing = false
  let finished = reasonToStop(plan, state)
  let layers: readonly LayerHealth[] = []
  let evaluation: Evaluation | null = null
  let saved: number | null = null
  let speed = 0
  let losses: [number, number][] = []
  let news: EpochRecord[] = []

  async function doStep(look: boolean): Promise<void> {
    const { loss, sum, counted, correct, samples, health } = await stepper.step(state.epoch, state.step, look)
    if (health) layers = health
    state.step++
    state.sums = {
      sum: state.sums.sum + sum,
      counted: state.sums.counted + counted,
      correct: state.sums.correct + correct,
      samples: state.sums.samples + samples,
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
    evaluation = await evaluate(plan, stepper.model, state.epoch, bands)
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
      if (running) throw refusal('bad-argument', 'trainsAlready')
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
    close: () => stepper.close(),
  }
}

function reasonToStop({ settings }: TrainingPlan, { epoch, best }: TrainingState): 'epochs' | 'early' | null {
  if (epoch >= settings.epochs) return 'epochs'
  return settings.patience > 0 && best && epoch - best.epoch >= settings.patience ? 'early' : null
}
