import { createSharedBuffers, takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { whiteOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { mulberry32 } from '../../shared/maths/random.ts'

export const depths = [8, 16, 32] as const

/** Random samples, in the arena, or elsewhere as when its memory is spent; `free` when nobody reads them any more. */
export function randomSamples(
  depth: (typeof depths)[number],
  length: number,
  seed: number,
  inArena = true,
): { readonly samples: Samples; free(): void } {
  const taken = takeSamples(length, depth)
  const samples = inArena ? taken : taken.slice()
  const random = mulberry32(seed)
  const white = whiteOf(samples)
  for (let i = 0; i < length; i++) samples[i] = white === 1 ? random() : Math.floor(random() * (white + 1))
  return { samples, free: () => createSharedBuffers().give(taken) }
}
