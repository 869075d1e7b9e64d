import { mkdir, readFile } from 'node:fs/promises'
import { cpus, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import type { Speeds } from '../../shared/backend/cost.ts'
import type { Bands } from './bands.ts'
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

/**
 * Gives the threads the speeds of this machine: those of last time, or measured now and kept. What cannot be read is measured
 * again, what cannot be written is measured next time: results never depend on it beyond their error bounds.
 */
export async function learnSpeeds(bands: Bands, file = speedsFile(), machine = thisMachine()): Promise<void> {
  const known = await readSpeeds(file, machine)
  if (known) {
    bands.speeds = known
    return
  }
  const [measured] = await bands.run({ kind: 'speeds' }, 1, { rows: 1 })
  if (!measured) return
  bands.speeds = measured
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeWhole(file, `${JSON.stringify({ machine, speeds: measured }, null, 2)}\n`, { replace: true })
  } catch {
    // A cache that cannot be written is none.
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
