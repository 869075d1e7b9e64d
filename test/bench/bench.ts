import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import type { BenchCase, Contender, Prepared } from './contender.ts'
import { kernelLab } from './kernelLab.ts'
import { onnxRuntime } from './onnxRuntime.ts'
import { pythonPeer } from './pythonPeers.ts'
import { benchLearning } from './learning.ts'
import { benchDocument } from './table.ts'
import type { Measured } from './table.ts'

/**
 * `npm run bench`: our convolution beside the peers that are installed, and learning (learning.ts); writes docs/bench.md. `npm run bench -- 12` takes the
 * pictures of 12 megapixels only, and prints.
 */
const allPictures = [
  { width: 1024, height: 1024 },
  { width: 4000, height: 3000 },
  { width: 6000, height: 4000 },
]
const [only] = process.argv.slice(2)
const pictures = allPictures.filter(({ width, height }) => !only || Math.round((width * height) / 1e6) === Number(only))
const sizes = [3, 5, 7, 15, 31]

/** Runs of one contender at one case: as many as its time allows, in turns with the others. */
const mostRuns = 9
const turns = 3
const warmUpMilliseconds = 150
const millisecondsPerCase = 1500
/** What would take longer than this for one run is left out. */
const longestRun = 3000

async function main(): Promise<void> {
  const started = performance.now()
  const [load] = loadavg()
  const contenders = (await invite()).filter((contender) => contender !== null)
  const measured: Measured[] = []
  for (const picture of pictures) {
    for (const size of sizes) {
      const benchCase = { ...picture, size }
      const able = contenders.filter((contender) => expected(measured, contender, benchCase) <= longestRun)
      measured.push(...(await measureCase(able, benchCase)))
      console.log(`${picture.width}×${picture.height} ${size}×${size}`, summary(measured, benchCase))
    }
  }
  await Promise.all(contenders.map((contender) => contender.close()))
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  const seconds = (performance.now() - started) / 1000
  const document = benchDocument(measured, contenders, { machine, load, seconds, pictures, sizes })
  if (only) console.log(document)
  else {
    writeFileSync('docs/bench.md', document)
    await benchLearning()
  }
}

function invite(): Promise<(Contender | null)[]> {
  return Promise.all([
    kernelLab(1),
    kernelLab(2),
    pythonPeer('opencv', 'OpenCV filter2D', 1),
    pythonPeer('opencv', 'OpenCV filter2D', 2),
    pythonPeer('pytorch', 'PyTorch conv2d', 1),
    pythonPeer('pytorch', 'PyTorch conv2d', 2),
    onnxRuntime(1),
    onnxRuntime(2),
    pythonPeer('libvips', 'libvips conv', 2),
    pythonPeer('ndimage', 'SciPy ndimage.correlate', 1),
  ])
}

/** Milliseconds of one run, from what the contender took for fewer pixels or taps; 0 where nothing is known. */
function expected(measured: readonly Measured[], contender: Contender, { width, height, size }: BenchCase): number {
  const steps = (one: BenchCase): number => one.width * one.height * one.size ** 2
  const known = measured.filter((each) => each.contender === contender)
  return Math.max(
    0,
    ...known.map((each) => (each.median * steps({ width, height, size })) / steps(each.benchCase)).slice(-1),
  )
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
  return plans.flatMap(({ contender, runs }, i) => {
    // Whole numbers below 2²⁴: whoever adds them in float32 or better has exactly ours.
    if (Math.abs(middles[i] - middles[0]) <= 1e-3 * Math.abs(middles[0]))
      return [{ contender, benchCase, runs: runs.length, median: median(runs), fastest: Math.min(...runs) }]
    console.log(`${contender.name} computes something else: ${middles[i]}, wanted ${middles[0]}`)
    return []
  })
}

/** Touches the memory and lets compilers finish; the milliseconds of the last run. */
async function warmUp(prepared: Prepared): Promise<number> {
  let [last] = await prepared.run(1)
  for (let spent = 0; spent < warmUpMilliseconds; spent += last) [last] = await prepared.run(1)
  return last
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}

function summary(measured: readonly Measured[], benchCase: BenchCase): string {
  return measured
    .filter((each) => each.benchCase === benchCase)
    .map(
      ({ contender, median, fastest }) =>
        `${contender.name} T${contender.threads} ${median.toFixed(2)} (${fastest.toFixed(2)})`,
    )
    .join(', ')
}

await main()
