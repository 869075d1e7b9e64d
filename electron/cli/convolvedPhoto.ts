import { englishReason } from '../../shared/backend/reason.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Bands } from '../engine/bands.ts'
import type { JobOptions } from '../engine/convolveJob.ts'
import { holdsNumbers } from '../engine/encode.ts'
import { unkeptPicture, type ResultFile } from '../engine/exportJob.ts'
import { writeNumbers } from '../engine/numbersFile.ts'
import { writeUnkeptPicture } from '../engine/pictureFile.ts'
import { lookedAt } from '../engine/showJob.ts'
import type { Unkept } from '../engine/showRows.ts'
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

/** What is made of a photo, whose numbers are never all in memory; null where they have to be. */
export async function writeConvolvedPhoto(
  input: Input,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
  file: ResultFile,
  bands: Bands,
  options: JobOptions,
): Promise<Outcome | null> {
  if (input.kind !== 'photo') return null
  const workshop = createWorkshop(bands)
  const { format } = file
  if (holdsNumbers(format)) {
    const result = lookedAt(input.image, settings, bands, options.backend)
    const { value, ms } = await timed(() => writeNumbers(result, { ...file, format }, workshop, options))
    return outcomeOf(result, value.summary, value.computing, ms - value.computing)
  }
  const picture = unkeptPicture(input.image, settings, mapping, format, bands, options.backend)
  if (!picture) return null
  const { value, ms } = await timed(() => writeUnkeptPicture(picture, file, workshop, options))
  return outcomeOf(picture.result, value.summary, value.computing, ms - value.computing)
}

function outcomeOf(
  { g, backend, reason }: Unkept,
  { belowZero, aboveOne }: Summary,
  compute: number,
  encode: number,
): Outcome {
  const told = { backend, reason: englishReason(backend, reason), belowZero, aboveOne }
  return { shape: [g.N * g.K, g.P, g.Q], ...told, compute, encode }
}
