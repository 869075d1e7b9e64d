import { describe, expect, it, vi } from 'vitest'
import { keepUp, newestWins } from '../../../renderer/engine/newest.ts'

describe('newestWins', () => {
  it('aborts what was begun before', () => {
    const calls = newestWins()
    const first = calls.begin()
    const second = calls.begin()
    expect(first.aborted).toBe(true)
    expect(second.aborted).toBe(false)
  })
})

describe('keepUp', () => {
  /** Work that ends when the test says so. */
  function heldWork() {
    const started: number[] = []
    const signals: AbortSignal[] = []
    let release = (): void => undefined
    const work = (value: number, signal: AbortSignal): Promise<void> => {
      started.push(value)
      signals.push(signal)
      return new Promise((resolve) => (release = resolve))
    }
    const finish = async (): Promise<void> => {
      release()
      await Promise.resolve()
      await Promise.resolve()
    }
    return { started, signals, work, finish }
  }

  it('lets the running work finish, then does the newest and drops those in between', async () => {
    const { started, work, finish } = heldWork()
    const follow = keepUp(work)
    for (const value of [1, 2, 3, 4]) follow.wish(value)
    expect(started).toEqual([1])
    await finish()
    expect(started).toEqual([1, 4])
    await finish()
    expect(started).toEqual([1, 4])
  })

  it('aborts the running work and forgets the waiting one', async () => {
    const { started, signals, work, finish } = heldWork()
    const follow = keepUp(work)
    follow.wish(1)
    follow.wish(2)
    follow.abort()
    expect(signals[0].aborted).toBe(true)
    await finish()
    expect(started).toEqual([1])
  })

  it('skips what waits, and tells when nothing runs any more', async () => {
    const { started, work, finish } = heldWork()
    const idle = vi.fn()
    const follow = keepUp(work, idle)
    follow.wish(1)
    follow.wish(2)
    expect(follow.running()).toBe(1)
    follow.skip()
    expect(idle).not.toHaveBeenCalled()
    await finish()
    expect([started, follow.running()]).toEqual([[1], null])
    expect(idle).toHaveBeenCalledTimes(1)
  })

  it('goes on after an abort, also while the aborted work is still ending', async () => {
    const { started, work, finish } = heldWork()
    const follow = keepUp(work)
    follow.wish(1)
    follow.abort()
    follow.wish(2)
    expect(started).toEqual([1, 2])
    await finish()
    follow.wish(3)
    expect(started).toEqual([1, 2, 3])
  })
})
