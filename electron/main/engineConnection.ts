import { LabError } from '../../shared/errors.ts'
import type { EngineStatus } from '../../shared/rpc/hostContract.ts'
import type { EngineSupervisor } from './engineSupervisor.ts'

export interface ConnectionParts<Channel> {
  readonly supervisor: Pick<EngineSupervisor<Channel>, 'status' | 'post'>
  /** The two ends of a new MessageChannelMain. */
  readonly newChannel: () => { readonly port1: Channel; readonly port2: Channel }
  /** Sends the window its end; the nonce tells the page that it is the one it asked for. */
  readonly sendToWindow: (nonce: string, port: Channel) => void
}

export interface EngineConnection {
  /** Resolves when a port is on its way to the window, which may be after the next start of the engine. */
  connect(nonce: string): Promise<null>
  /** To be called whenever the supervisor reports. */
  statusChanged(status: EngineStatus): void
}

/** Joins the window and the engine by a channel of their own, once per request; main hears nothing of what they say. */
export function createEngineConnection<Channel>(parts: ConnectionParts<Channel>): EngineConnection {
  const { supervisor, newChannel, sendToWindow } = parts
  let waiting: { nonce: string; resolve: (done: null) => void; reject: (reason: LabError) => void } | null = null

  function handOver(): void {
    if (!waiting || supervisor.status !== 'ready') return
    const { port1, port2 } = newChannel()
    supervisor.post({ kind: 'client' }, [port2])
    sendToWindow(waiting.nonce, port1)
    waiting.resolve(null)
    waiting = null
  }

  function giveUp(): void {
    waiting?.reject(new LabError('engine-failed', 'the engine stopped three times within a minute'))
    waiting = null
  }

  return {
    connect: (nonce) =>
      new Promise((resolve, reject) => {
        waiting?.reject(new LabError('disconnected', 'a newer request for the engine took the place of this one'))
        waiting = { nonce, resolve, reject }
        if (supervisor.status === 'gave-up') giveUp()
        else handOver()
      }),
    statusChanged(status) {
      if (status === 'ready') handOver()
      if (status === 'gave-up') giveUp()
    },
  }
}
