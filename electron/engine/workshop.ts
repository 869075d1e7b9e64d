import { createAnswerPixels } from './answerPixels.ts'
import type { AnswerPixels } from './answerPixels.ts'
import type { Bands } from './bands.ts'
import { createSharedBuffers } from './sharedBuffers.ts'
import type { SharedBuffers } from './sharedBuffers.ts'
import type { TileSpectra } from './tileSpectra.ts'

/** Who computes, and where the numbers lie: what every job on whole pictures is given. */
export interface Workshop {
  readonly bands: Bands
  readonly buffers: SharedBuffers
  readonly answers: AnswerPixels
  /** What jobs leave to the next ones; null where there is no next one. */
  readonly spectra: TileSpectra | null
  /** Numbers of a result that is not kept which are there at a time: slabs.ts. */
  readonly slabNumbers: number
}

/** 64 MiB. */
const usualSlab = 1 << 24

export function createWorkshop(
  bands: Bands,
  spectra: TileSpectra | null = null,
  slabNumbers: number = usualSlab,
): Workshop {
  return { bands, buffers: createSharedBuffers(), answers: createAnswerPixels(), spectra, slabNumbers }
}
