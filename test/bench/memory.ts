import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { isStandIn } from '../e2e/launch.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { learnPeaks, peakOf } from './memoryOfCommand.ts'
import { windowPeaks } from './memoryOfWindow.ts'
import type { Peak } from './memoryOfWindow.ts'

/**
 * `npm run bench:memory`: how much memory `kernel-lab convolve` holds at most, on photos of 24 and 100 megapixels, beside what its
 * input and its float32 result take: under 3×3 weights, and under 31×31 of which the FFT takes care; `kernel-lab learn`
 * on a pair of the larger, and the engine of the window on it. Writes docs/bench-memory.md; measures, never fails. Linux only: it
 * reads /proc.
 */
const photos = [
  [6000, 4000],
  [12_000, 8400],
] as const
const files = ['out.jpg', 'out.webp', 'out.png', 'out.npy', 'out.tif'] as const

async function main(folder: string): Promise<void> {
  const kernel = join(folder, 'dense.csv')
  const weights = denseKernel(31)
  await writeFile(kernel, weights.map((row) => row.join(',')).join('\n'))
  const photo = join(folder, 'photo.jpg')
  const sections: string[] = []
  for (const [width, height] of photos) {
    await writePhoto(photo, width, height)
    const small = await commandPeaks(folder, photo, 'laplacian')
    const large = await commandPeaks(folder, photo, kernel)
    sections.push(commandTable(width, height, small, large))
  }
  const learned = await learnPeaks(photo, folder)
  const peaks = await windowPeaks(photo, weights.map((row) => row.join(' ')).join('; '), folder)
  await writeFile('docs/bench-memory.md', report(sections, learned, peaks))
}

async function commandPeaks(folder: string, photo: string, kernel: string): Promise<readonly Peak[]> {
  const peaks: Peak[] = []
  const ways = [...files.map((file) => [file, 'clamp'] as const), ['out.png', 'minmax'] as const]
  for (const [file, show] of ways) {
    const started = performance.now()
    const out = ['--out', join(folder, file), '--show', show, '--force']
    const bytes = await peakOf('convolve', photo, '--kernel', kernel, ...out)
    const what = show === 'clamp' ? file : `${file} --show ${show}`
    peaks.push({ what, bytes, seconds: (performance.now() - started) / 1000 })
    console.log(`${what}: ${mebibytes(bytes)} MiB`)
  }
  return peaks
}

async function writePhoto(path: string, width: number, height: number): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const small = await sharp({ create: { width: 640, height: 448, channels: 3, background: '#808080', noise } })
    .png()
    .toBuffer()
  await sharp(small).resize(width, height, { kernel: 'cubic', fit: 'fill' }).jpeg({ quality: 90 }).toFile(path)
}

/** Weights of no pattern, so that no two passes make them. */
function denseKernel(size: number): string[][] {
  const random = mulberry32(31)
  const row = (): string[] => Array.from({ length: size }, () => ((random() - 0.5) / size).toFixed(6))
  return Array.from({ length: size }, row)
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}

function commandTable(width: number, height: number, small: readonly Peak[], large: readonly Peak[]): string {
  const input = 3 * width * height
  const rows = small.map(({ what, bytes }, i) => `| ${what} | ${mebibytes(bytes)} | ${mebibytes(large[i].bytes)} |`)
  return `## kernel-lab convolve, ${((width * height) / 1e6).toFixed(0)} megapixels

The photo takes ${mebibytes(input)} MiB, its result as float32 ${mebibytes(4 * input)}.

| MiB | 3×3 | 31×31 |
| --- | --- | --- |
${rows.join('\n')}
`
}

function report(sections: readonly string[], learned: readonly Peak[], peaks: readonly Peak[]): string {
  const learnRows = learned.map(
    ({ what, bytes, seconds }) => `| ${what} | ${mebibytes(bytes)} | ${seconds?.toFixed(1)} |`,
  )
  const rows = peaks.map(
    ({ what, bytes, held = 0, seconds }) =>
      `| ${what} | ${mebibytes(bytes)} | ${mebibytes(held)} | ${seconds ? seconds.toFixed(1) : ''} |`,
  )
  return `# How much memory it takes

JPEGs in color, convolved by whole weights of 3×3 and by a dense kernel of 31×31, for which the FFT is taken. The most that the
process ever held (\`VmHWM\`), Node's own 60 MiB and all libraries among it. Results are computed, drawn and written some rows
at a time, and never all there: a view through min–max or diverging has them counted first, and computed again. Pixels of a JPEG or WebP
of more than 32 Mi are written to a file beside it for as long as sharp reads them; for WebP libwebp holds all of them. Written by \`npm run bench:memory\`.

${sections.join('\n')}
## kernel-lab learn, the larger photo and the same sharpened

Two JPEGs of 8 bits, the exact answer of 3×3 weights. Pairs of more than 128 Mi numbers stay samples, which threads convert some rows at a time.

| | MiB at most | seconds |
| --- | --- | --- |
${learnRows.join('\n')}

## The engine of the window, the larger photo

One after the other in one window of the lab${isStandIn ? ', in the stand-in (test/electron-stand-in)' : ''}; what the FFT made of the photo is kept for the next edit
(384 MiB at most). Seconds until it was painted or written. When the photo is closed all planes and spectra are let go and the threads end;
where sharp is its WebAssembly build, as here and in Electron on Linux, its memory cannot shrink and waits for the next photo.

| after | MiB at most | MiB then | seconds |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

const folder = await mkdtemp(join(tmpdir(), 'kernel-lab-memory-'))
try {
  await main(folder)
} finally {
  await rm(folder, { recursive: true })
}
