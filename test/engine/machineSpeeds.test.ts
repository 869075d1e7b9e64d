import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inlineBands } from '../../electron/engine/bands.ts'
import { learnSpeeds, speedsFile } from '../../electron/engine/machineSpeeds.ts'
import type { BandReply, BandTask } from '../../electron/engine/bandTasks.ts'
import type { Bands } from '../../electron/engine/bands.ts'
import { usualSpeeds } from '../../shared/backend/cost.ts'
import { rounds } from '../../shared/backend/measureSpeeds.ts'
import { timesUnder } from '../support/speeds.ts'
import { deferred } from '../electron-stand-in/deferred.ts'

const truth = { plane: 0.4, direct: 0.06, separable: 0.09, middle: 0.4, lowTransform: 50_000 }

/** Measures the same every time: what a busy machine measures is the business of speedsOf. */
function measuringBands(round: readonly number[] = timesUnder(truth)): Bands & { rounds: number } {
  const bands = {
    ...inlineBands(),
    rounds: 0,
    run: async <T extends BandTask>() => {
      bands.rounds++
      return [round] as unknown as BandReply<T>[]
    },
  }
  return bands
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
    const bands = measuringBands([1, 1, 1, 1, Infinity])
    await learnSpeeds(bands, file(), 'this one')
    expect(bands.speeds).toEqual(usualSpeeds)
    await expect(readFile(file())).rejects.toThrow('ENOENT')
  })

  it('measures nothing before it is quiet, and keeps its rounds while somebody is at work', async () => {
    const bands = measuringBands()
    const [asked, quiet] = [[] as AbortController[], deferred<void>()]
    const { run } = bands
    // Somebody begins something during the third round and during the fifth.
    bands.run = ((task, rows, options) =>
      run(task, rows, options).then((replies) => {
        if (![3, 5].includes(asked.length)) return replies
        asked.at(-1)?.abort()
        throw new DOMException('somebody began something', 'AbortError')
      })) as Bands['run'] as typeof run
    const learned = learnSpeeds(bands, file(), 'this one', async () => {
      await quiet.promise
      asked.push(new AbortController())
      return asked[asked.length - 1].signal
    })
    await new Promise((resolve) => setTimeout(resolve))
    expect(bands.rounds).toBe(0)
    expect(bands.speeds).toEqual(usualSpeeds)
    quiet.resolve()
    await learned
    expect(bands.rounds).toBe(rounds + 2)
    expect(bands.speeds.direct).toBeCloseTo(truth.direct)
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ machine: 'this one', speeds: bands.speeds })
  })

  it('measures again where a busy machine spoiled it, if nobody waits, and leaves it to the next start in the end', async () => {
    const bands = measuringBands([1, 1, 1, 1, Infinity])
    await learnSpeeds(bands, file(), 'this one', async () => new AbortController().signal)
    expect(bands.rounds).toBe(3 * rounds)
    expect(bands.speeds).toEqual(usualSpeeds)
  })

  it('tells what went wrong while it was quiet', async () => {
    const bands: Bands = { ...inlineBands(), run: () => Promise.reject(new Error('a thread died')) }
    const learned = learnSpeeds(bands, file(), 'this one', async () => new AbortController().signal)
    await expect(learned).rejects.toThrow('a thread died')
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
