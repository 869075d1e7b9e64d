import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import { optimizerKinds } from '../../shared/maths/optimizers.ts'
import type { InputShape, NetworkDescription } from '../../shared/network/description.ts'
import { fitLayers } from '../../shared/network/network.ts'
import type { Network } from '../../shared/network/network.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { findNetworkPreset, networkPresets } from '../../shared/network/presets.ts'
import type { DataSetKind } from '../../shared/rpc/dataSetContract.ts'
import type { EpochRecord, TrainingProgress, TrainingSettings } from '../../shared/rpc/trainingContract.ts'
import { sharpDecoder } from '../engine/decode.ts'
import { checkpointName, hasCheckpoint, readCheckpoint, writeCheckpoint } from '../engine/training/checkpoint.ts'
import { defaultBudget, openDataSet } from '../engine/training/dataSet.ts'
import type { DataSet } from '../engine/training/dataSet.ts'
import { checkParameters, openModel } from '../engine/training/model.ts'
import { writeModel } from '../engine/training/modelFolder.ts'
import { memoryOf, planTraining } from '../engine/training/plan.ts'
import type { TrainingPlan } from '../engine/training/plan.ts'
import { continued } from '../engine/training/resume.ts'
import { createTraining } from '../engine/training/trainingRun.ts'
import { initialState } from '../engine/training/trainingState.ts'
import type { TrainingState } from '../engine/training/trainingState.ts'
import { createWorkshop } from '../engine/workshop.ts'
import type { Workshop } from '../engine/workshop.ts'
import type { CliCommand, Terminal } from './command.ts'
import { readThreads, threadOptions, withBands } from './inputs.ts'
import { readNamedNetwork } from './networkFile.ts'
import { describeData, describeEnd, describeEpoch, describeRun } from './trainText.ts'
import {
  choiceOption,
  countOption,
  numberOption,
  positionalArguments,
  requiredOption,
  UsageError,
  type ParsedArguments,
} from './usage.ts'

const presets = networkPresets.filter(({ purpose }) => purpose !== 'look').map(({ id }) => id)

export const trainCommand: CliCommand = {
  name: 'train',
  synopsis: 'NETWORK.json --data DIR --out DIR',
  summary: `Trains a network on your own pictures, to tell classes apart or to make one picture of another. Also ${presets.join(', ')}.`,
  options: {
    data: { type: 'string', help: 'DIR: one folder of pictures per class' },
    pairs: { type: 'string', help: 'DIR: pictures of the same names in input and target' },
    out: { type: 'string', help: 'DIR: gets the checkpoint, network.json, model.safetensors, model.onnx, history.csv' },
    epochs: { type: 'string', help: 'N (20)' },
    batch: { type: 'string', help: 'N: pictures or patches of one step (32; 8 for pairs)' },
    optimizer: { type: 'string', help: `${optimizerKinds.join(' | ')} (adam)` },
    lr: { type: 'string', help: 'learning rate (0.001 for adam and rmsprop, else 0.01)' },
    momentum: { type: 'string', help: 'of momentum and nesterov (0.9)' },
    'weight-decay': { type: 'string', help: 'L: adds L·w to the gradient (0)' },
    validation: { type: 'string', help: 'the share of the pictures that is only looked at (0.2)' },
    seed: { type: 'string', help: 'N: of the split, the order, the weights and every other draw (1)' },
    flip: { type: 'boolean', help: 'mirror half of the pictures, left to right' },
    shift: { type: 'string', help: 'N: move pictures by up to N pixels (0)' },
    patience: { type: 'string', help: 'N: stop after N epochs without a lower validation loss (0: never)' },
    patches: { type: 'string', help: 'N: patches of an epoch, for pairs (as many as cover the pictures)' },
    memory: { type: 'string', help: 'MB that the decoded pictures may take (1024)' },
    from: {
      type: 'string',
      help: 'MODEL: begin with its weights, as a new run (a folder of train, .safetensors, .onnx, .json)',
    },
    resume: { type: 'boolean', help: 'go on from the checkpoint in --out, to the same numbers' },
    ...threadOptions,
    force: { type: 'boolean', help: 'replace a run that is in --out' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [name = ''] = positionalArguments(args, 'NETWORK.json')
  const out = requiredOption(args, 'out')
  const { kind, path } = readFolder(args)
  const say = args.flag['json'] ? () => undefined : terminal.print
  const resume = args.flag['resume'] ?? false
  if (resume && args.text['from'] !== undefined) throw new UsageError('--resume has its weights, --from gives others')
  const settings = readSettings(args, kind)
  const budget = countOption(args, 'memory', defaultBudget / 2 ** 20) * 2 ** 20
  const threads = readThreads(args)
  if (!resume && !args.flag['force'] && (await hasCheckpoint(out))) {
    throw new LabError('already-exists', `'${out}' holds a run; --resume goes on with it`)
  }
  const checkpoint = resume ? await readCheckpoint(out) : null
  const wanted = checkpoint?.description ?? (await readNamedNetwork(name, 2))
  await withBands(threads, async (bands) => {
    const workshop = createWorkshop(bands)
    const wish = { path, kind, input: wanted.input, answers: answeredChannels(wanted), budget }
    const data = await openDataSet(wish, sharpDecoder, workshop, {
      signal: terminal.signal,
      onProgress: ({ done, total }) => terminal.progress('reading', done, total),
    })
    say(describeData(data))
    const description = checkpoint?.description ?? forData(wanted, name, data)
    const plan = planTraining(
      data,
      description,
      checkpoint ? { ...checkpoint.settings, ...moreEpochs(args) } : settings,
    )
    const state = checkpoint ? continued(checkpoint, plan) : initialState(plan, await readStart(args, plan.network))
    const memory = memoryOf(plan, threads)
    say(describeRun(plan, memory, threads))
    await mkdir(out, { recursive: true })
    const progress = await train(plan, state, workshop, out, say, terminal)
    terminal.signal.throwIfAborted()
    const report = {
      ...reportOf(plan, progress),
      memory,
      bad: data.bad,
      sizes: data.sizes,
      grayTargets: data.grayTargets,
      files: out,
    }
    terminal.print(args.flag['json'] ? JSON.stringify(report) : describeEnd(plan, progress, out))
  })
}

/** Trains to the end; Ctrl-C ends it after the step under way, with a checkpoint. */
async function train(
  plan: TrainingPlan,
  state: TrainingState,
  workshop: Workshop,
  out: string,
  say: (text: string) => void,
  terminal: Terminal,
): Promise<TrainingProgress> {
  const save = (now: TrainingState): Promise<void> => writeCheckpoint(out, plan, now)
  const training = createTraining({ plan, state, workshop, save })
  const onProgress = ({ history, epoch, step, stepsPerEpoch }: TrainingProgress): void => {
    for (const record of history) say(describeEpoch(record, plan.settings.epochs))
    terminal.progress(`epoch ${epoch + 1}`, step, stepsPerEpoch)
  }
  const progress = await training.train({ signal: terminal.signal, onProgress })
  onProgress(progress)
  if (progress.state !== 'finished') say(`interrupted; --resume goes on from ${join(out, checkpointName)}`)
  const { description } = plan.network
  await writeModel(out, description, training.weights('best'), state.history)
  training.close()
  return { ...progress, history: state.history }
}

function readFolder(args: ParsedArguments): { kind: DataSetKind; path: string } {
  const { data, pairs } = args.text
  if ((data === undefined) === (pairs === undefined)) throw new UsageError('wanted --data DIR or --pairs DIR')
  return data === undefined ? { kind: 'pairs', path: pairs as string } : { kind: 'classes', path: data }
}

function readSettings(args: ParsedArguments, kind: DataSetKind): TrainingSettings {
  const optimizer = choiceOption(args, 'optimizer', optimizerKinds, 'adam')
  const usual = optimizer === 'adam' || optimizer === 'rmsprop' ? 0.001 : 0.01
  const [momentum, weightDecay] = [numberOption(args, 'momentum'), numberOption(args, 'weight-decay')]
  const patches = args.text['patches'] === undefined ? undefined : countOption(args, 'patches', 1)
  return {
    optimizer: {
      kind: optimizer,
      learningRate: numberOption(args, 'lr', usual),
      ...(momentum !== undefined && { momentum }),
      ...(weightDecay !== undefined && { weightDecay }),
    },
    epochs: countOption(args, 'epochs', 20),
    batch: countOption(args, 'batch', kind === 'classes' ? 32 : 8),
    validation: numberOption(args, 'validation', 0.2),
    seed: countOption(args, 'seed', 1, 0),
    augmentation: { flip: args.flag['flip'] ?? false, shift: countOption(args, 'shift', 0, 0) },
    patience: countOption(args, 'patience', 0, 0),
    ...(patches !== undefined && { patches }),
  }
}

/** Weights to begin with: the seed's where there are none. */
async function readStart(args: ParsedArguments, network: Network): Promise<NetworkParameters> {
  const { from } = args.text
  if (from === undefined) return new Map()
  const { parameters } = await openModel(from)
  checkParameters(network, parameters)
  return parameters
}

/** A run that goes on keeps its settings; only the end may be moved. */
function moreEpochs(args: ParsedArguments): Partial<TrainingSettings> {
  return args.text['epochs'] === undefined ? {} : { epochs: countOption(args, 'epochs', 1) }
}

/** Of a network whose layers fit; what does not fit is refused when the run is planned. */
function answeredChannels(description: NetworkDescription): number | undefined {
  return fitLayers(description).layers[description.layers.length - 1]?.output[0]
}

/** A preset has an output for every class; the classes' names go with the network from now on. */
function forData(wanted: NetworkDescription, name: string, { kind, classes }: DataSet): NetworkDescription {
  if (kind === 'pairs') return wanted
  const input: InputShape = wanted.input
  const description = findNetworkPreset(name)?.describe(input, classes.length) ?? wanted
  return { ...description, classes: classes.map((each) => each.name) }
}

function reportOf(plan: TrainingPlan, { history, evaluation, seconds, reason, best }: TrainingProgress) {
  const last = history.at(-1) as EpochRecord
  const shown = best === null ? last : (history[best - 1] ?? last)
  const confusion = plan.validation.length > 0 && evaluation ? { confusion: evaluation.confusion } : {}
  return {
    epochs: history.length,
    reason,
    best,
    train: shown?.train ?? null,
    validation: shown?.validation ? { ...shown.validation, ...confusion } : null,
    classes: plan.data.classes.map(({ name }) => name),
    seconds,
    history,
  }
}
