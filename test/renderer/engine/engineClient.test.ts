import { describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import type { EngineContract } from '../../../shared/rpc/engineContract.ts'
import type { EngineStatus } from '../../../shared/rpc/hostContract.ts'
import { fromDomPort } from '../../../shared/rpc/port.ts'
import type { DomPort } from '../../../shared/rpc/port.ts'
import { serve } from '../../../shared/rpc/rpc.ts'
import type { Handlers } from '../../../shared/rpc/rpc.ts'
import { createEngineClient } from '../../../renderer/engine/engineClient.ts'
import { imageInfo } from '../support/labApp.ts'

/** Main and engine in one: hands out ports while the engine lives. */
function createMain(answers: Partial<Handlers<EngineContract>>) {
  let report: (status: EngineStatus) => void = () => undefined
  let awaiting: ((port: MessagePort) => void) | null = null
  let server: { stop(): void } | null = null
  const nonces: string[] = []
  const host = {
    refusal: null as LabError | null,
    restarts: 0,
    async connectEngine(nonce: string): Promise<null> {
      if (host.refusal) throw host.refusal
      nonces.push(nonce)
      const { port1, port2 } = new MessageChannel()
      server = serve(fromDomPort(port2 as DomPort), answers as Handlers<EngineContract>)
      awaiting?.(port1)
      return null
    },
    onEngineStatus(listener: typeof report) {
      report = listener
      return () => undefined
    },
    async restartEngine(): Promise<null> {
      host.restarts++
      return null
    },
  }
  const awaitPort = () => ({
    port: new Promise<MessagePort>((resolve) => (awaiting = resolve)),
    stop: () => undefined,
  })
  const crash = (): void => {
    server?.stop()
    report('restarting')
  }
  return { host, awaitPort, nonces, crash, report: (status: EngineStatus) => report(status) }
}

describe('createEngineClient', () => {
  it('answers a call that was made before the connection was there', async () => {
    const { host, awaitPort } = createMain({ openSample: () => imageInfo({ name: 'early' }) })
    const client = createEngineClient(host, awaitPort)
    expect(client.status.value).toBe('starting')
    expect(await client.call('openSample', null)).toMatchObject({ name: 'early' })
    expect(client.status.value).toBe('ready')
    expect(client.generation.value).toBe(1)
  })

  it('rejects what was in flight when the engine died, and asks for a new port with a new nonce', async () => {
    const { host, awaitPort, nonces, crash, report } = createMain({
      openSample: () => new Promise<never>(() => undefined),
      closeImage: () => null,
    })
    const client = createEngineClient(host, awaitPort)
    await vi.waitUntil(() => client.generation.value === 1)
    const lost = client.call('openSample', null)
    crash()
    await expect(lost).rejects.toMatchObject({ code: 'disconnected' })
    expect(client.status.value).toBe('restarting')
    const waiting = client.call('closeImage', { image: imageInfo().id })
    report('ready')
    expect(await waiting).toBeNull()
    expect(client.generation.value).toBe(2)
    expect(new Set(nonces).size).toBe(2)
  })

  it('says so when main gave up, to those who wait and to those who ask later', async () => {
    const { host, awaitPort } = createMain({})
    host.refusal = new LabError('engine-failed', 'the engine stopped three times within a minute')
    const client = createEngineClient(host, awaitPort)
    await expect(client.call('openSample', null)).rejects.toMatchObject({ code: 'engine-failed' })
    expect(client.status.value).toBe('gave-up')
    await expect(client.call('openSample', null)).rejects.toMatchObject({ code: 'engine-failed' })
  })

  it('comes back from giving up when a person restarts the engine', async () => {
    const { host, awaitPort, report } = createMain({ openSample: () => imageInfo() })
    host.refusal = new LabError('engine-failed', 'gone')
    const client = createEngineClient(host, awaitPort)
    await vi.waitUntil(() => client.status.value === 'gave-up')
    host.refusal = null
    await client.restart()
    expect(host.restarts).toBe(1)
    report('ready')
    expect(await client.call('openSample', null)).toMatchObject({ format: 'JPEG' })
  })

  it('stops waiting when the caller aborts', async () => {
    const { host, awaitPort } = createMain({})
    host.refusal = new LabError('disconnected', 'not yet')
    const client = createEngineClient(host, awaitPort)
    const controller = new AbortController()
    const call = client.call('openSample', null, { signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  })
})
