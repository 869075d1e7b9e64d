import { parameterCount } from '../../shared/network/parameters.ts'
import type { DataSetInfo } from '../../shared/rpc/dataSetContract.ts'
import type { EpochRecord, Score, TrainingProgress, TrainingRun } from '../../shared/rpc/trainingContract.ts'
import type { TrainingPlan } from '../engine/training/plan.ts'
import { megabytes } from '../engine/training/sampleMemory.ts'

/** What was found in the folder; every bad file by its name. */
export function describeData({
  kind,
  classes,
  count,
  bad,
  sizes,
  input,
  bytes,
  grayTargets,
}: Omit<DataSetInfo, 'id'>): string {
  const what = kind === 'classes' ? `${count} pictures in ${classes.length} classes` : `${count} pairs of pictures`
  const counts = classes.map(({ name, count: each }) => `${name} ${each}`).join(', ')
  const range = [...new Set([sizes.smallest, sizes.largest].map((size) => size.join('×')))].join(' to ')
  const made = sizes.adapted ? `; ${sizes.adapted} scaled and cropped to ${input[2]}×${input[1]}` : ''
  return [
    `${what}${counts && `: ${counts}`}`,
    `${range} pixels${made}; ${megabytes(bytes)} decoded`,
    ...(grayTargets ? [`${grayTargets} targets in color are read as gray: the network answers with one channel`] : []),
    ...bad.map(({ file, reason }) => `left out: ${file}: ${reason}`),
  ].join('\n')
}

/** What training will take, before it starts. */
export function describeRun(plan: TrainingPlan, memory: TrainingRun['memory'], threads: number): string {
  const { network, training, validation, stepsPerEpoch, settings } = plan
  const [C, H, W] = network.input
  const { optimizer, batch, epochs, seed } = settings
  return [
    `${C}×${H}×${W} → ${network.output.join('×')}, ${parameterCount(network).toLocaleString('en-US')} parameters`,
    `${training.length} to learn from, ${validation.length} to look at; ${stepsPerEpoch} steps of ${batch} an epoch, ${epochs} epochs, ${optimizer.kind} ${optimizer.learningRate}, seed ${seed}`,
    `memory at most: pictures ${megabytes(memory.pictures)}, steps ${megabytes(memory.steps)} on ${threads} threads, weights ${megabytes(memory.weights)}`,
  ].join('\n')
}

export function describeEpoch({ epoch, train, validation, seconds }: EpochRecord, epochs: number): string {
  const told = validation ? `, validation ${scoreText(validation)}` : ''
  return `epoch ${epoch} of ${epochs}: ${scoreText(train)}${told}, ${seconds.toFixed(1)} s`
}

function scoreText({ loss, accuracy }: Score): string {
  return `loss ${loss.toPrecision(4)}${accuracy === null ? '' : `, ${(100 * accuracy).toFixed(1)} % right`}`
}

export function describeEnd(plan: TrainingPlan, { reason, best, evaluation }: TrainingProgress, out: string): string {
  const why = reason === 'early' ? 'the validation loss fell no more' : 'all epochs are done'
  const kept = best === null ? '' : `; the weights of epoch ${best} are kept`
  const confusion = evaluation?.confusion.length ? ['', confusionText(plan, evaluation.confusion)] : []
  return [...confusion, '', `${why}${kept}: ${out}`].join('\n').trimStart()
}

/** A row per class; how often each answer was given. */
function confusionText({ data }: TrainingPlan, counts: readonly (readonly number[])[]): string {
  const names = data.classes.map(({ name }) => name)
  const rows = [['', ...names], ...counts.map((row, i) => [names[i], ...row.map(String)])]
  const width = Math.max(...rows.flat().map((cell) => cell.length))
  return rows.map((row) => row.map((cell) => cell.padStart(width)).join('  ')).join('\n')
}
