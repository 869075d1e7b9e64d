import { describe, expect, it } from 'vitest'
import { createLeasedCache } from '../../electron/engine/leasedCache.ts'

/** Values that are as large as they say; `freed` lists those that were let go. */
function cache(budget: number) {
  const freed: number[] = []
  const kept = createLeasedCache<number>(
    budget,
    (value) => value,
    (value) => freed.push(value),
  )
  return { kept, freed }
}

describe('leased cache', () => {
  it('lets the least recently used value go when the budget is spent', () => {
    const { kept, freed } = cache(10)
    kept.add('a', 4)
    kept.add('b', 5)
    kept.use('a')!.release()
    kept.add('c', 6)
    expect(freed).toEqual([5])
    expect(kept.keys()).toEqual(['a', 'c'])
    expect(kept.bytes).toBe(10)
  })

  it('keeps the newest value even when it alone is over the budget', () => {
    const { kept, freed } = cache(10)
    kept.add('small', 1)
    kept.add('large', 50)
    expect(freed).toEqual([1])
    expect(kept.use('large')!.value).toBe(50)
  })

  it('frees a removed value only when nobody uses it any more, and once', () => {
    const { kept, freed } = cache(10)
    kept.add('a', 3)
    const first = kept.use('a')!
    const second = kept.use('a')!
    kept.remove('a')
    expect(kept.use('a')).toBeNull()
    first.release()
    first.release()
    expect(freed).toEqual([])
    second.release()
    expect(freed).toEqual([3])
  })

  it('frees the value that another takes the place of', () => {
    const { kept, freed } = cache(10)
    kept.add('a', 3)
    kept.add('a', 4)
    expect(freed).toEqual([3])
    expect(kept.bytes).toBe(4)
  })
})
