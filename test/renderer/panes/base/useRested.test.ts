import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { usePaced } from '../../../../renderer/panes/base/usePaced.ts'
import { useRested } from '../../../../renderer/panes/base/useRested.ts'

const scope = effectScope()
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What follows a number that is 1, 2, 3… every so many milliseconds, after each of them. */
async function following(use: (value: () => number) => Readonly<ShallowRef<number>>, changes: number, every: number) {
  const value = shallowRef(0)
  const follower = scope.run(() => use(() => value.value))!
  const seen: number[] = []
  for (let i = 1; i <= changes; i++) {
    value.value = i
    await nextTick()
    seen.push(follower.value)
    vi.advanceTimersByTime(every)
  }
  vi.advanceTimersByTime(500)
  await nextTick()
  return { seen, last: follower.value }
}

describe('what has rested', () => {
  it('is the last value, once it changes no more', async () => {
    expect(await following(useRested, 9, 60)).toEqual({ seen: Array(9).fill(0), last: 9 })
  })

  it('is each value that stays', async () => {
    expect(await following(useRested, 4, 200)).toEqual({ seen: [0, 1, 2, 3], last: 4 })
  })
})

describe('what is paced', () => {
  it('follows with the changes, ten times a second, and ends with the last', async () => {
    expect(await following(usePaced, 9, 30)).toEqual({ seen: [1, 1, 1, 1, 5, 5, 5, 5, 9], last: 9 })
    expect((await following(usePaced, 8, 30)).last).toBe(8)
  })
})
