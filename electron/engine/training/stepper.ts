import { refusal } from '../../../shared/refusal.ts'
import { formatNetwork } from '../../../shared/network/description.ts'
import { lossShare } from '../../../shared/network/loss.ts'
import { parameterCount } from '../../../shared/network/parameters.ts'
import { dropoutSeed } from '../../../shared/network/training/draws.ts'
import type { LayerHealth } from '../../../shared/rpc/trainingContract.ts'
import type { Workshop } from '../workshop.ts'
import { healthOf } from './layerHealth.ts'
import { partOf } from './plan.ts'
import type { TrainingPlan } from './plan.ts'
import type { TrainingState } from './trainingState.ts'
import type { TrainReplies } from './trainTasks.ts'
import { addedParts, updateParameters } from './updateTask.ts'
import type { UpdateTask } from './updateTask.ts'

export interface StepDone {
  /** The loss of the batch, before the weights moved. */
  readonly loss: number
  readonly sum: number
  readonly counted: number
  readonly correct: number
  readonly samples: number
  /** Of a step that was looked at. */
  readonly health: readonly LayerHealth[] | null
}

/** Steps of a run on the engine's threads. */
export interface Stepper {
  /** What a thread needs to answer with the weights as they are. */
  readonly model: { readonly network: string; readonly parameters: Float32Array }
  /** Step `step` of epoch `epoch`, both from 0: changes the state's weights and moments. Throws `diverged`. */
  step(epoch: number, step: number, look: boolean): Promise<StepDone>
  /** Gives the shared memory back. */
  close(): void
}

/** Parameters that one thread updates in about the time it takes to call others. */
const leastShared = 8192

export function createStepper(plan: TrainingPlan, { optimizer }: TrainingState, workshop: Workshop): Stepper {
  const { network, settings, parts } = plan
  const { buffers, bands } = workshop
  const count = parameterCount(network)
  const text = formatNetwork(network.description)
  const parameters = buffers.take(count)
  const gradients = Array.from({ length: parts }, () => buffers.take(count))
  parameters.set(optimizer.parameters)

  /** The gradient of one part of a batch, on some thread. */
  async function partGradient(batch: ReturnType<TrainingPlan['batch']>, part: number, used: number, look: boolean) {
    const [reply] = await bands.run(
      {
        kind: 'gradient',
        network: text,
        parameters,
        drawn: partOf(batch, part, used),
        gradient: gradients[part],
        dropoutSeed: dropoutSeed(settings.seed, optimizer.iteration, part),
        look,
      },
      1,
    )
    return reply
  }

  /** What takes less time than the threads' hand-over is done here. */
  async function update(task: UpdateTask): Promise<void> {
    if (count < leastShared) updateParameters(task, 0, count)
    else await bands.run(task, count, { rows: Math.ceil(count / bands.threads) })
  }

  return {
    model: { network: text, parameters },
    async step(epoch, number, look) {
      const batch = plan.batch(epoch, number)
      const used = Math.min(parts, batch.length)
      const replies = await Promise.all(
        gradients.slice(0, used).map((_, part) => partGradient(batch, part, used, look)),
      )
      const sums = addedUp(replies)
      const share = lossShare(network.description.loss!, sums.counted)
      const loss = sums.sum * share
      if (!Number.isFinite(loss)) {
        throw refusal('diverged', 'lossDiverged', {
          loss,
          step: optimizer.iteration + 1,
          rate: settings.optimizer.learningRate,
        })
      }
      const added = gradients.slice(0, used)
      const health = look ? healthOf(network, replies, addedParts(added, share), optimizer.parameters) : null
      await update({ kind: 'update', settings: settings.optimizer, parts: added, share, run: optimizer, parameters })
      optimizer.iteration += 1
      return { loss, ...sums, samples: batch.length, health }
    },
    close() {
      for (const numbers of [parameters, ...gradients]) buffers.give(numbers)
    },
  }
}

function addedUp(replies: readonly TrainReplies['gradient'][]) {
  const total = (of: (reply: TrainReplies['gradient']) => number): number =>
    replies.reduce((sum, reply) => sum + of(reply), 0)
  return {
    sum: total(({ sum }) => sum),
    counted: total(({ counted }) => counted),
    correct: total(({ correct }) => correct),
  }
}
