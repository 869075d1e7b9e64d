import { describe, expect, it } from 'vitest'
import { createWarming } from '../../electron/engine/warming.ts'
import { deferred } from '../electron-stand-in/deferred.ts'

/** Work that lasts until it is ended or told to be done, and how often it was begun. */
function longWork() {
  const begun: { done(): void }[] = []
  const warming = createWarming(
    (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        begun.push({ done: resolve })
      }),
  )
  return { begun, warming }
}

describe('createWarming', () => {
  it('is done once', async () => {
    const { begun, warming } = longWork()
    const first = warming.begin()
    begun[0].done()
    await first
    await warming.begin()
    expect(begun).toHaveLength(1)
  })

  it('ends for a job, stays away until that is calm, and goes on beside it', async () => {
    const { begun, warming } = longWork()
    const early = warming.begin()
    const [calm, job] = [deferred<void>(), deferred<string>()]
    const answer = warming.during(() => job.promise, calm.promise)
    await early
    await warming.begin()
    expect(begun).toHaveLength(1)
    calm.resolve()
    await calm.promise
    await Promise.resolve()
    expect(begun).toHaveLength(2)
    job.resolve('decoded')
    expect(await answer).toBe('decoded')
  })

  it('is not begun for a job that has ended before it was calm', async () => {
    const { begun, warming } = longWork()
    const calm = deferred<void>()
    await expect(warming.during(() => Promise.reject(new Error('broken')), calm.promise)).rejects.toThrow('broken')
    calm.resolve()
    await calm.promise
    await Promise.resolve()
    expect(begun).toHaveLength(0)
    void warming.begin()
    expect(begun).toHaveLength(1)
  })

  it('tells what went wrong with it', async () => {
    const warming = createWarming(() => Promise.reject(new Error('no threads')))
    await expect(warming.begin()).rejects.toThrow('no threads')
  })
})
