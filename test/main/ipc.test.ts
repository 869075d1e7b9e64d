import { describe, expect, it, vi } from 'vitest'
import { LabError } from '../../shared/errors.ts'
import { hostRequests } from '../../electron/main/hostRequests.ts'
import { serveHost } from '../../electron/main/ipc.ts'
import type { HostHandlers, SenderEvent } from '../../electron/main/ipc.ts'

const page: SenderEvent = { senderFrame: { parent: null, origin: 'lab://app' } }

/** A host of which every method answers with its request; `change` replaces some. */
function host(change: Partial<HostHandlers> = {}) {
  const channels = new Map<string, (event: SenderEvent, request: unknown) => Promise<unknown>>()
  const log = vi.fn()
  const echo = vi.fn((request: unknown) => request)
  const handlers = Object.fromEntries(Object.keys(hostRequests).map((method) => [method, echo]))
  const ipc = { handle: (channel: string, listener: never) => void channels.set(channel, listener) }
  serveHost(ipc, { ...(handlers as unknown as HostHandlers), ...change }, 'lab://app', log)
  const invoke = (method: string, request: unknown, event = page) => channels.get(`host:${method}`)!(event, request)
  return { channels, echo, invoke, log }
}

const refused = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) as unknown })

describe('the host', () => {
  it('serves exactly the methods of its contract', () => {
    expect([...host().channels.keys()].sort()).toEqual(
      Object.keys(hostRequests)
        .map((method) => `host:${method}`)
        .sort(),
    )
  })

  it('answers the page with the value of the handler', async () => {
    const { invoke } = host()
    expect(await invoke('acceptDrop', { path: '/photos/a.jpg' })).toEqual({
      ok: true,
      value: { path: '/photos/a.jpg' },
    })
  })

  it.each([
    ['a frame that has gone', { senderFrame: null }],
    ['a subframe', { senderFrame: { parent: {}, origin: 'lab://app' } }],
    ['a foreign page', { senderFrame: { parent: null, origin: 'https://example.com' } }],
    ['a page of no origin', { senderFrame: { parent: null, origin: 'null' } }],
    ['an origin that only begins like ours', { senderFrame: { parent: null, origin: 'lab://app.evil' } }],
  ])('refuses %s, says so in the log, and calls nothing', async (_who, event: SenderEvent) => {
    const { echo, invoke, log } = host()
    expect(await invoke('choosePhoto', null, event)).toEqual(refused('refused-sender'))
    expect(echo).not.toHaveBeenCalled()
    expect(log).toHaveBeenCalledOnce()
  })

  it('answers a refusal with its record, which is no news for the log', async () => {
    const choosePhoto = () => Promise.reject(new LabError('not-found', 'gone', { name: 'x' }))
    const { invoke, log } = host({ choosePhoto })
    expect(await invoke('choosePhoto', null)).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'gone', detail: { name: 'x' } },
    })
    expect(log).not.toHaveBeenCalled()
  })

  it('calls a bug internal and logs where it happened', async () => {
    const choosePhoto = () => {
      throw new TypeError('x is undefined')
    }
    const { invoke, log } = host({ choosePhoto })
    expect(await invoke('choosePhoto', null)).toEqual(refused('internal'))
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/host:choosePhoto: TypeError: x is undefined\n\s+at /))
  })

  it.each([
    ['start', undefined],
    ['choosePhoto', {}],
    ['acceptDrop', '/etc/passwd'],
    ['acceptDrop', { path: '' }],
    ['acceptDrop', { path: 'x'.repeat(5000) }],
    ['connectEngine', { nonce: 'guess' }],
    ['connectEngine', null],
    ['acceptDrop', { path: 7 }],
    ['describeWindow', { document: 'x', enabled: ['formatDisk'] }],
    ['saveSettings', { locale: 'fr', theme: 'dark', workspace: {} }],
    ['saveSettings', { locale: 'en', theme: 'dark' }],
    ['chooseFolder', { purpose: 'delete' }],
    ['chooseSave', { name: 'x', filters: [{ name: 'x', extensions: ['../x'] }] }],
  ])('refuses %s with %j', async (method, request) => {
    const { echo, invoke } = host()
    expect(await invoke(method, request)).toEqual(refused('bad-argument'))
    expect(echo).not.toHaveBeenCalled()
  })

  it('says which part of the request is wrong', async () => {
    const answer = (await host().invoke('saveSettings', { locale: 'fr', theme: 'dark', workspace: {} })) as {
      error: { message: string }
    }
    expect(answer.error.message).toMatch(/^saveSettings: locale: .*"fr"/)
  })

  it('knows endings of two parts', async () => {
    const suggestion = { name: 'sobel', filters: [{ name: 'OpenCV', extensions: ['opencv.py'] }] }
    expect(await host().invoke('chooseSave', suggestion)).toEqual({ ok: true, value: suggestion })
  })

  it('passes on no more than the contract names', async () => {
    const { echo, invoke } = host()
    await invoke('acceptDrop', { path: '/photos/a.jpg', extra: 1 })
    expect(echo).toHaveBeenCalledWith({ path: '/photos/a.jpg' })
  })
})
