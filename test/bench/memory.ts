import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { mulberry32 } from '../../shared/maths/random.ts'

/**
 * `npm run bench:memory [OUT]`: how much memory `kernel-lab convolve` holds at most, on photos of 24 and 100 megapixels, beside
 * what its input and its float32 result take: under 3×3 weights, and under 31×31 of which the FFT takes care. OUT is the
 * folder of another build. Prints a line each; measures, never fails. Linux only: it reads /proc.
 */
const photos = [
  [6000, 4000],
  [12_000, 8400],
] as const
const files = ['out.jpg', 'out.png', 'out.npy', 'out.tif'] as const

const built = resolve(process.argv[2] ?? 'out')
const folder = await mkdtemp(join(tmpdir(), 'kernel-lab-memory-'))
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`
try {
  const dense = join(folder, 'dense.csv')
  await writeFile(dense, denseKernel(31))
  for (const [width, height] of photos) {
    const photo = join(folder, 'photo.jpg')
    await writePhoto(photo, width, height)
    const planes = 3 * width * height
    console.log(
      `${((width * height) / 1e6).toFixed(0)} megapixels: input ${mebibytes(planes)}, float32 result ${mebibytes(4 * planes)}`,
    )
    for (const [size, kernel] of [
      ['3×3', 'laplacian'],
      ['31×31', dense],
    ]) {
      for (const file of files) {
        const started = performance.now()
        const out = join(folder, file)
        const peak = await peakMemory('convolve', photo, '--kernel', kernel, '--out', out, '--force')
        const seconds = ((performance.now() - started) / 1000).toFixed(1)
        console.log(`  ${size.padEnd(6)} ${file.padEnd(8)} at most ${mebibytes(peak).padStart(9)}, ${seconds} s`)
      }
    }
  }
} finally {
  await rm(folder, { recursive: true })
}

/** Weights of no pattern, so that no two passes make them. */
function denseKernel(size: number): string {
  const random = mulberry32(31)
  const row = (): string => Array.from({ length: size }, () => ((random() - 0.5) / size).toFixed(6)).join(',')
  return Array.from({ length: size }, row).join('\n')
}

async function writePhoto(path: string, width: number, height: number): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const small = await sharp({ create: { width: 640, height: 448, channels: 3, background: '#808080', noise } })
    .png()
    .toBuffer()
  await sharp(small).resize(width, height, { kernel: 'cubic', fit: 'fill' }).jpeg({ quality: 90 }).toFile(path)
}

/** The program's own high-water mark, read until it ends. */
async function peakMemory(...words: string[]): Promise<number> {
  const child = spawn(process.execPath, [join(built, 'cli/kernel-lab.js'), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let ended = false
  const end = once(child, 'exit').finally(() => (ended = true))
  let peak = 0
  while (!ended) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    await new Promise((done) => setTimeout(done, 20))
  }
  const [code] = await end
  if (code !== 0) throw new Error(`kernel-lab ${words.join(' ')} ended with ${code}`)
  return peak
}
