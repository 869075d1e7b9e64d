import { systemClock } from '../../shared/rpc/clock.ts'
import { MessageChannel } from 'node:worker_threads'
import type { Bands } from '../../electron/engine/bands.ts'
import { sharpDecoder } from '../../electron/engine/decode.ts'
import { createFileTokens } from '../../electron/engine/fileTokens.ts'
import { createEngine, serveEngine } from '../../electron/engine/serveEngine.ts'
import type { Engine } from '../../electron/engine/serveEngine.ts'
import type { EngineContract, FileToken, ImageId } from '../../shared/rpc/engineContract.ts'
import { fromNodePort } from '../../shared/rpc/port.ts'
import { connect } from '../../shared/rpc/rpc.ts'
import type { Client } from '../../shared/rpc/rpc.ts'
import { noisePicture, open } from './photoFiles.ts'

/** A window's end of a real channel, and the engine behind it. */
export interface EngineWindow {
  readonly engine: Engine
  readonly client: Client<EngineContract>
  /** A token as main would make it. */
  token(path: string, access: 'read' | 'write'): FileToken
  close(): void
}

export function openWindow(bands: Bands): EngineWindow {
  const files = createFileTokens(systemClock)
  const engine = createEngine({ bands, decoder: sharpDecoder, files })
  const { port1, port2 } = new MessageChannel()
  const served = serveEngine(fromNodePort(port1), engine)
  const client = connect<EngineContract>(fromNodePort(port2))
  let tokens = 0
  return {
    engine,
    client,
    token(path, access) {
      const token = `token-${++tokens}` as FileToken
      files.learn(token, path, access)
      return token
    },
    close() {
      client.close()
      served.stop()
    },
  }
}

/** 40×30 pixels of noise, and how a window opens them. */
export const noise = noisePicture(40, 30, 3)

export async function openNoise({ client }: EngineWindow): Promise<ImageId> {
  return (await client.call('openImage', { name: 'noise.png', bytes: await open(noise).png().toBuffer() })).id
}
