import { errorRecord, LabError } from '../../shared/errors.ts'
import type { EngineClient } from '../engine/engineClient.ts'
import { waitFor } from './waitFor.ts'

/**
 * Does work that rests on what the engine holds, and does it again with the next engine whenever that was lost on the way: it died,
 * or has gathered other problems since. Rejects with what else was thrown, and with `engine-failed` when no engine comes back.
 */
export async function throughCrashes(
  engine: EngineClient,
  work: () => Promise<void>,
  onLost: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const generation = engine.generation.value
    try {
      return await work()
    } catch (thrown) {
      const { code } = errorRecord(thrown)
      const photoLost = code === 'unknown-image' && engine.generation.value !== generation
      if (!['disconnected', 'unknown-problem'].includes(code) && !photoLost) throw thrown
      onLost()
      if (code === 'disconnected') await nextEngine(engine, generation, signal)
    }
  }
}

async function nextEngine(engine: EngineClient, generation: number, signal: AbortSignal): Promise<void> {
  await waitFor(() => {
    if (engine.status.value === 'gave-up') throw new LabError('engine-failed', 'the engine is not running')
    return engine.generation.value > generation || null
  }, signal)
}
