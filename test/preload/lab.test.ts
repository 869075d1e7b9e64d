import { describe, expect, it, vi } from 'vitest'
import { createLab } from '../../electron/preload/lab.ts'

function setUp(pathOf = (_file: File) => '/photos/a.jpg') {
  const listeners = new Map<string, (value: never) => void>()
  const stop = vi.fn()
  const invoke = vi.fn(async (channel: string, request: unknown) => ({ ok: true, value: [channel, request] }))
  const listen = (channel: string, listener: (value: never) => void) => {
    listeners.set(channel, listener)
    return stop
  }
  const lab = createLab({ invoke, listen, pathOf })
  const emit = (channel: string, value: unknown): void => listeners.get(channel)!(value as never)
  return { lab, invoke, emit, stop }
}

describe('window.lab', () => {
  it('has named verbs only, and cannot be changed', () => {
    const { lab } = setUp()
    expect(Object.keys(lab).sort()).toEqual([
      'acceptDrop',
      'chooseFolder',
      'chooseKernel',
      'chooseNetwork',
      'choosePhoto',
      'chooseSave',
      'connectEngine',
      'describeWindow',
      'onCommand',
      'onEngineStatus',
      'onOpenFile',
      'ownRunFolder',
      'recentFiles',
      'restartEngine',
      'saveSettings',
      'start',
    ])
    expect(Object.isFrozen(lab)).toBe(true)
  })

  it('asks on the channel of the method', async () => {
    const { lab, invoke } = setUp()
    await lab.start()
    await lab.chooseFolder({ purpose: 'data' })
    await lab.connectEngine('n')
    expect(invoke.mock.calls).toEqual([
      ['host:start', null],
      ['host:chooseFolder', { purpose: 'data' }],
      ['host:connectEngine', { nonce: 'n' }],
    ])
  })

  it('turns a dropped file into its path, out of the page’s sight', async () => {
    const { lab, invoke } = setUp()
    await lab.acceptDrop(new File([], 'a.jpg'))
    expect(invoke).toHaveBeenCalledWith('host:acceptDrop', { path: '/photos/a.jpg' })
  })

  it('takes a file without a path, such as one a script made, for no file', async () => {
    const { lab, invoke } = setUp(() => '')
    expect(await lab.acceptDrop(new File([], '/etc/passwd'))).toEqual({ ok: true, value: null })
    expect(invoke).not.toHaveBeenCalled()
  })

  it('gives listeners the value, and back how to stop', () => {
    const { lab, emit, stop } = setUp()
    const [onCommand, onStatus, onFile] = [vi.fn(), vi.fn(), vi.fn()]
    const stopCommands = lab.onCommand(onCommand)
    lab.onEngineStatus(onStatus)
    lab.onOpenFile(onFile)
    emit('host:command', 'undo')
    emit('host:engineStatus', 'ready')
    emit('host:openFile', { token: 't', name: 'a.jpg' })
    expect([onCommand, onStatus, onFile].map(({ mock }) => mock.calls)).toEqual([
      [['undo']],
      [['ready']],
      [[{ token: 't', name: 'a.jpg' }]],
    ])
    stopCommands()
    expect(stop).toHaveBeenCalledOnce()
  })
})
