import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { createBandPool } from '../../electron/engine/bandPool.ts'
import type { DataSet } from '../../electron/engine/training/dataSet.ts'
import { planTraining } from '../../electron/engine/training/plan.ts'
import { createSampleMemory } from '../../electron/engine/training/sampleMemory.ts'
import { createStepper } from '../../electron/engine/training/stepper.ts'
import { initialState } from '../../electron/engine/training/trainingState.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import { createNetwork } from '../../shared/network/network.ts'
import { parameterShapes } from '../../shared/network/parameters.ts'
import { findNetworkPreset } from '../../shared/network/presets.ts'
import type { InputShape } from '../../shared/network/description.ts'
import type { StoredPicture } from '../../shared/network/training/samples.ts'
import { timeRuns } from './contender.ts'
import type { Contender, Prepared } from './contender.ts'
import { pythonPeer } from './linePeers.ts'

/** `node test/bench/training.ts`: one step (forward, backward, Adam) beside PyTorch; writes docs/bench-training.md. */
interface TrainingCase {
  readonly net: 'lenet' | 'picture-3'
  readonly input: readonly [N: number, C: number, H: number, W: number]
  readonly title: string
}

const cases: readonly TrainingCase[] = [
  { net: 'picture-3', input: [8, 3, 128, 128], title: '3→16→16→3, 3×3, ReLU, MSE, 8 × 128×128' },
  { net: 'lenet', input: [32, 1, 32, 32], title: 'LeNet-like, cross-entropy, 32 × 32×32' },
]

/** In turns, so that a busy moment of the machine is nobody's alone. */
const turns = 3
const runsPerTurn = 8
/** Steps before the clock runs: every thread compiles its loops by itself, and a training has thousands of steps. */
const warmUp = 60

/** Numbers that whoever takes part makes by the same formula: x[i], 0 to 1, and weights of both signs. */
function numbers(length: number, white: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 256) / white)
}

/** The engine's own road: a run's stepper on its threads. */
function kernelLab(threads: number): Contender<TrainingCase> {
  const bands = createBandPool({ threads, entry: new URL('../../electron/engine/bandThread.ts', import.meta.url) })
  return {
    name: 'Kernel Lab',
    threads,
    version: '',
    async prepare({ net, input: [N, ...shape] }) {
      const description = findNetworkPreset(net)!.describe(shape, 10)
      const network = createNetwork(description)
      const parameters = new Map(
        parameterShapes(network).map(({ name, shape: own }) => {
          const fanIn = own.slice(1).reduce((product, extent) => product * extent, 1)
          const weights = numbers(sizeOf(own), 128).map((value) => (value - 1) / Math.sqrt(fanIn))
          return [name, tensor(own, own.length > 1 ? weights : weights.fill(0))]
        }),
      )
      const optimizer = { kind: 'adam', learningRate: 0.001 } as const
      const augmentation = { flip: false, shift: 0 }
      const settings = { optimizer, epochs: 1, batch: N, validation: 0, seed: 1, augmentation, patience: 0, patches: N }
      const plan = planTraining(dataOf(net, N, shape), description, settings)
      const stepper = createStepper(plan, initialState(plan, parameters), createWorkshop(bands))
      let first: number | null = null
      return {
        run: (times) =>
          timeRuns(times, async () => {
            const { loss } = await stepper.step(0, 0, false)
            first ??= loss
          }),
        middle: async () => first ?? 0,
        release: async () => stepper.close(),
      }
    },
    close: () => bands.close(),
  }
}

function dataOf(net: TrainingCase['net'], N: number, [C, H, W]: InputShape): DataSet {
  const memory = createSampleMemory(Infinity)
  const all = numbers(N * C * H * W, 255)
  const stored =
    (of: (value: number) => number) =>
    (n: number): StoredPicture => {
      const samples = memory.floats(C * H * W)
      samples.set(all.subarray(n * C * H * W, (n + 1) * C * H * W).map(of))
      return { channels: C, height: H, width: W, samples }
    }
  const [picture, target] = [stored((value) => value), stored((value) => 1 - value)]
  const isClassifier = net === 'lenet'
  return {
    kind: isClassifier ? 'classes' : 'pairs',
    name: net,
    input: [C, H, W],
    classes: Array.from({ length: isClassifier ? 10 : 0 }, (_, k) => ({ name: String(k), count: N })),
    count: N,
    bad: [],
    sizes: { smallest: [W, H], largest: [W, H], adapted: 0 },
    grayTargets: 0,
    bytes: memory.taken,
    fingerprint: '',
    samples: Array.from({ length: N }, (_, n) => ({
      name: String(n),
      picture: picture(n),
      label: isClassifier ? n % 10 : 0,
      target: isClassifier ? null : target(n),
    })),
  }
}

interface Measured {
  readonly contender: Contender<TrainingCase>
  readonly title: string
  readonly median: number
  readonly fastest: number
}

async function measure(contenders: readonly Contender<TrainingCase>[], one: TrainingCase): Promise<Measured[]> {
  const plans: { contender: Contender<TrainingCase>; prepared: Prepared; runs: number[] }[] = []
  for (const contender of contenders) {
    const prepared = await contender.prepare(one)
    await prepared.run(warmUp)
    plans.push({ contender, prepared, runs: [] })
  }
  const losses = await Promise.all(plans.map(({ prepared }) => prepared.middle()))
  for (let turn = 0; turn < turns; turn++) {
    for (const { prepared, runs } of plans) runs.push(...(await prepared.run(runsPerTurn)))
  }
  for (const { prepared } of plans) await prepared.release()
  return plans.flatMap(({ contender, runs }, i) => {
    const sorted = runs.sort((a, b) => a - b)
    // The loss of the first step: float32 sums of another order, over three layers or five.
    if (Math.abs(losses[i] - losses[0]) <= 1e-4 * Math.abs(losses[0])) {
      return [{ contender, title: one.title, median: sorted[sorted.length >> 1], fastest: sorted[0] }]
    }
    console.log(`${contender.name} computes something else: ${losses[i]}, wanted ${losses[0]}`)
    return []
  })
}

function table(measured: readonly Measured[], which: 'median' | 'fastest'): string {
  const rows = measured.map(({ contender: { name, threads }, title, [which]: value }) => {
    const ours = measured.find(
      (each) => each.title === title && each.contender.name === 'Kernel Lab' && each.contender.threads === threads,
    )
    const ratio = ours && name !== 'Kernel Lab' ? ` (${(value / ours[which]).toFixed(2)}×)` : ''
    return `| ${title} | ${name}, ${threads} ${threads === 1 ? 'thread' : 'threads'} | ${value.toPrecision(3)}${ratio} |`
  })
  return `| step, ${which === 'median' ? 'medians' : 'fastest'} | who | ms |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

const [load] = loadavg()
const invited = await Promise.all([
  kernelLab(1),
  pythonPeer<TrainingCase>('pytorch_training', 'PyTorch', 1),
  kernelLab(2),
  pythonPeer<TrainingCase>('pytorch_training', 'PyTorch', 2),
])
const contenders = invited.filter((contender) => contender !== null)
const measured: Measured[] = []
for (const one of cases) measured.push(...(await measure(contenders, one)))
await Promise.all(contenders.map((contender) => contender.close()))
const versions = [
  ...new Set(contenders.filter(({ version }) => version).map(({ name, version }) => `${name} ${version}`)),
]
const document = `# How fast a training step is

Forward, backward and Adam, float32, every contender with the same pictures, weights and loss; in brackets how many times ours
on as many threads that takes. Written by \`npm run bench:training\`.

Machine: ${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}. ${versions.join(', ')}. ${load.toFixed(1)} programs wanted
a core when it began${load > 0.5 ? ': the fastest runs say more than the medians, and ratios more than milliseconds' : ''}.

${table(measured, 'median')}
${table(measured, 'fastest')}`
writeFileSync('docs/bench-training.md', document)
console.log(document)
