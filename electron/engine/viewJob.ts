import { LabError } from '../../shared/errors.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { needsRange } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { coverAxis, frameOnResult, resultPlacement, sampleAxis } from '../../shared/image/view.ts'
import type { Cover, ViewFrame } from '../../shared/image/view.ts'
import type { ConvolutionSettings, View, ViewRequest } from '../../shared/rpc/engineContract.ts'
import type { Pixels } from './answerPixels.ts'
import type { JobOptions } from './convolveJob.ts'
import type { Workshop } from './workshop.ts'
import { drawDraft } from './draftJob.ts'
import { coversOf, drawCovers, rangeFor, stepsPerDeviceRow } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import type { Results } from './results.ts'
import { knownRange, lookedAt, rangeOfUnkept, showCovers, stepsToShow, thinned } from './showJob.ts'
import type { Unkept } from './showRows.ts'

/** The largest canvas that is drawn: two 8K screens side by side. */
const mostDevicePixels = 1 << 26

/** What the window shows of a picture or of its result. A draft is never more than a frame's work; an exact view is the truth. */
export async function renderView(
  image: Image,
  request: ViewRequest,
  workshop: Workshop,
  results: Results,
  options: JobOptions = {},
): Promise<View> {
  const started = performance.now()
  checkFrame(request.frame)
  const { pixelWidth, pixelHeight } = request.frame
  const drawn = request.convolution
    ? await renderResult(image, request, request.convolution, workshop, results, options)
    : await renderThere(image, request.frame, request.mapping, request.quality, workshop, options)
  return { pixelWidth, pixelHeight, ...drawn, milliseconds: performance.now() - started }
}

/** What is there needs no computing: of a view that a frame affords the draft is exact, of others it shows one pixel where that takes the mean of many. */
async function renderThere(
  planes: Planes,
  frame: ViewFrame,
  mapping: DisplayMapping,
  quality: View['quality'],
  workshop: Workshop,
  options: JobOptions,
): Promise<Pick<View, 'rgba' | 'quality'>> {
  const range = await rangeFor(planes, mapping, workshop.bands, options)
  const exact = coversOf(frame, planes)
  const isExact = quality === 'exact' || exact[0].from.length * stepsPerDeviceRow(planes, ...exact) <= stepsInFrame
  const covers = isExact ? exact : nearestCovers(frame, planes)
  const drawing = await drawCovers(planes, ...covers, mapping, range, 255, workshop, options)
  return { rgba: copied(drawing, workshop, options), quality: isExact ? 'exact' : 'draft' }
}

/** Of a draft that takes fewer device pixels than the frame has, how many. */
type Shown = Pick<View, 'rgba' | 'quality' | 'by'> & Partial<Pick<View, 'pixelWidth' | 'pixelHeight'>>

const single = { backend: 'reference', reason: { id: 'draft' } } as const

async function renderResult(
  image: Image,
  request: ViewRequest,
  settings: ConvolutionSettings,
  workshop: Workshop,
  results: Results,
  options: JobOptions,
): Promise<Shown> {
  const { frame, mapping, quality } = request
  const kept = results.find(request.image, settings)
  if (!kept) {
    const shown = await renderUnkept(image, request, settings, workshop, results, options)
    if (shown) return shown
    if (quality === 'draft') return { ...drawDraft(image, frame, settings, mapping), quality, by: single }
  }
  const lease = kept ?? (await results.get(request.image, image, settings, options))
  try {
    const { geometry, backend, reason } = lease.value
    const onResult = frameOnResult(frame, resultPlacement(geometry))
    const drawn = await renderThere(lease.value, onResult, mapping, quality, workshop, options)
    return { ...drawn, by: { backend, reason } }
  } finally {
    lease.release()
  }
}

/** Work that both threads do within a frame, and work that may be done again for counting: multiply-adds of the reference. */
const stepsInFrame = 28e6
const stepsAgain = 480e6

/**
 * The exact view without the whole result, which would be written to memory only to be read once. For a draft only what a frame
 * affords: at 100 % that is all that is in sight; of a picture made smaller it may be one row where the exact view takes the mean
 * of several. null where that is too much, or the whole result is the cheaper way.
 */
async function renderUnkept(
  image: Image,
  { frame: photoFrame, mapping, quality }: ViewRequest,
  settings: ConvolutionSettings,
  workshop: Workshop,
  results: Pick<Results, 'isTooLarge'>,
  options: JobOptions,
): Promise<Shown | null> {
  const result = lookedAt(image, settings, workshop.bands, options.backend)
  const neverKept = results.isTooLarge(result.g)
  if (needsRange(mapping) && !neverKept) return null // what can be kept is computed once, for its range and for this view
  const range =
    quality === 'draft' ? knownRange(result, mapping) : await rangeOfUnkept(result, mapping, workshop, options)
  if (!range) return null
  const frame = frameOnResult(photoFrame, resultPlacement(result.g))
  const columns = coverAxis(frame.left, frame.width, frame.pixelWidth, result.g.Q)
  const most = quality === 'draft' ? stepsInFrame : neverKept ? Infinity : stepsAgain
  const show = async (shown: Unkept, rows: Cover, made: View['quality']) => {
    if (stepsToShow(shown, rows, columns) > most) return null
    const drawing = await showCovers(shown, rows, columns, mapping, range, 255, workshop, options)
    const rgba = copied(drawing, workshop, options)
    return { rgba, quality: made, by: { backend: shown.backend, reason: shown.reason } }
  }
  const exact = await show(result, coverAxis(frame.top, frame.height, frame.pixelHeight, result.g.P), 'exact')
  const n = Math.floor(frame.height / frame.pixelHeight)
  if (exact || quality === 'exact' || n < 2 || result.together) return exact
  const thin = thinned(result, n)
  // A row stands for n rows, whose middle is (n − 1)/2 further down.
  const rows = coverAxis((frame.top + (n - 1) / 2) / n, frame.height / n, frame.pixelHeight, thin.g.P)
  return show(thin, rows, 'draft')
}

/** What can be sent of a drawing. */
export function copied(
  { samples, release }: Drawing,
  { answers }: Pick<Workshop, 'answers'>,
  { onSent }: Pick<JobOptions, 'onSent'> = {},
): Pixels {
  const pixels = answers.take(samples.length, onSent)
  pixels.set(samples)
  release()
  return pixels
}

/** One source pixel per device pixel, whatever the zoom. */
function nearestCovers(frame: ViewFrame, { width, height }: Pick<Planes, 'width' | 'height'>): [Cover, Cover] {
  const points = (start: number, length: number, pixels: number, extent: number): Cover => {
    const { positions, cover } = sampleAxis(start, length, pixels, extent, 1)
    const from = cover.from.map((at, i) => (cover.to[i] > at ? positions[at] : 0))
    return { from, to: from.map((at, i) => (cover.to[i] > cover.from[i] ? at + 1 : at)) }
  }
  return [
    points(frame.top, frame.height, frame.pixelHeight, height),
    points(frame.left, frame.width, frame.pixelWidth, width),
  ]
}

export function checkFrame({ left, top, width, height, pixelWidth, pixelHeight }: ViewFrame): void {
  const whole = [pixelWidth, pixelHeight].every((pixels) => Number.isInteger(pixels) && pixels > 0)
  if (!whole || pixelWidth * pixelHeight > mostDevicePixels) {
    throw new LabError(
      'bad-argument',
      `a view has 1 to ${mostDevicePixels} device pixels, got ${pixelWidth}×${pixelHeight}`,
    )
  }
  if (![left, top].every(Number.isFinite) || !(width > 0 && width < Infinity && height > 0 && height < Infinity)) {
    throw new LabError(
      'bad-argument',
      `a view covers a finite region, got ${width}×${height} pixels at row ${top}, column ${left}`,
    )
  }
}
