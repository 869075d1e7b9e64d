import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import { fileNote } from '../../../shared/fileNote.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { createLab } from '../support/labApp.ts'

beforeEach(() => {
  vi.useFakeTimers()
  createLab()
})
afterEach(() => void vi.useRealTimers())

describe('useNoticeStore', () => {
  it('shows a refusal by its code, with what the engine said', () => {
    const store = useNoticeStore()
    store.report(new LabError('too-large', 'at most 268 million pixels, got 3600 million'), 'errors.during.openPhoto')
    expect(store.notices).toMatchObject([
      {
        tone: 'error',
        code: 'too-large',
        during: 'errors.during.openPhoto',
        message: 'at most 268 million pixels, got 3600 million',
      },
    ])
  })

  it('takes what is no refusal for a fault of the lab', () => {
    const store = useNoticeStore()
    store.report(new TypeError('x is undefined'))
    expect(store.notices).toMatchObject([{ code: 'internal' }])
  })

  it('is silent about cancelling', () => {
    const store = useNoticeStore()
    store.report(new DOMException('aborted', 'AbortError'))
    expect(store.notices).toHaveLength(0)
  })

  it('does not pile up the same error', () => {
    const store = useNoticeStore()
    for (let i = 0; i < 5; i++) store.report(new LabError('not-found', 'gone'))
    expect(store.notices).toHaveLength(1)
  })

  it('leaves what a person must read, and takes away what went well', () => {
    const store = useNoticeStore()
    store.tell('done', 'transfer.copied')
    store.tell('done', 'transfer.saved', { name: 'k.acf', size: '108 B' }, [fileNote('lossy')])
    store.report(new LabError('not-found', 'gone'))
    vi.advanceTimersByTime(60_000)
    expect(store.notices.map(({ tone }) => tone)).toEqual(['done', 'error'])
  })

  it('gives the value of what worked and null for what was reported', async () => {
    const store = useNoticeStore()
    expect(await store.attempt(() => 7)).toBe(7)
    expect(await store.attempt(() => Promise.reject(new LabError('not-found', 'gone')))).toBeNull()
    expect(store.notices).toHaveLength(1)
  })
})
