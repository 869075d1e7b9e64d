import { afterEach, describe, expect, it } from 'vitest'
import { createBandPool } from '../../electron/engine/bandPool.ts'
import { bandRows, cutBands, inlineBands } from '../../electron/engine/bands.ts'
import type { Bands } from '../../electron/engine/bands.ts'
import type { ConvolveTask, SummaryTask } from '../../electron/engine/bandTasks.ts'
import { backendNames } from '../../shared/backend/backend.ts'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { pixelTensor } from '../support/builders.ts'
import { testBands, testImage } from '../support/engineParts.ts'

describe('band pool', () => {
  const open: Bands[] = []
  const pool = (threads: number): Bands => {
    const bands = testBands(threads)
    open.push(bands)
    return bands
  }
  afterEach(() => Promise.all(open.splice(0).map((bands) => bands.close())))

  /** A task, and what one loop over all rows makes of it. */
  function convolution(height = 40, backend = 'auto'): { task: ConvolveTask; expected: Float32Array } {
    const image = testImage(23, height)
    const w = pixelTensor([1, 1, 5, 4], 3)
    const g = convolutionGeometry([3, 1, height, 23], w.shape, {
      padding: 'same',
      border: { mode: 'reflect', value: 0 },
    })
    const y = new Float32Array(new SharedArrayBuffer(4 * g.N * g.K * g.P * g.Q))
    const expected = new Float32Array(y.length)
    chooseBackend(g, backend).backend.convolveRows(image.data, w.data, null, g, expected, 0, g.P)
    return { task: { kind: 'convolve', x: image.data, w: w.data, b: null, g, y, backend }, expected }
  }

  it('computes what somebody waits for before what was asked for later', async () => {
    const bands = pool(1)
    const order: string[] = []
    const run = (name: string, urgent: boolean): Promise<unknown> =>
      bands.run(convolution().task, 40, { rows: 10, urgent }).then(() => order.push(name))
    await Promise.all([run('counted', false), run('looked at', true), run('counted later', false)])
    expect(order).toEqual(['looked at', 'counted later', 'counted'])
  })

  const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).filter((value, i) => value !== b[i]).length

  it.each(['auto', ...backendNames])(
    'computes the same bits in 1, 2 and 7 bands as in one loop: %s',
    async (backend) => {
      for (const count of [1, 2, 7]) {
        const { task, expected } = convolution(40, backend)
        await pool(2).run(task, task.g.P, { rows: Math.ceil(task.g.P / count) })
        expect(differing(task.y, expected)).toBe(0)
      }
    },
  )

  it.each([pool, inlineBands])('has nothing to do where there are no rows, and says so', async (bandsOf) => {
    const bands = bandsOf(2)
    const { task } = convolution()
    expect(await bands.run(task, 0)).toEqual([])
  })

  it('computes the same on this thread', async () => {
    const { task, expected } = convolution()
    await inlineBands().run(task, task.g.P, { rows: 3 })
    expect(differing(task.y, expected)).toBe(0)
  })

  it('answers in the order of the rows, and tells how far it is', async () => {
    const { data } = testImage(10, 12, { channels: 1 })
    const task: SummaryTask = { kind: 'summary', values: data, rowLength: 10 }
    const heard: [number, number][] = []
    const replies = await pool(2).run(task, 12, { rows: 5, onBand: (done, total) => heard.push([done, total]) })
    expect(replies.map(({ count }) => count)).toEqual([50, 50, 20])
    expect(heard).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
  })

  it('passes on what a band refuses, and works on', async () => {
    const bands = pool(2)
    const { task } = convolution()
    const wrong = { ...task, backend: 'abacus' }
    await expect(bands.run(wrong, 40)).rejects.toMatchObject({ code: 'bad-argument' })
    await expect(bands.run(task, 40)).resolves.toHaveLength(10)
  })

  it('begins no band once it is cancelled', async () => {
    const { task } = convolution(400)
    const controller = new AbortController()
    const run = pool(2).run(task, 400, { rows: 1, signal: controller.signal })
    controller.abort() // before a thread has even started
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(task.y.every((value) => value === 0)).toBe(true)
  })

  it('tells of no further band once it is cancelled, writes none after it has rejected with the reason, and works on', async () => {
    const bands = pool(2)
    const { task, expected } = convolution(400)
    const controller = new AbortController()
    let done = 0
    const run = bands.run(task, 400, {
      rows: 1,
      signal: controller.signal,
      onBand: (count) => {
        done = count
        if (count === 5) controller.abort()
      },
    })
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(done).toBe(5)
    const left = task.y.slice()
    const other = convolution(400)
    await bands.run(other.task, 400)
    expect(differing(task.y, left)).toBe(0)
    await bands.run(task, 400)
    expect(differing(task.y, expected)).toBe(0)
  })

  it('goes on where it stood back, with every band once', async () => {
    const bands = pool(2)
    const { task, expected } = convolution(400)
    const heard: number[] = []
    const others: Promise<unknown>[] = []
    const onBand = (done: number): void => {
      heard.push(done)
      if (done % 50 === 1) others.push(bands.run(convolution().task, 40, { rows: 3, urgent: done > 200 }))
    }
    const replies = await bands.run(task, 400, { rows: 1, onBand })
    expect(heard).toEqual(Array.from({ length: 400 }, (_, i) => i + 1))
    expect(replies).toHaveLength(400)
    expect(differing(task.y, expected)).toBe(0)
    expect(others).toHaveLength(8)
    await Promise.all(others)
  })

  it.each(backendNames)('leaves nothing behind at any of 100 moments of cancelling: %s', async (backend) => {
    const random = mulberry32(7)
    const { task, expected } = convolution(40, backend)
    const taken = threadArena().bytes.taken
    for (let time = 0; time < 100; time++) {
      const controller = new AbortController()
      const last = 1 + Math.floor(random() * 9)
      const onBand = (done: number) => done === last && controller.abort()
      const run = inlineBands().run(task, 40, { rows: 4, signal: controller.signal, onBand })
      await expect(run).rejects.toMatchObject({ name: 'AbortError' })
      expect(threadArena().bytes.taken).toBe(taken)
    }
    await inlineBands().run(task, 40, { rows: 4 })
    expect(differing(task.y, expected)).toBe(0)
  })

  it('refuses a job that was cancelled before it began', async () => {
    const { task } = convolution()
    await expect(pool(1).run(task, 40, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('fails only the job whose thread died, and replaces the thread', async () => {
    const bands = createBandPool({ threads: 2, entry: new URL('../support/dyingThread.ts', import.meta.url) })
    open.push(bands)
    const long = convolution()
    await expect(bands.run(long.task, 40, { rows: 4 })).rejects.toMatchObject({ code: 'engine-failed' })
    const { data } = testImage(10, 5, { channels: 1 })
    const [summary] = await bands.run({ kind: 'summary', values: data, rowLength: 10 }, 5, { rows: 5 })
    expect(summary.count).toBe(50)
  })

  it('fails what is under way when it closes', async () => {
    const bands = testBands(1)
    const { task } = convolution(400)
    const run = bands.run(task, 400, { rows: 1 })
    const failed = expect(run).rejects.toMatchObject({ code: 'engine-failed' })
    await bands.close()
    await failed
    await expect(bands.run(task, 400)).rejects.toMatchObject({ code: 'engine-failed' })
  })
})

describe('cutting bands', () => {
  it('covers all rows once, whatever the size', () => {
    expect(cutBands(10, 4)).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ])
    expect(cutBands(0, 4)).toEqual([])
  })

  it('gives every thread several bands, of one row at least and of no more work than a cancel may wait for', () => {
    expect(bandRows(600, 1e4, 2)).toBe(50)
    expect(bandRows(600, 1, 2)).toBe(600) // not worth beginning
    expect(bandRows(4000, 6000 * 9 * 3, 2)).toBe(49)
    expect(bandRows(4000, 1e9, 2)).toBe(1)
  })
})
