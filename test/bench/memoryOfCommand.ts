import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { memoryOf } from './memoryOfWindow.ts'
import type { Peak } from './memoryOfWindow.ts'

/** The program's own high-water mark, read until it ends. */
export async function peakOf(...words: string[]): Promise<number> {
  const child = spawn(process.execPath, [resolve('out/cli/kernel-lab.js'), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let ended = false
  const end = once(child, 'exit').finally(() => (ended = true))
  let peak = 0
  while (!ended) {
    peak = Math.max(peak, (await memoryOf(child.pid as number)).bytes)
    await new Promise((done) => setTimeout(done, 20))
  }
  const [code] = await end
  if (code !== 0) throw new Error(`kernel-lab ${words.join(' ')} ended with ${code}`)
  return peak
}

const ways = [
  ['one kernel for all colors', []],
  ['gray', ['--channels', 'gray']],
  ['all colors to all', ['--color', 'mix']],
  ['saturated pixels taken as they are', ['--clipped', 'use']],
] as const

/** What a kernel learned from a photo and the same photo sharpened takes. */
export async function learnPeaks(photo: string, folder: string): Promise<readonly Peak[]> {
  const sharpened = join(folder, 'sharpened.jpg')
  await peakOf('convolve', photo, '--kernel', 'sharpen-4', '--out', sharpened)
  const peaks: Peak[] = []
  for (const [what, options] of ways) {
    const started = performance.now()
    const bytes = await peakOf('learn', photo, sharpened, '--optimizer', 'exact', ...options)
    peaks.push({ what, bytes, seconds: (performance.now() - started) / 1000 })
  }
  return peaks
}
