import { englishReason } from '../../shared/backend/reason.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Bands } from '../engine/bands.ts'
import type { JobOptions } from '../engine/convolveJob.ts'
import { drawUnkept, unkeptPicture, type ResultFile } from '../engine/exportJob.ts'
import { createWorkshop } from '../engine/workshop.ts'
import type { Input } from './inputs.ts'
import { timed } from './timed.ts'

/** What a command tells of a convolution when its file is written. */
export interface Outcome {
  readonly shape: readonly number[]
  readonly backend: string
  readonly reason: string
  readonly belowZero: number
  readonly aboveOne: number
  /** Milliseconds; `compute` draws too where nothing but the picture is kept. */
  readonly compute: number
  readonly encode: number
}

/** A picture of a photo's result, whose numbers are never all in memory; null where they have to be. */
export async function writeConvolvedPicture(
  input: Input,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
  file: ResultFile,
  bands: Bands,
  options: JobOptions,
): Promise<Outcome | null> {
  if (input.kind !== 'photo') return null
  const picture = unkeptPicture(input.image, settings, mapping, file.format, bands, options.backend)
  if (!picture) return null
  const drawn = await timed(() => drawUnkept(picture, createWorkshop(bands), options))
  const written = await timed(() => drawn.value.write(file))
  const { g, backend, reason } = picture.result
  const { belowZero, aboveOne } = drawn.value.summary
  const times = { compute: drawn.ms, encode: written.ms }
  return {
    shape: [g.N * g.K, g.P, g.Q],
    backend,
    reason: englishReason(backend, reason),
    belowZero,
    aboveOne,
    ...times,
  }
}
