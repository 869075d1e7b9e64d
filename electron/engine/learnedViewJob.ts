import { LabError } from '../../shared/errors.ts'
import { frameOnResult, resultPlacement } from '../../shared/image/view.ts'
import type { LearnedViewRequest, View } from '../../shared/rpc/engineContract.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawCovers, drawFrame, rangeFor } from './drawJob.ts'
import type { LaidPairs } from './learnJob.ts'
import { outputPlanes, residualPlanes, targetPlanes } from './residualJob.ts'
import { checkFrame, copied, nearestCovers } from './viewJob.ts'
import type { Workshop } from './workshop.ts'

/** What a kernel makes of a learner's picture, its target, or the difference, where they lie on the photo. */
export async function renderLearned(
  { pairs, origin: [row, column] }: LaidPairs,
  { kernel, show, frame, mapping, quality }: Omit<LearnedViewRequest, 'problem'>,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<View> {
  const started = performance.now()
  checkFrame(frame)
  const { bands } = workshop
  const planes =
    show === 'target'
      ? targetPlanes(pairs)
      : await (show === 'output' ? outputPlanes : residualPlanes)(pairs, kernel, bands, { signal: options.signal })
  if (planes.channels !== 1 && planes.channels !== 3) {
    throw new LabError('shape-mismatch', `a picture has 1 or 3 planes, the learner’s output has ${planes.channels}`)
  }
  const image = { ...planes, channels: planes.channels, alpha: null } as const
  const place = resultPlacement(pairs[0].g)
  const there = frameOnResult(frame, {
    ...place,
    rowOffset: place.rowOffset + row,
    columnOffset: place.columnOffset + column,
  })
  const range = await rangeFor(image, mapping, bands, { signal: options.signal })
  const drawing =
    quality === 'draft'
      ? await drawCovers(image, ...nearestCovers(there, image), mapping, range, 255, workshop, options)
      : await drawFrame(image, there, mapping, range, 255, workshop, options)
  const { pixelWidth, pixelHeight } = frame
  return { pixelWidth, pixelHeight, rgba: copied(drawing), quality, milliseconds: performance.now() - started }
}
