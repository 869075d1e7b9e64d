import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { engineEnvironment, superviseEngine } from '../../electron/main/engineSupervisor.ts'
import type { ToEngine } from '../../shared/rpc/engineControl.ts'
import { fakeClock } from '../support/fakeClock.ts'

type Child = ReturnType<typeof fakeChild>

/** A process that says and does only what the test tells it; `kill` ends it unless it is stubborn. */
function fakeChild() {
  const emitter = new EventEmitter()
  const posted: { message: ToEngine; transfer: string[] | undefined }[] = []
  return {
    posted,
    stubborn: false,
    on: emitter.on.bind(emitter) as never,
    postMessage: (message: ToEngine, transfer?: string[]) => void posted.push({ message, transfer }),
    kill: vi.fn(function (this: Child) {
      if (!this.stubborn) emitter.emit('exit', 0)
      return true
    }),
    hello: (protocol: unknown = 1) => void emitter.emit('message', { kind: 'hello', protocol }),
    says: (message: unknown) => void emitter.emit('message', message),
    exits: (code: number) => void emitter.emit('exit', code),
  }
}

function setUp(greeting: ToEngine[] = []) {
  const clock = fakeClock()
  const children: Child[] = []
  const statuses: string[] = []
  const log = vi.fn<(line: string) => void>()
  const supervisor = superviseEngine<string>({
    fork: () => (children.push(fakeChild()), children.at(-1)!),
    clock,
    greeting: () => greeting,
    onStatus: (status) => statuses.push(status),
    log,
  })
  supervisor.start()
  const latest = (): Child => children.at(-1)!
  return { supervisor, clock, children, statuses, log, latest }
}

describe('superviseEngine', () => {
  it('is ready when the engine has said hello, not when its process exists', () => {
    const { supervisor, latest, statuses } = setUp()
    expect(supervisor.status).toBe('starting')
    expect(supervisor.post({ kind: 'client' })).toBe(false)
    latest().says('nonsense')
    latest().says({ kind: 'hello' })
    expect(supervisor.status).toBe('starting')
    latest().hello()
    expect(supervisor.status).toBe('ready')
    expect(statuses).toEqual(['ready'])
  })

  it('starts one engine, however often it is asked', () => {
    const { supervisor, children } = setUp()
    supervisor.start()
    expect(children).toHaveLength(1)
  })

  it('passes messages and ports to a ready engine', () => {
    const { supervisor, latest } = setUp()
    latest().hello()
    expect(supervisor.post({ kind: 'client' }, ['port'])).toBe(true)
    expect(latest().posted).toEqual([{ message: { kind: 'client' }, transfer: ['port'] }])
  })

  it('greets every new engine again, before it is called ready', () => {
    const file = { kind: 'file', token: 't', path: '/x.jpg', access: 'read' } as ToEngine
    const { clock, latest, statuses } = setUp([file])
    latest().hello()
    expect(latest().posted.map(({ message }) => message)).toEqual([file])
    latest().exits(133)
    clock.advance(250)
    latest().hello()
    expect(latest().posted.map(({ message }) => message)).toEqual([file])
    expect(statuses).toEqual(['ready', 'restarting', 'ready'])
  })

  it('waits a quarter of a second after the first exit and a second after the next', () => {
    const { clock, children, latest } = setUp()
    latest().hello()
    latest().exits(1)
    clock.advance(249)
    expect(children).toHaveLength(1)
    clock.advance(1)
    expect(children).toHaveLength(2)
    latest().exits(1)
    clock.advance(999)
    expect(children).toHaveLength(2)
    clock.advance(1)
    expect(children).toHaveLength(3)
  })

  it('gives up at the third exit within a minute, and stays so', () => {
    const { supervisor, clock, children, latest, statuses } = setUp()
    for (const delay of [250, 1000, 0]) {
      latest().hello()
      latest().exits(139)
      clock.advance(delay)
    }
    clock.advance(1e6)
    expect(supervisor.status).toBe('gave-up')
    expect(children).toHaveLength(3)
    expect(statuses).toEqual(['ready', 'restarting', 'ready', 'restarting', 'ready', 'gave-up'])
  })

  it('forgets exits that are a minute old', () => {
    const { supervisor, clock, children, latest } = setUp()
    for (let exit = 1; exit <= 10; exit++) {
      latest().hello()
      clock.advance(60_000)
      latest().exits(1)
      clock.advance(250)
      expect(children).toHaveLength(exit + 1)
    }
    latest().hello()
    expect(supervisor.status).toBe('ready')
  })

  it('starts over when asked after giving up, and not before', () => {
    const { supervisor, clock, children, latest } = setUp()
    expect(() => supervisor.restart()).toThrow(/after it gave up/)
    for (const delay of [250, 1000, 0]) {
      latest().exits(1)
      clock.advance(delay)
    }
    supervisor.restart()
    expect(children).toHaveLength(4)
    latest().hello()
    expect(supervisor.status).toBe('ready')
    latest().exits(1)
    clock.advance(250)
    expect(children).toHaveLength(5)
  })

  it('ends an engine that says no hello within ten seconds, and tries again', () => {
    const { clock, children, latest, log } = setUp()
    clock.advance(9_999)
    expect(latest().kill).not.toHaveBeenCalled()
    clock.advance(1)
    expect(children[0]!.kill).toHaveBeenCalledOnce()
    clock.advance(250)
    expect(children).toHaveLength(2)
    expect(log.mock.calls.flat()[0]).toBe('engine: no hello within 10 s')
  })

  it('ends an engine of another protocol', () => {
    const { supervisor, latest, log } = setUp()
    latest().hello(2)
    expect(latest().kill).toHaveBeenCalledOnce()
    expect(supervisor.status).toBe('restarting')
    expect(log.mock.calls.flat()[0]).toBe('engine: speaks protocol 2, wanted 1')
  })

  it('ignores the words and the end of an engine that it has replaced', () => {
    const { supervisor, clock, children, latest } = setUp()
    latest().exits(1)
    clock.advance(250)
    children[0]!.hello()
    children[0]!.exits(1)
    expect(supervisor.status).toBe('restarting')
    latest().hello()
    children[0]!.exits(1)
    expect(supervisor.status).toBe('ready')
    expect(children).toHaveLength(2)
  })
})

describe('shutting the engine down', () => {
  it('asks, and waits for the end', async () => {
    const { supervisor, clock, children, latest } = setUp()
    latest().hello()
    const done = vi.fn()
    const shutdown = supervisor.shutdown().then(done)
    expect(latest().posted.map(({ message }) => message)).toEqual([{ kind: 'shutdown' }])
    await Promise.resolve()
    expect(done).not.toHaveBeenCalled()
    latest().exits(0)
    await shutdown
    expect(latest().kill).not.toHaveBeenCalled()
    expect([children.length, clock.waiting()]).toEqual([1, 0])
  })

  it('ends an engine that does not go within a second', async () => {
    const { supervisor, clock, latest } = setUp()
    latest().hello()
    latest().stubborn = true
    const shutdown = supervisor.shutdown()
    clock.advance(1000)
    await shutdown
    expect(latest().kill).toHaveBeenCalledOnce()
  })

  it('ends an engine that still starts', async () => {
    const { supervisor, clock, latest } = setUp()
    await supervisor.shutdown()
    expect(latest().kill).toHaveBeenCalledOnce()
    expect(clock.waiting()).toBe(0)
  })

  it('starts none while it waited to start the next, and none ever after', async () => {
    const { supervisor, clock, children, latest } = setUp()
    latest().exits(1)
    await supervisor.shutdown()
    clock.advance(1e6)
    supervisor.start()
    expect(children).toHaveLength(1)
  })
})

describe('engineEnvironment', () => {
  it('passes on what programs need, and nothing that changes what Node runs', () => {
    const given = {
      PATH: '/bin',
      HOME: '/home/x',
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
      SECRET: 'x',
      LANG: undefined,
    }
    expect(engineEnvironment(given)).toEqual({ PATH: '/bin', HOME: '/home/x' })
  })
})
