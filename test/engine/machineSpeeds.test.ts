import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inlineBands } from '../../electron/engine/bands.ts'
import { learnSpeeds, speedsFile } from '../../electron/engine/machineSpeeds.ts'
import type { BandReply, BandTask } from '../../electron/engine/bandTasks.ts'
import type { Bands } from '../../electron/engine/bands.ts'
import { usualSpeeds } from '../../shared/backend/cost.ts'

/** Measures the same every time: what a busy machine measures is the business of measureSpeeds. */
function measuringBands(): Bands {
  const measured = { plane: 0.5, direct: 0.05, separable: 0.1, middle: 0.2, lowTransform: 50_000 }
  const run = async <T extends BandTask>() => [measured] as unknown as BandReply<T>[]
  return { ...inlineBands(), run }
}

describe('learnSpeeds', () => {
  let folder = ''
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'speeds-'))))
  afterEach(() => rm(folder, { recursive: true }))
  const file = () => join(folder, 'cache', 'speeds.json')

  it('measures once per machine', async () => {
    const bands = measuringBands()
    await learnSpeeds(bands, file(), 'this one')
    expect(bands.speeds).not.toEqual(usualSpeeds)
    const later = measuringBands()
    await learnSpeeds({ ...later, run: () => Promise.reject(new Error('was measured already')) }, file(), 'this one')
    await learnSpeeds(later, file(), 'this one')
    expect(later.speeds).toEqual(bands.speeds)
  })

  it('measures again on another machine', async () => {
    const speeds = { plane: 1, direct: 2, separable: 3, middle: 4, lowTransform: 5 }
    await learnSpeeds(measuringBands(), file(), 'this one')
    await writeFile(file(), JSON.stringify({ machine: 'that one', speeds }))
    const bands = measuringBands()
    await learnSpeeds(bands, file(), 'this one')
    expect(bands.speeds).not.toEqual(speeds)
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ machine: 'this one', speeds: bands.speeds })
  })

  it.each(['', 'no JSON', '{"machine":"this one"}', '{"machine":"this one","speeds":{"plane":-1}}'])(
    'measures again where the file holds %j',
    async (text) => {
      await learnSpeeds(measuringBands(), file(), 'this one')
      await writeFile(file(), text)
      const bands = measuringBands()
      await learnSpeeds(bands, file(), 'this one')
      expect(bands.speeds).not.toEqual(usualSpeeds)
    },
  )

  it('keeps the usual speeds where nothing could be measured, and asks again next time', async () => {
    const bands: Bands = { ...inlineBands(), run: async () => [null] as never[] }
    await learnSpeeds(bands, file(), 'this one')
    expect(bands.speeds).toEqual(usualSpeeds)
    await expect(readFile(file())).rejects.toThrow('ENOENT')
  })

  it('does without a cache that cannot be written', async () => {
    await writeFile(join(folder, 'cache'), 'a file where the folder should be')
    const bands = measuringBands()
    await learnSpeeds(bands, file(), 'this one')
    expect(bands.speeds).not.toEqual(usualSpeeds)
  })

  it('keeps the file where each system keeps what may be thrown away', () => {
    expect(speedsFile(false, {}, 'linux', '/home/a')).toBe('/home/a/.cache/kernel-lab/speeds.json')
    expect(speedsFile(false, { XDG_CACHE_HOME: '/var/b' }, 'linux', '/home/a')).toBe('/var/b/kernel-lab/speeds.json')
    expect(speedsFile(false, {}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Caches/kernel-lab/speeds.json')
  })
})
