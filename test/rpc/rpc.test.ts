import { describe, expect, it, vi } from 'vitest'
import { isAbort, LabError } from '../../shared/errors.ts'
import { connect, serve } from '../../shared/rpc/rpc.ts'
import type { Handlers, Job } from '../../shared/rpc/rpc.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { fakePorts } from '../support/fakePorts.ts'

type TestContract = {
  double: { request: number; reply: number }
  count: { request: { to: number }; reply: string; progress: number }
}

/** A server whose `count` hands its job out and waits for the test to finish it. */
function setUp({
  double = (value: number) => value * 2,
  loses,
}: { double?: (value: number) => number; loses?: (message: unknown) => boolean } = {}) {
  const ports = fakePorts(loses)
  const clock = fakeClock()
  const jobs: { job: Job<number>; finish: (reply: string) => void; fail: (reason: unknown) => void }[] = []
  const handlers: Handlers<TestContract> = {
    double,
    count: (_request, job) => new Promise((finish, fail) => jobs.push({ job, finish, fail })),
  }
  const server = serve<TestContract>(ports.right, handlers, clock)
  const client = connect<TestContract>(ports.left)
  return { ...ports, clock, jobs, server, client }
}

const fault = (code: string) => expect.objectContaining({ name: 'LabError', code }) as unknown

describe('a call', () => {
  it('is answered with the reply of its own method, also when several are under way', async () => {
    const { client, deliver } = setUp()
    const replies = Promise.all([1, 2, 3].map((value) => client.call('double', value)))
    await deliver()
    expect(await replies).toEqual([2, 4, 6])
  })

  it('does not compile with a wrong method or request', () => {
    const { client } = setUp()
    // @ts-expect-error: no such method
    client.call('treble', 1).catch(() => {})
    // @ts-expect-error: not a number
    client.call('double', 'one').catch(() => {})
  })

  it('tells its job when the answer was posted, and when nobody waits for one', async () => {
    const { client, deliver, jobs, right } = setUp()
    const sent: string[] = []
    const call = new AbortController()
    const replies = [client.call('count', { to: 1 }), client.call('count', { to: 2 }, { signal: call.signal })]
    replies[1].catch(() => {})
    await deliver()
    jobs.forEach(({ job }, i) => job.onSent(() => sent.push(`${i}: ${right.inFlight.length} in flight`)))
    jobs[0].finish('done')
    await deliver()
    expect(await replies[0]).toBe('done')
    call.abort()
    await deliver()
    jobs[1].finish('for nobody')
    await deliver()
    expect(sent).toEqual(['0: 1 in flight', '1: 0 in flight'])
  })

  it('rejects with the code, message and detail that the handler threw', async () => {
    const refuse = (): number => {
      throw new LabError('too-large', 'at most 3, got 4', { most: 3 })
    }
    const { client, deliver } = setUp({ double: refuse })
    const reply = client.call('double', 4)
    reply.catch(() => {})
    await deliver()
    await expect(reply).rejects.toEqual(
      expect.objectContaining({ code: 'too-large', message: 'at most 3, got 4', detail: { most: 3 } }),
    )
  })

  it('calls a bug of the server internal', async () => {
    const { client, deliver } = setUp({ double: () => JSON.parse('{') as number })
    const reply = client.call('double', 4)
    reply.catch(() => {})
    await deliver()
    await expect(reply).rejects.toEqual(fault('internal'))
  })

  it.each(['constructor', 'toString', '__proto__', 'nothing'])(
    'refuses the method %s that no contract holds',
    async (method) => {
      const { client, deliver } = setUp()
      const reply = client.call(method as 'double', 1)
      reply.catch(() => {})
      await deliver()
      await expect(reply).rejects.toEqual(fault('bad-argument'))
    },
  )

  it('rejects when the request cannot be cloned, and leaves nothing behind', async () => {
    const { client, left } = setUp()
    await expect(client.call('double', (() => 1) as never)).rejects.toThrow(/could not be cloned/)
    expect(left.inFlight).toEqual([])
  })

  it('rejects when the reply cannot be cloned', async () => {
    const { client, deliver } = setUp({ double: () => (() => 1) as never })
    const reply = client.call('double', 1)
    reply.catch(() => {})
    await deliver()
    await expect(reply).rejects.toThrow(/could not be cloned/)
  })

  it('rejects with the code even when the detail of the fault cannot be cloned', async () => {
    const refuse = (): number => {
      throw new LabError('bad-kernel', 'no', { culprit: () => 1 })
    }
    const { client, deliver } = setUp({ double: refuse })
    const reply = client.call('double', 1)
    reply.catch(() => {})
    await deliver()
    await expect(reply).rejects.toEqual(fault('bad-kernel'))
  })

  it('ignores messages that are not its own', async () => {
    const { client, left, right, deliver } = setUp()
    for (const stray of [
      null,
      7,
      'reply',
      {},
      { id: 1 },
      { id: 'x', kind: 'call' },
      { id: 1, kind: 'fault', error: null },
    ]) {
      left.post(stray)
      right.post(stray)
    }
    const reply = client.call('double', 21)
    await deliver()
    expect(await reply).toBe(42)
  })
})

describe('cancelling a call', () => {
  it('rejects at once with the reason and aborts the job on the other side', async () => {
    const { client, deliver, jobs } = setUp()
    const controller = new AbortController()
    const reply = client.call('count', { to: 9 }, { signal: controller.signal })
    reply.catch(() => {})
    await deliver()
    controller.abort()
    await expect(reply).rejects.toSatisfy(isAbort)
    await deliver()
    expect(jobs[0]?.job.signal.aborted).toBe(true)
  })

  it('drops the late reply, fault and progress of the cancelled job', async () => {
    const { client, deliver, jobs, right } = setUp()
    const onProgress = vi.fn()
    for (const end of ['finish', 'fail'] as const) {
      const controller = new AbortController()
      const reply = client.call('count', { to: 9 }, { signal: controller.signal, onProgress })
      reply.catch(() => {})
      await deliver()
      controller.abort()
      await deliver()
      const { job, [end]: settle } = jobs.at(-1)!
      job.progress(5)
      settle('late')
      await new Promise((resume) => setImmediate(resume))
      expect(right.inFlight).toEqual([])
    }
    expect(onProgress).not.toHaveBeenCalled()
  })

  it('drops an answer that crossed the cancel on the way', async () => {
    const { client, deliver, left, right } = setUp()
    const controller = new AbortController()
    const reply = client.call('double', 1, { signal: controller.signal })
    reply.catch(() => {})
    controller.abort()
    right.post({ kind: 'reply', id: 1, reply: 2 })
    await deliver()
    await expect(reply).rejects.toSatisfy(isAbort)
    expect(left.inFlight).toEqual([])
  })

  it('sends nothing at all when the signal was aborted before', async () => {
    const { client, left } = setUp()
    await expect(client.call('double', 1, { signal: AbortSignal.abort() })).rejects.toSatisfy(isAbort)
    expect(left.inFlight).toEqual([])
  })

  it('after the answer does nothing, and the signal keeps no listener', async () => {
    const { client, deliver, left } = setUp()
    const controller = new AbortController()
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    const reply = client.call('double', 1, { signal: controller.signal })
    await deliver()
    expect(await reply).toBe(2)
    controller.abort()
    expect(left.inFlight).toEqual([])
    expect(removed).toHaveBeenCalledOnce()
  })
})

describe('progress', () => {
  it('goes out at once, then at most every 33 ms with the latest value, and the last before the reply', async () => {
    const { client, clock, deliver, jobs } = setUp()
    const seen: number[] = []
    const reply = client.call('count', { to: 6 }, { onProgress: (value) => seen.push(value) })
    await deliver()
    const { job, finish } = jobs[0]!
    job.progress(1)
    await deliver()
    expect(seen).toEqual([1])
    job.progress(2)
    job.progress(3)
    clock.advance(32)
    await deliver()
    expect(seen).toEqual([1])
    clock.advance(1)
    await deliver()
    expect(seen).toEqual([1, 3])
    job.progress(4)
    job.progress(5)
    finish('done')
    await deliver()
    expect(await reply).toBe('done')
    expect(seen).toEqual([1, 3, 5])
    expect(clock.waiting()).toBe(0)
  })

  it('that cannot be cloned ends the call with a fault, also when it waited for its turn', async () => {
    const { client, clock, deliver, jobs } = setUp()
    const reply = client.call('count', { to: 1 })
    reply.catch(() => {})
    await deliver()
    jobs[0]!.job.progress(1)
    jobs[0]!.job.progress((() => 2) as never)
    clock.advance(33)
    await deliver()
    await expect(reply).rejects.toThrow(/could not be cloned/)
    expect(jobs[0]!.job.signal.aborted).toBe(true)
  })
})

describe('closing', () => {
  it('by the other side rejects every pending call, and every later one', async () => {
    const { client, deliver, server } = setUp()
    const replies = [client.call('count', { to: 1 }), client.call('count', { to: 2 })]
    const rejected = Promise.all(replies.map((reply) => expect(reply).rejects.toEqual(fault('disconnected'))))
    await deliver()
    server.stop()
    await rejected
    await expect(client.call('double', 1)).rejects.toEqual(fault('disconnected'))
  })

  it('by the client rejects its pending calls and aborts the jobs of the server', async () => {
    const { client, deliver, jobs } = setUp()
    const reply = client.call('count', { to: 1 })
    const rejected = expect(reply).rejects.toEqual(fault('disconnected'))
    await deliver()
    client.close()
    await rejected
    expect(jobs[0]!.job.signal.aborted).toBe(true)
  })

  it('rejects also the calls whose answers were lost on the way', async () => {
    const lost = (message: unknown): boolean => (message as { kind: string }).kind === 'reply'
    const { client, deliver, server } = setUp({ loses: lost })
    const reply = client.call('double', 1)
    const rejected = expect(reply).rejects.toEqual(fault('disconnected'))
    await deliver()
    server.stop()
    await rejected
  })
})
