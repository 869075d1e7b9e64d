import type { Bands } from './bands.ts'
import { createSharedBuffers } from './sharedBuffers.ts'
import type { SharedBuffers } from './sharedBuffers.ts'

/** Who computes, and where the numbers lie: what every job on whole pictures is given. */
export interface Workshop {
  readonly bands: Bands
  readonly buffers: SharedBuffers
}

export function createWorkshop(bands: Bands, buffers = createSharedBuffers()): Workshop {
  return { bands, buffers }
}
