import { afterEach, describe, expect, it } from 'vitest'
import type { Bands } from '../../electron/engine/bands.ts'
import { createSharedBuffers, keepOnly, takePlanes } from '../../electron/engine/sharedBuffers.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { convolveRows } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { integerTensor } from '../support/builders.ts'
import { testBands } from '../support/engineParts.ts'

const buffers = createSharedBuffers()
const open: Bands[] = []
afterEach(() => Promise.all(open.splice(0).map((bands) => bands.close())))

describe('shared buffers', () => {
  it('take the memory of what was given back', () => {
    const first = buffers.take(1000)
    buffers.give(first)
    const second = buffers.take(900)
    expect(second.byteOffset).toBe(first.byteOffset)
    buffers.give(second)
  })

  it('leave alone what was not taken from them', () => {
    const { taken } = threadArena().bytes
    buffers.give(new Float32Array(10))
    buffers.give(new Float64Array(new SharedArrayBuffer(80)))
    expect(threadArena().bytes.taken).toBe(taken)
  })

  it('let go of all memory, but only when nothing of it is taken', () => {
    const { memory } = threadArena()
    const plane = buffers.take(10)
    expect(buffers.trim()).toBe(false)
    buffers.give(plane)
    expect(buffers.trim()).toBe(true)
    expect(threadArena().memory).not.toBe(memory)
    expect(buffers.waiting).toBeLessThan(2 ** 20)
  })

  it('give back what a job took and its result does not keep, and all of it when the job fails', async () => {
    const { taken } = threadArena().bytes
    const both = async (take: typeof buffers.take) => [take(16), take(16)]
    const [kept] = await keepOnly(buffers, both, ([first]) => [first])
    expect(threadArena().bytes.taken).toBe(taken + 64)
    buffers.give(kept)
    const failing = async (take: typeof buffers.take) => Promise.reject(new Error(`failed with ${take(16).length}`))
    await expect(keepOnly(buffers, failing, () => [])).rejects.toThrow('failed with 16')
    expect(threadArena().bytes.taken).toBe(taken)
  })
})

describe('threads', () => {
  it('compute where the planes lie, also in memory that grew after they began', async () => {
    const bands = testBands(2)
    open.push(bands)
    const g = convolutionGeometry([1, 1, 60, 70], [1, 1, 3, 3], { padding: 'same' })
    const [x, w] = [integerTensor([1, 1, 60, 70], 1), integerTensor([1, 1, 3, 3], 2, -9, 9)]
    const expected = new Float32Array(60 * 70)
    convolveRows(x.data, w.data, null, g, expected, 0, g.P)
    for (let round = 0; round < 60; round++) {
      buffers.take(2 ** 19) // 2 MiB: the planes below lie where no thread has been yet
      const [input, y] = [buffers.take(60 * 70), buffers.take(60 * 70)]
      input.set(x.data)
      await bands.run({ kind: 'convolve', x: input, w: w.data, b: null, g, y, backend: 'simd' }, g.P, { rows: 9 })
      expect(y.findIndex((value, i) => value !== expected[i])).toBe(-1)
    }
  })

  it('end when they rest, and others compute in the memory that came after', async () => {
    const bands = testBands(2)
    open.push(bands)
    const sums = async (): Promise<number> => {
      const values = takePlanes(100).fill(2)
      const replies = await bands.run({ kind: 'summary', values, rowLength: 10 }, 10, { rows: 2 })
      return replies.reduce((sum, { count }) => sum + count, 0)
    }
    expect(await sums()).toBe(100)
    await bands.rest()
    expect(await sums()).toBe(100)
  })
})
