import type { Bands } from './bands.ts'
import { createSharedBuffers } from './sharedBuffers.ts'
import type { SharedBuffers } from './sharedBuffers.ts'
import type { TileSpectra } from './tileSpectra.ts'

/** Who computes, and where the numbers lie: what every job on whole pictures is given. */
export interface Workshop {
  readonly bands: Bands
  readonly buffers: SharedBuffers
  /** What jobs leave to the next ones; null where there is no next one. */
  readonly spectra: TileSpectra | null
}

export function createWorkshop(bands: Bands, spectra: TileSpectra | null = null): Workshop {
  return { bands, buffers: createSharedBuffers(), spectra }
}
