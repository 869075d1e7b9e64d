import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { LabError } from '../../../shared/errors.ts'
import { refusal } from '../../../shared/refusal.ts'
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from '../../../shared/formats/safetensors.ts'
import { optimizerKinds } from '../../../shared/maths/optimizers.ts'
import { formatNetwork, readNetwork } from '../../../shared/network/description.ts'
import type { NetworkDescription } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { parameterCount } from '../../../shared/network/parameters.ts'
import type { TrainingSettings } from '../../../shared/rpc/trainingContract.ts'
import { readWhole } from '../openPicture.ts'
import { writeWhole } from '../writeWhole.ts'
import type { TrainingPlan } from './plan.ts'
import { sharedRun } from './trainingState.ts'
import type { TrainingState } from './trainingState.ts'

/** A run as it lay on the disk: with the same data, it goes on to the same numbers. */
export interface Checkpoint {
  readonly description: NetworkDescription
  readonly settings: TrainingSettings
  readonly fingerprint: string
  readonly state: TrainingState
}

export const checkpointName = 'checkpoint.safetensors'
const version = 1

const number = v.number()
const score = v.object({ loss: number, accuracy: v.nullable(number) })

const settingsSchema = v.object({
  optimizer: v.object({
    kind: v.picklist(optimizerKinds),
    learningRate: number,
    momentum: v.exactOptional(number),
    weightDecay: v.exactOptional(number),
    betas: v.exactOptional(v.tuple([number, number])),
    alpha: v.exactOptional(number),
    eps: v.exactOptional(number),
  }),
  epochs: number,
  batch: number,
  validation: number,
  seed: number,
  augmentation: v.object({ flip: v.boolean(), shift: number }),
  patience: number,
  patches: v.exactOptional(number),
})

const runSchema = v.object({
  version: v.literal(version, `version ${version}`),
  settings: settingsSchema,
  fingerprint: v.string(),
  iteration: number,
  epoch: number,
  step: number,
  sums: v.object({ sum: number, counted: number, correct: number, samples: number }),
  history: v.array(v.object({ epoch: number, train: score, validation: v.nullable(score), seconds: number })),
  best: v.nullable(v.object({ epoch: number, loss: number })),
  seconds: number,
})

/** One file, put in place in one step: there is always a whole checkpoint, the last or the one before. */
export async function writeCheckpoint(folder: string, plan: TrainingPlan, state: TrainingState): Promise<void> {
  const { optimizer, best, ...stands } = state
  const run: v.InferInput<typeof runSchema> = {
    ...stands,
    version,
    settings: plan.settings as v.InferInput<typeof settingsSchema>,
    fingerprint: plan.data.fingerprint,
    iteration: optimizer.iteration,
    history: [...state.history],
    best: best && { epoch: best.epoch, loss: best.loss },
  }
  const vectors = {
    parameters: optimizer.parameters,
    m: optimizer.m,
    v: optimizer.v,
    ...(best && { best: best.parameters }),
  }
  const bytes = writeSafetensors(
    Object.entries(vectors).map(([name, data]) => ({ name, shape: [data.length], data })),
    { network: formatNetwork(plan.network.description), run: JSON.stringify(run) },
  )
  await writeWhole(join(folder, checkpointName), bytes, { replace: true })
}

/** Throws `not-found` where there is none, `broken-file` for what is no checkpoint. */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const bytes = await readWhole(join(folder, checkpointName))
  const { network = '', run = '' } = readSafetensorsMetadata(bytes)
  const description = readNetwork(network)
  const { settings, fingerprint, iteration, best, ...stands } = parsedRun(run)
  const count = parameterCount(createNetwork(description))
  const arrays = new Map(readSafetensors(bytes).map(({ name, data }) => [name, data]))
  const vector = (name: string): Float64Array => {
    const data = arrays.get(name)
    if (data?.length === count) return Float64Array.from(data)
    throw broken(`${name} wants ${count} numbers, got ${data?.length ?? 'none'}`)
  }
  const optimizer = sharedRun({ iteration, parameters: vector('parameters'), m: vector('m'), v: vector('v') })
  const kept = best && { ...best, parameters: vector('best') }
  return { description, settings, fingerprint, state: { ...stands, optimizer, best: kept } }
}

export async function hasCheckpoint(folder: string): Promise<boolean> {
  return stat(join(folder, checkpointName)).then(
    () => true,
    () => false,
  )
}

function parsedRun(text: string): v.InferOutput<typeof runSchema> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw broken('it says nothing about its run')
  }
  const parsed = v.safeParse(runSchema, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  throw broken(`${v.getDotPath(parsed.issues[0]) ?? 'the run'}: ${parsed.issues[0].message.slice(0, 120)}`)
}

function broken(why: string): LabError {
  return refusal('broken-file', 'noCheckpoint', { why })
}
