import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { presets } from '../../shared/kernel/presets.ts'
import { hardenContents, hardenSession, isOpenable, originOf } from '../../electron/main/hardening.ts'

/** Keeps what it is given, as a session does. */
function fakeSession() {
  const given: Record<string, (...args: never[]) => unknown> = {}
  const keep = (name: string) => (handler: unknown) => void (given[name] = handler as never)
  return {
    given,
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    webRequest: { onBeforeRequest: keep('network') },
  }
}

function hardened(pageOrigin = 'lab://app') {
  const session = fakeSession()
  hardenSession(session as never, pageOrigin)
  const { request, check, device, network } = session.given as Record<string, (...args: unknown[]) => unknown>
  return {
    requested: (permission: string) => new Promise((answer) => request!(null, permission, answer, {})),
    checked: (permission: string) => check!(null, permission, 'lab://app', {}),
    device: () => device!({}),
    cancelled: (url: string) =>
      new Promise((answer) => network!({ url }, (response: { cancel: boolean }) => answer(response.cancel))),
  }
}

describe('hardenSession', () => {
  it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'fileSystem', 'openExternal', 'hid', 'unknown'])(
    'neither grants %s nor says it is granted',
    async (permission) => {
      const { requested, checked } = hardened()
      expect(await requested(permission)).toBe(false)
      expect(checked(permission)).toBe(false)
    },
  )

  it('lets the page write text to the clipboard', async () => {
    const { requested, checked } = hardened()
    expect(await requested('clipboard-sanitized-write')).toBe(true)
    expect(checked('clipboard-sanitized-write')).toBe(true)
  })

  it('gives no device', () => {
    expect(hardened().device()).toBe(false)
  })

  it.each([
    'https://example.com/',
    'http://localhost:5173/',
    'ws://localhost:5173/',
    'file:///etc/passwd',
    'ftp://x/',
    'not a url',
    'labs://app/',
  ])('cancels a request to %s', async (url) => {
    expect(await hardened().cancelled(url)).toBe(true)
  })

  it.each(['lab://app/index.html', 'blob:lab://app/1', 'data:image/png;base64,', 'devtools://devtools/x'])(
    'lets a request to %s pass',
    async (url) => {
      expect(await hardened().cancelled(url)).toBe(false)
    },
  )

  it('lets the development server and its socket pass, and no other', async () => {
    const { cancelled } = hardened('http://localhost:5173')
    expect(await cancelled('http://localhost:5173/main.ts')).toBe(false)
    expect(await cancelled('ws://localhost:5173/?token=1')).toBe(false)
    expect(await cancelled('http://localhost:5174/main.ts')).toBe(true)
    expect(await cancelled('http://localhost:5173.evil.example/')).toBe(true)
  })
})

function hardenedContents() {
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() })
  const openLink = vi.fn()
  hardenContents(contents as never, 'lab://app', openLink)
  return { contents, openLink }
}

describe('hardenContents', () => {
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    it.each([
      'https://example.com/',
      'lab://app.evil/',
      'lab://other/',
      'file:///x',
      'javascript:alert(1)',
      'data:text/html,x',
      '',
    ])(`${event} to %s is prevented`, (url) => {
      const details = { url, preventDefault: vi.fn() }
      hardenedContents().contents.emit(event, details)
      expect(details.preventDefault).toHaveBeenCalledOnce()
    })

    it(`${event} within the page's own origin is not`, () => {
      const details = { url: 'lab://app/index.html#x', preventDefault: vi.fn() }
      hardenedContents().contents.emit(event, details)
      expect(details.preventDefault).not.toHaveBeenCalled()
    })
  }

  it('attaches no webview', () => {
    const event = { preventDefault: vi.fn() }
    hardenedContents().contents.emit('will-attach-webview', event)
    expect(event.preventDefault).toHaveBeenCalledOnce()
  })

  it('opens no window, and hands the address to the one place that opens links', () => {
    const { contents, openLink } = hardenedContents()
    const [handler] = contents.setWindowOpenHandler.mock.calls[0]!
    expect(handler({ url: 'https://numpy.org/doc' })).toEqual({ action: 'deny' })
    expect(openLink).toHaveBeenCalledWith('https://numpy.org/doc')
  })
})

describe('isOpenable', () => {
  it.each([
    'http://numpy.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-settings:network',
    'https://numpy.org.evil.example/',
    'https://evil.example/?https://numpy.org',
    'https://user:pass@numpy.org/',
    'https://numpy.org:8443/',
    'numpy.org',
    '',
  ])('drops %s', (url) => {
    expect(isOpenable(url)).toBe(false)
  })

  it('takes a page of a host that we link to', () => {
    expect(isOpenable('https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html')).toBe(true)
  })
})

describe('the sources of the presets', () => {
  it.each([...new Set(presets.flatMap(({ source }) => source.url ?? []))])('can be read at %s', (url) => {
    expect(isOpenable(url)).toBe(true)
  })
})

describe('originOf', () => {
  it('gives schemes of our own an origin too', () => {
    expect(originOf('lab://app/x?y#z')).toBe('lab://app')
    expect(originOf('http://localhost:5173/x')).toBe('http://localhost:5173')
    expect(originOf('nothing')).toBeNull()
  })
})
