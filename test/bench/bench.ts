import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import type { BenchCase, Contender, Prepared } from './contender.ts'
import { kernelLab } from './kernelLab.ts'
import { onnxRuntime } from './onnxRuntime.ts'
import { benchPlot } from './plot.ts'
import { pythonPeer, turboPeer } from './linePeers.ts'
import { benchEightBits } from './eightBit.ts'
import { benchLearning } from './learning.ts'
import { spreadOf } from './spread.ts'
import { benchDocument } from './table.ts'
import type { Measured, Picture } from './table.ts'

/**
 * `npm run bench`: our convolution beside the peers that are installed, 8-bit photos (eightBit.ts) and learning (learning.ts);
 * writes docs/bench.md and its plot. `npm run bench -- 12` takes the picture of 12 megapixels only and leaves the sections of
 * the others as they are; `print` writes nothing.
 */
const allPictures = [
  { width: 1024, height: 1024 },
  { width: 4000, height: 3000 },
  { width: 6000, height: 4000 },
]
const plotted = allPictures[1]
const path = 'docs/bench.md'
const only = process.argv.slice(2).map(Number).filter(Number.isFinite)
const pictures = allPictures.filter(
  ({ width, height }) => only.length === 0 || only.includes(Math.round((width * height) / 1e6)),
)
const kernels: readonly Pick<BenchCase, 'size' | 'kind'>[] = [
  ...[1, 3, 5, 7, 15, 31, 63].map((size) => ({ size, kind: 'dense' as const })),
  ...[5, 15, 31].map((size) => ({ size, kind: 'separable' as const })),
]

/** Runs of one contender at one case: as many as its time allows, in turns with the others. */
const mostRuns = 9
const turns = 3
const warmUpMilliseconds = 150
const millisecondsPerCase = 900
/** What would take longer than this for one run is left out. */
const longestRun = 2000

async function main(): Promise<void> {
  const [load] = loadavg()
  const contenders = (await invite()).filter((contender) => contender !== null)
  const measured: Measured[] = []
  const seconds = new Map<Picture, number>()
  for (const picture of pictures) {
    const started = performance.now()
    for (const kernel of kernels) {
      const benchCase = { ...picture, ...kernel }
      const able = contenders.filter(
        (contender) =>
          (contender.only ?? kernel.kind) === kernel.kind && expected(measured, contender, benchCase) <= longestRun,
      )
      measured.push(...(await measureCase(able, benchCase)))
      const { width, height, size, kind } = benchCase
      console.log(`${width}×${height} ${size}×${size} ${kind}:`, summary(measured, benchCase))
    }
    seconds.set(picture, (performance.now() - started) / 1000)
  }
  await Promise.all(contenders.map((contender) => contender.close()))
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const sitting = { machine, load, seconds, pictures: allPictures, kernels }
  const document = benchDocument(measured, contenders, sitting, before)
  if (process.argv.includes('print')) return console.log(document)
  writeFileSync(path, document)
  if (pictures.includes(plotted)) writeFileSync('docs/bench.svg', benchPlot(measured, contenders, plotted))
  if (only.length > 0) return
  await benchEightBits()
  await benchLearning()
}

function invite(): Promise<(Contender | null)[]> {
  return Promise.all([
    kernelLab(1),
    kernelLab(2),
    turboPeer(1),
    turboPeer(2),
    pythonPeer('opencv', 'OpenCV filter2D', 1),
    pythonPeer('opencv', 'OpenCV filter2D', 2),
    pythonPeer('opencv_separable', 'OpenCV sepFilter2D', 1, 'separable'),
    pythonPeer('opencv_separable', 'OpenCV sepFilter2D', 2, 'separable'),
    pythonPeer('pytorch', 'PyTorch conv2d', 1),
    pythonPeer('pytorch', 'PyTorch conv2d', 2),
    onnxRuntime(1),
    onnxRuntime(2),
    pythonPeer('libvips', 'libvips conv', 2),
    pythonPeer('ndimage', 'SciPy ndimage.correlate', 1),
    pythonPeer('fftconvolve', 'SciPy oaconvolve', 1, 'dense'),
  ])
}

/** Milliseconds of one run, from what the contender took for this kernel on fewer pixels, or for fewer taps; 0 where nothing is known. */
function expected(measured: readonly Measured[], contender: Contender, benchCase: BenchCase): number {
  const steps = (one: Omit<BenchCase, 'kind'>): number => one.width * one.height * one.size ** 2
  const known = measured.filter((each) => each.contender === contender)
  const same = known.findLast(({ benchCase: at }) => at.size === benchCase.size && at.kind === benchCase.kind)
  const nearest = same ?? known.at(-1)
  return nearest ? (nearest.median * steps(benchCase)) / steps(nearest.benchCase) : 0
}

/** All contenders take turns, so that a busy moment of the machine is nobody's alone. */
async function measureCase(contenders: readonly Contender[], benchCase: BenchCase): Promise<Measured[]> {
  const entries = await Promise.all(
    contenders.map(async (contender) => ({ contender, prepared: await contender.prepare(benchCase), runs: [0] })),
  )
  const plans = []
  for (const entry of entries) {
    const second = await warmUp(entry.prepared)
    const times = Math.ceil(Math.min(mostRuns, millisecondsPerCase / second) / turns)
    plans.push({ ...entry, times, runs: second > millisecondsPerCase ? [second] : [] })
  }
  for (let turn = 0; turn < turns; turn++) {
    for (const { prepared, times, runs } of plans) {
      if (runs.length === 1 && runs[0] > millisecondsPerCase) continue
      runs.push(...(await prepared.run(times)))
    }
  }
  const middles = await Promise.all(plans.map(({ prepared }) => prepared.middle()))
  await Promise.all(plans.map(({ prepared }) => prepared.release()))
  return plans.flatMap(({ contender, prepared, runs }, i) => {
    // 3969 products of at most 125: whoever adds them in float32 lies far within this, and who is off by a pixel does not.
    if (Math.abs(middles[i] - middles[0]) <= 1e-2 * Math.max(1, Math.abs(middles[0]))) {
      const { how } = prepared
      return [
        { contender, benchCase, how, runs: runs.length, median: spreadOf(runs).median, fastest: Math.min(...runs) },
      ]
    }
    console.log(`${contender.name} computes something else: ${middles[i]}, wanted ${middles[0]}`)
    return []
  })
}

/** Touches the memory and lets compilers finish; the milliseconds of the last run. A run that takes very long is warm enough. */
async function warmUp(prepared: Prepared): Promise<number> {
  let [last] = await prepared.run(1)
  for (let spent = 0; spent < warmUpMilliseconds && last <= longestRun; spent += last) [last] = await prepared.run(1)
  return last
}

function summary(measured: readonly Measured[], benchCase: BenchCase): string {
  return measured
    .filter((each) => each.benchCase === benchCase)
    .map(
      ({ contender, how, median, fastest }) =>
        `${contender.name}${how ? ` ${how}` : ''} T${contender.threads} ${median.toFixed(2)} (${fastest.toFixed(2)})`,
    )
    .join(', ')
}

await main()
