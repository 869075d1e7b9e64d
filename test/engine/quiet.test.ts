import { describe, expect, it } from 'vitest'
import { counted, createCalls } from '../../electron/engine/quiet.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { deferred } from '../electron-stand-in/deferred.ts'

describe('createCalls', () => {
  it('is quiet a while after the last call has ended, and tells when the next begins', async () => {
    const clock = fakeClock()
    const { during, quiet } = createCalls(clock)
    const work = deferred<string>()
    const answer = during(() => work.promise)
    let signal: AbortSignal | null = null
    const waited = quiet().then((still) => (signal = still))
    const pass = async (milliseconds: number) => {
      clock.advance(milliseconds)
      for (let i = 0; i < 5; i++) await Promise.resolve()
    }
    await pass(60_000)
    expect(signal).toBe(null)
    work.resolve('done')
    expect(await answer).toBe('done')
    await pass(2999)
    expect(signal).toBe(null)
    await pass(10_000)
    expect((await waited).aborted).toBe(false)
    await expect(during(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    expect((await waited).aborted).toBe(true)
  })

  it('counts every call of the handlers', async () => {
    const calls = createCalls(fakeClock())
    const seen: unknown[] = []
    const handlers = counted<{ add: { request: number; reply: number } }>(
      { add: (n) => n + 1 },
      {
        ...calls,
        during: (work) => (seen.push('begun'), calls.during(work)),
      },
    )
    const job = { signal: new AbortController().signal, progress: () => undefined, onSent: () => undefined }
    expect(await handlers.add(1, job)).toBe(2)
    expect(seen).toEqual(['begun'])
  })
})
