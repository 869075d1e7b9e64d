import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { createBandPool } from '../../electron/engine/bandPool.ts'
import { gatherMoments } from '../../electron/engine/gatherJob.ts'
import type { SumChoice } from '../../electron/engine/gatherJob.ts'
import { createSharedBuffers } from '../../electron/engine/sharedBuffers.ts'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { completeSquare } from '../../shared/learning/quadratic.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { benchClipped, clippedTable } from './clipping.ts'
import { fillPicture } from './contender.ts'
import { pythonPeer } from './linePeers.ts'

const [width, height] = [4000, 3000]
const sizes = [3, 7, 15]
const methods = ['integer', 'float32', 'float64'] as const
const iterations = 10_000
const runs = 9

interface Row {
  readonly size: number
  /** Milliseconds: the median and the fastest of each way to gather, the rest with the sums of integers. */
  readonly gather: Readonly<Record<SumChoice, readonly [median: number, fastest: number]>>
  readonly solve: number
  readonly descend: number
  /** One iteration of PyTorch; null where it is not installed. */
  readonly peer: number | null
}

/**
 * 10 000 iterations of gradient descent on 12 megapixels, gathering included, beside PyTorch's time per iteration times 10 000;
 * writes docs/bench-learning.md.
 */
export async function benchLearning(): Promise<void> {
  const [load] = loadavg()
  const bands = createBandPool({ threads: 2, entry: new URL('../../electron/engine/bandThread.ts', import.meta.url) })
  const buffers = createSharedBuffers()
  const peer = await pythonPeer('pytorchDescent', 'PyTorch', 2)
  const [x, y] = [buffers.take(width * height), buffers.take(width * height)]
  fillPicture(x)
  x.forEach((_, i) => (y[i] = x[(i * 5 + 7) % x.length]))
  const rows: Row[] = []
  for (const size of sizes) {
    const shape = [1, 1, height, width]
    const g = convolutionGeometry(shape, [1, 1, size, size], { padding: 'same' })
    const pair = { x: { shape, data: x }, target: { shape, data: y }, g, keep: null }
    const gathered = async (method: SumChoice) => (await gatherMoments(pair, false, bands, {}, method)).moments
    const gather = {} as Record<SumChoice, readonly [number, number]>
    for (const method of methods) gather[method] = await timed(() => gathered(method))
    const moments = await gathered('integer')
    const [solve] = await timed(() => completeSquare(moments), 3)
    const quadratic = completeSquare(moments)
    const learningRate = 0.5 / spectrumOf(moments).values[0]
    const start = initialState(new Array<number>(size * size).fill(0))
    const [steps] = await timed(() => descend(quadratic, { kind: 'sgd', learningRate }, start, iterations), 3)
    const prepared = await peer?.prepare({ width, height, size, kind: 'dense' })
    const times = prepared ? [...(await prepared.run(4))].slice(1) : []
    rows.push({ size, gather, solve, descend: steps, peer: times.length ? middle(times) : null })
    console.log(JSON.stringify(rows.at(-1)))
  }
  for (const plane of [x, y]) buffers.give(plane)
  const clipped = await benchClipped([width, height], [3, 7], bands, buffers)
  await bands.close()
  await peer?.close()
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  writeFileSync(
    'docs/bench-learning.md',
    `${learningDocument(rows, machine, load, peer?.version)}\n${clippedTable(clipped)}`,
  )
}

async function timed(run: () => unknown, times = runs): Promise<readonly [median: number, fastest: number]> {
  const milliseconds: number[] = []
  for (let i = 0; i < times + 2; i++) {
    const started = performance.now()
    await run()
    milliseconds.push(performance.now() - started)
  }
  const warm = milliseconds.slice(2)
  return [middle(warm), Math.min(...warm)]
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}

function learningDocument(rows: readonly Row[], machine: string, load: number, peer: string | undefined): string {
  const both = ([median, fastest]: readonly [number, number]) => `${digits(median)} (${digits(fastest)})`
  const cells = rows.map(({ size, gather, solve, descend: steps, peer: each }) => {
    const total = gather.integer[0] + solve + steps
    const theirs =
      each === null ? ['–', '–'] : [digits((each * iterations) / 1000), digits((each * iterations) / total)]
    const sums = methods.map((method) => both(gather[method]))
    return `| ${[`${size}×${size}`, ...sums, digits(solve), digits(steps), digits(total), ...theirs].join(' | ')} |`
  })
  const quiet =
    load > 0.5
      ? `The machine was not quiet, ${load.toFixed(1)} programs wanted a core when this began: the fastest runs say more than the medians, and ratios more than milliseconds.`
      : 'The machine was quiet.'
  return `# How fast a kernel is learned

${iterations} iterations of gradient descent on one plane of ${(width * height) / 1e6} megapixels, two threads. The pictures are gathered once into A and b, as
whole numbers where both hold 8 bits, else in float64; float32 is there to compare. Then each iteration costs as many steps as A has
numbers. Milliseconds, medians of ${runs} runs; in brackets the fastest. PyTorch${peer ? ` ${peer}` : ''} iterates over the pixels: its time is one
iteration (forward, backward, step; float32, two threads) times ${iterations}, in seconds. Written by \`npm run bench\`.

Machine: ${machine}. ${quiet}

| kernel | gather 8 bits | gather float32 | gather float64 | solve exactly | ${iterations} iterations | all, 8 bits | PyTorch, s | ratio |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${cells.join('\n')}
`
}

/** Three digits that mean something. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

if (import.meta.main) await benchLearning()
