import { describe, expect, it, vi } from 'vitest'
import { createEngineConnection } from '../../electron/main/engineConnection.ts'
import type { EngineStatus } from '../../shared/rpc/hostContract.ts'

function setUp(status: EngineStatus) {
  const supervisor = { status, post: vi.fn(() => true) }
  const sendToWindow = vi.fn()
  let channels = 0
  const newChannel = () => ({ port1: `window ${++channels}`, port2: `engine ${channels}` })
  const connection = createEngineConnection<string>({ supervisor, newChannel, sendToWindow })
  const become = (next: EngineStatus): void => {
    supervisor.status = next
    connection.statusChanged(next)
  }
  return { connection, supervisor, sendToWindow, become }
}

describe('the connection of window and engine', () => {
  it('gives each one end of a new channel, and the window its nonce', async () => {
    const { connection, supervisor, sendToWindow } = setUp('ready')
    expect(await connection.connect('n1')).toBeNull()
    expect(supervisor.post.mock.calls).toEqual([[{ kind: 'client' }, ['engine 1']]])
    expect(sendToWindow.mock.calls).toEqual([['n1', 'window 1']])
  })

  it.each(['starting', 'restarting'] as const)('waits for an engine that is %s', async (status) => {
    const { connection, sendToWindow, become } = setUp(status)
    const connected = connection.connect('n1')
    expect(sendToWindow).not.toHaveBeenCalled()
    become('restarting')
    become('ready')
    expect(await connected).toBeNull()
    expect(sendToWindow.mock.calls).toEqual([['n1', 'window 1']])
  })

  it('connects once per request, not at every start of the engine', async () => {
    const { connection, sendToWindow, become } = setUp('ready')
    await connection.connect('n1')
    become('restarting')
    become('ready')
    expect(sendToWindow).toHaveBeenCalledOnce()
  })

  it('refuses when the supervisor has given up, or does so while one waits', async () => {
    const { connection, become } = setUp('starting')
    const connected = connection.connect('n1')
    become('gave-up')
    await expect(connected).rejects.toMatchObject({ code: 'engine-failed' })
    await expect(connection.connect('n2')).rejects.toMatchObject({ code: 'engine-failed' })
  })

  it('lets the newest request take the place of an older one', async () => {
    const { connection, sendToWindow, become } = setUp('starting')
    const first = expect(connection.connect('n1')).rejects.toMatchObject({ code: 'disconnected' })
    const second = connection.connect('n2')
    become('ready')
    await first
    await second
    expect(sendToWindow.mock.calls).toEqual([['n2', 'window 1']])
  })
})
