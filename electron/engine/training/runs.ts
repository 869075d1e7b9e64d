import { LabError } from '../../../shared/errors.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { parameterCount } from '../../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import type { ModelRef } from '../../../shared/rpc/modelContract.ts'
import type { RunId, TrainingRun } from '../../../shared/rpc/trainingContract.ts'
import type { Workshop } from '../workshop.ts'
import { writeCheckpoint } from './checkpoint.ts'
import { checkParameters } from './model.ts'
import { writeModel } from './modelFolder.ts'
import { memoryOf } from './plan.ts'
import type { TrainingPlan } from './plan.ts'
import { createTraining } from './trainingRun.ts'
import type { Training } from './trainingRun.ts'
import type { TrainingState } from './trainingState.ts'
import type { NamedModel } from './translations.ts'

/** Training runs by id; they live until they are closed. */
export interface Runs {
  add(plan: TrainingPlan, state: TrainingState, folder: string | null): TrainingRun
  /** Throws `not-found`. */
  find(id: RunId): Training
  close(id: RunId): Promise<void>
  /** The network that a reference means, as it is at this moment. */
  model(ref: ModelRef): NamedModel & { readonly iteration: number }
}

export function createRuns(workshop: Workshop): Runs {
  const runs = new Map<RunId, Training>()
  let lastId = 0

  function find(id: RunId): Training {
    const run = runs.get(id)
    if (!run) throw new LabError('not-found', `the engine holds no training run '${id}'; begin or resume one`)
    return run
  }

  return {
    find,
    add(plan, state, folder) {
      const id = `run-${++lastId}` as RunId
      const save = async (now: TrainingState): Promise<void> => {
        if (folder === null) return
        await writeCheckpoint(folder, plan, now)
        await writeModel(folder, plan.network.description, training.weights('best'), now.history)
      }
      const training = createTraining({ plan, state, workshop, save: folder === null ? undefined : save })
      runs.set(id, training)
      return {
        run: id,
        description: plan.network.description,
        settings: plan.settings,
        classes: plan.data.classes.map(({ name }) => name),
        training: plan.training.length,
        validation: plan.validation.length,
        stepsPerEpoch: plan.stepsPerEpoch,
        parameters: parameterCount(plan.network),
        memory: memoryOf(plan, workshop.bands.threads),
        progress: training.progress(),
      }
    },
    async close(id) {
      const run = find(id)
      runs.delete(id)
      run.pause()
      await run.idle()
      run.close()
    },
    model(ref) {
      if ('run' in ref) {
        const run = find(ref.run)
        const which = ref.which === 'best' ? `best ${run.progress().best}` : `now ${run.iteration}`
        const { network } = run.plan
        return { network, parameters: run.weights(ref.which), key: `${ref.run} ${which}`, iteration: run.iteration }
      }
      const network = createNetwork(parseNetwork(ref.description))
      checkParameters(network, ref.parameters)
      return { network, parameters: ref.parameters, key: keyOf(ref.parameters), iteration: 0 }
    },
  }
}

/** FNV-1a over every weight: two networks that a person compares differ in it. */
function keyOf(parameters: NetworkParameters): string {
  let hash = 0x811c9dc5
  for (const [name, { data }] of parameters) {
    hash = Math.imul(hash ^ name.length, 0x01000193)
    const bits = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    for (let i = 0; i < bits.length; i++) hash = Math.imul(hash ^ bits[i], 0x01000193)
  }
  return `weights-${(hash >>> 0).toString(16)}`
}
