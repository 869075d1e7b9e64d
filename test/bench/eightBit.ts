import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import sharp from 'sharp'
import { createBandPool } from '../../electron/engine/bandPool.ts'
import { takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { lookedAt, showCovers } from '../../electron/engine/showJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import type { Image } from '../../shared/image/image.ts'
import { blackToWhite } from '../../shared/image/mapping.ts'
import { coverAxis } from '../../shared/image/view.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { timeRuns } from './contender.ts'
import type { Contender } from './contender.ts'
import { pythonPeer } from './linePeers.ts'
import { spreadOf } from './spread.ts'

/**
 * `npm run bench:rgb8`: three planes of 8 bits to pixels of 8 bits through the lecture's Laplacian, cut to 0 … 255. Everybody
 * takes turns; writes docs/bench-rgb8.md, and never fails.
 */
const [width, height] = [4000, 3000]
const rounds = 5
const runsInTurn = 3
const sampleOf = (i: number): number => (i * 7919) % 256
const laplacian = [
  [-1, -1, -1],
  [-1, 8, -1],
  [-1, -1, -1],
]

/** The sums of whole numbers, and beside them a kernel that needs float32 sums. */
function kernelLab(threads: number, name: string, rows: readonly (readonly number[])[]): Contender {
  const bands = createBandPool({ threads, entry: new URL('../../electron/engine/bandThread.ts', import.meta.url) })
  const workshop = createWorkshop(bands)
  return {
    ...{ name, threads, version: '' },
    async prepare() {
      const data = takeSamples(3 * width * height, 8)
      for (let i = 0; i < data.length; i++) data[i] = sampleOf(i % (width * height))
      const image: Image = { width, height, channels: 3, data, alpha: null, depth: 8 }
      const kernel = kernelFromRows(rows.map((row) => [...row]))
      const settings = { kernel, options: { padding: 'same' }, channels: 'rgb', linearLight: false } as const
      const result = lookedAt(image, settings, bands)
      const [down, across] = [coverAxis(0, height, height, height), coverAxis(0, width, width, width)]
      const draw = () => showCovers(result, down, across, 'clamp', blackToWhite, 255, workshop)
      return {
        run: (times) => timeRuns(times, async () => (await draw()).release()),
        async middle() {
          const { samples, release } = await draw()
          const value = samples[4 * ((height >> 1) * width + (width >> 1))]
          release()
          return value
        },
        release: async () => workshop.buffers.give(data),
      }
    },
    close: () => bands.close(),
  }
}

/** Its border repeats the edge; what it computes inside is the same. */
function sharpConvolve(threads: number): Contender {
  const pixels = Buffer.alloc(3 * width * height)
  for (let i = 0; i < pixels.length; i++) pixels[i] = sampleOf(Math.floor(i / 3))
  const raw = { width, height, channels: 3 } as const
  const convolve = () =>
    sharp(pixels, { raw }).convolve({ width: 3, height: 3, kernel: laplacian.flat(), scale: 1 }).raw().toBuffer()
  return {
    ...{ name: 'sharp.convolve', threads, version: sharp.versions.sharp },
    prepare: async () => ({
      run(times) {
        sharp.concurrency(threads)
        return timeRuns(times, convolve)
      },
      middle: async () => (await convolve())[3 * ((height >> 1) * width + (width >> 1))],
      release: async () => undefined,
    }),
    close: async () => undefined,
  }
}

const sharpen = laplacian.map((row) => row.map((weight) => weight / 10))

export async function benchEightBits(): Promise<void> {
  const cores = availableParallelism()
  const asked = [
    kernelLab(cores, 'Kernel Lab, whole sums', laplacian),
    kernelLab(1, 'Kernel Lab, whole sums', laplacian),
    kernelLab(cores, 'Kernel Lab, float32 sums', sharpen),
    await pythonPeer('opencv_rgb', 'OpenCV filter2D', cores),
    await pythonPeer('opencv_rgb', 'OpenCV filter2D', 1),
    sharpConvolve(cores),
  ]
  const contenders = asked.filter((contender): contender is Contender => contender !== null)
  const prepared = await Promise.all(
    contenders.map((contender) => contender.prepare({ width, height, size: 3, kind: 'dense' })),
  )
  const times = contenders.map((): number[] => [])
  for (const each of prepared) await each.run(2)
  for (let round = 0; round < rounds; round++) {
    for (const [i, each] of prepared.entries()) times[i].push(...(await each.run(runsInTurn)))
  }
  const middles = await Promise.all(prepared.map((each) => each.middle()))
  const medians = times.map((each) => spreadOf(each).median)
  const lines = contenders.map(({ name, threads, version }, i) => {
    const [middle, best] = [medians[i], Math.min(...times[i])]
    const who = `${name}${version ? ` ${version}` : ''}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
    return `| ${who} | ${middle.toFixed(1)} | ${best.toFixed(1)} | ${(middle / medians[0]).toFixed(2)}× | ${middles[i]} |`
  })
  const text = report(lines, cores)
  await writeFile('docs/bench-rgb8.md', text)
  console.log(text)
  await Promise.all(contenders.map((contender) => contender.close()))
}

function report(lines: readonly string[], cores: number): string {
  const [load] = loadavg()
  return `# RGB, 8 bits to 8 bits, 12 megapixels, Laplacian 3×3

Milliseconds, medians of ${rounds * runsInTurn} runs in which everybody takes turns. Written by \`npm run bench:rgb8\` on ${cpus()[0].model.trim()}, ${cores} cores.
${load > 1 ? `The machine was not quiet: ${load.toFixed(1)} programs wanted a core when this ended; the ratios say more than the milliseconds.` : 'The machine was quiet.'}
Float32 sums are of a tenth of the kernel, and so is their value in the middle.

| | median | fastest | times ours | value in the middle |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}

if (import.meta.main) await benchEightBits()
