import { mkdir, readFile } from 'node:fs/promises'
import { cpus, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import type { Speeds } from '../../shared/backend/cost.ts'
import { fastest, rounds, speedsOf } from '../../shared/backend/measureSpeeds.ts'
import type { Round } from '../../shared/backend/measureSpeeds.ts'
import type { Bands } from './bands.ts'
import type { Quiet } from './quiet.ts'
import { writeWhole } from './writeWhole.ts'

const speed = v.pipe(v.number(), v.finite(), v.minValue(Number.MIN_VALUE))

const rememberedSchema = v.object({
  /** The processor and the V8 that were measured: another one starts over. */
  machine: v.string(),
  speeds: v.object({ plane: speed, direct: speed, separable: speed, middle: speed, lowTransform: speed }),
})

/** What a measurement is true for. */
export function thisMachine(turbo = false): string {
  return `${cpus()[0]?.model.trim()}, V8 ${process.versions.v8}${turbo ? ', turbo' : ''}`
}

/** Where this system keeps what may be thrown away: one file for the window and the terminal. */
export function speedsFile(turbo = false, env = process.env, platform = process.platform, home = homedir()): string {
  const folder =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : (env['XDG_CACHE_HOME'] ?? join(home, '.cache'))
  return join(folder, 'kernel-lab', turbo ? 'speeds-turbo.json' : 'speeds.json')
}

/** So many measurements that a busy machine spoiled, and it is left to the next start. */
const attempts = 3

const atOnce: Quiet = async () => new AbortController().signal

/**
 * Gives the threads the speeds of this machine: those of last time, or measured now and kept. What cannot be read is measured
 * again, what cannot be written is measured next time: results never depend on it beyond their error bounds. Measuring waits until
 * it is `quiet`, gives way to whoever begins something, and goes on with the rounds that it has when it is quiet again.
 */
export async function learnSpeeds(
  bands: Bands,
  file = speedsFile(),
  machine = thisMachine(),
  quiet: Quiet | null = null,
): Promise<void> {
  const known = await readSpeeds(file, machine)
  const speeds = known ?? (await measure(bands, quiet))
  if (!speeds) return
  bands.speeds = speeds
  if (known) return
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeWhole(file, `${JSON.stringify({ machine, speeds }, null, 2)}\n`, { replace: true })
  } catch {
    // A cache that cannot be written is none.
  }
}

/** null where it was never quiet for long enough. Whoever waits for the answer has it measured at once, and no second time. */
async function measure(bands: Bands, quiet: Quiet | null): Promise<Speeds | null> {
  for (let attempt = 0; attempt < (quiet ? attempts : 1); attempt++) {
    const measured: Round[] = []
    while (measured.length < rounds) {
      const round = await measureOnce(bands, await (quiet ?? atOnce)())
      if (round) measured.push(round)
    }
    const speeds = speedsOf(fastest(measured))
    if (speeds) return speeds
  }
  return null
}

/** null where somebody began something meanwhile. */
async function measureOnce(bands: Bands, signal: AbortSignal): Promise<Round | null> {
  try {
    return (await bands.run({ kind: 'speeds' }, 1, { rows: 1, signal }))[0]
  } catch (thrown) {
    if (signal.aborted) return null
    throw thrown
  }
}

async function readSpeeds(file: string, machine: string): Promise<Speeds | null> {
  try {
    const remembered = v.parse(rememberedSchema, JSON.parse(await readFile(file, 'utf8')))
    return remembered.machine === machine ? remembered.speeds : null
  } catch {
    return null // the first time, or no file of ours
  }
}
