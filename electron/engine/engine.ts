import { availableParallelism, constants, setPriority } from 'node:os'
import { engineProtocol, turboArgument } from '../../shared/rpc/engineControl.ts'
import type { FromEngine, ToEngine } from '../../shared/rpc/engineControl.ts'
import { systemClock } from '../../shared/rpc/clock.ts'
import { fromMainPort } from '../../shared/rpc/port.ts'
import { createBandPool } from './bandPool.ts'
import { sharpDecoder, warmDecoder } from './decode.ts'
import { createFileTokens } from './fileTokens.ts'
import { learnSpeeds, speedsFile, thisMachine } from './machineSpeeds.ts'
import type { Quiet } from './quiet.ts'
import { createEngine, serveEngine } from './serveEngine.ts'
import { startTurbo } from './turbo.ts'

/** The utility process: main tells it what file tokens mean and hands over the window's ports. */
process.on('unhandledRejection', (reason) => {
  console.error('engine: unhandled rejection', reason)
  process.exit(1) // Electron only warns, and a half-dead engine would live on
})

yieldToWindow()

// Before anything is compiled; main passes it on from the settings.
const turbo = process.argv.includes(turboArgument) ? startTurbo() : null
const bands = createBandPool({
  threads: availableParallelism(),
  entry: new URL('./bandThread.js', import.meta.url),
})
const files = createFileTokens(systemClock)
const engine = createEngine({ bands, decoder: sharpDecoder, files, turbo })
const served = new Set<{ stop(): void }>() // a port that nobody refers to may be collected, which closes it

process.parentPort.on('message', ({ data, ports }) => {
  const message = data as ToEngine
  if (message.kind === 'client' && ports[0]) served.add(serveEngine(fromMainPort(ports[0]), engine))
  if (message.kind === 'file') files.learn(message.token, message.path, message.access)
  if (message.kind === 'shutdown') void shutDown()
})
// One after the other: whoever opens a photo at once waits for the decoder first.
const warmed = warmDecoder()
  .then(() => engine.warm())
  .catch(() => undefined) // whoever opens a photo is told
const quiet: Quiet = () => warmed.then(engine.quiet)
void learnSpeeds(bands, speedsFile(turbo?.on), thisMachine(turbo?.on), quiet).catch(() => undefined) // until then, and without them, usual ones choose
process.parentPort.postMessage({ kind: 'hello', protocol: engineProtocol } satisfies FromEngine)

/** Whoever exits in the middle of sharp's WebAssembly gets a rejection from there that nobody can handle. */
async function shutDown(): Promise<void> {
  await Promise.allSettled([bands.close(), warmed])
  process.exit(0)
}

/** The pointer comes first: whoever computes takes what the window leaves of the cores. Threads that start later inherit it. */
function yieldToWindow(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // A system that forbids it shares the cores as it sees fit.
  }
}
