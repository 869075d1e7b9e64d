import { readFileSync, renameSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import type { Settings } from '../../shared/rpc/hostContract.ts'
import { settingsSchema } from './hostRequests.ts'

const windowPlaceSchema = v.object({
  x: v.pipe(v.number(), v.safeInteger()),
  y: v.pipe(v.number(), v.safeInteger()),
  width: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  height: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  maximized: v.boolean(),
})

const rememberedSchema = v.object({
  settings: settingsSchema,
  /** Where the window was when it was not maximized. */
  window: v.nullable(windowPlaceSchema),
  /** Paths, newest first. */
  recentFiles: v.array(v.string()),
})

export type WindowPlace = v.InferOutput<typeof windowPlaceSchema>

/** Everything that comes back at the next start: the content of settings.json. */
export interface Remembered {
  readonly settings: Settings
  readonly window: WindowPlace | null
  readonly recentFiles: readonly string[]
}

export const defaults: Remembered = {
  settings: { locale: 'system', theme: 'system', workspace: {} },
  window: null,
  recentFiles: [],
}

/**
 * Reads settings.json, synchronously: nothing can be shown before the language and the colors are known. A file that is
 * not ours any more is kept beside as settings.broken.json, and the defaults are used.
 */
export function readRemembered(folder: string, log: (line: string) => void): Remembered {
  const file = path.join(folder, 'settings.json')
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return defaults // the first start
  }
  try {
    return v.parse(rememberedSchema, JSON.parse(text))
  } catch (thrown) {
    log(`settings.json cannot be used and is kept as settings.broken.json: ${(thrown as Error).message}`)
    setAside(file, path.join(folder, 'settings.broken.json'), log)
    return defaults
  }
}

/** Even a folder that cannot be written is no reason not to start. */
function setAside(file: string, aside: string, log: (line: string) => void): void {
  try {
    renameSync(file, aside)
  } catch (thrown) {
    log((thrown as Error).message)
  }
}

export interface Memory {
  readonly current: Remembered
  /** Changes what is remembered, and writes it soon. */
  remember(change: Partial<Remembered>): void
  /** Resolves once the newest state is on the disk, or failed to get there (which is logged). */
  flush(): Promise<void>
}

/** Keeps settings.json equal to `current`: whole or not at all, one write at a time, the newest state last. */
export function createMemory(folder: string, initial: Remembered, log: (line: string) => void): Memory {
  let current = initial
  let dirty = false
  let writing: Promise<void> | null = null

  async function write(): Promise<void> {
    while (dirty) {
      dirty = false
      try {
        await writeWhole(folder, `${JSON.stringify(current, null, 2)}\n`)
      } catch (thrown) {
        log(`settings.json could not be written: ${(thrown as Error).message}`)
      }
    }
    writing = null
  }

  return {
    get current() {
      return current
    },
    remember(change) {
      current = { ...current, ...change }
      dirty = true
      writing ??= write()
    },
    flush: async () => {
      await writing
    },
  }
}

/** A crash in the middle leaves the old file: the new one takes its name only when it is complete. */
async function writeWhole(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const draft = path.join(folder, 'settings.json.new')
  await writeFile(draft, text, { flush: true })
  await rename(draft, path.join(folder, 'settings.json'))
}
