import { createResults } from '../../electron/engine/results.ts'
import type { Bands } from '../../electron/engine/bands.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import type { Image } from '../../shared/image/image.ts'
import { wholeFrame, type ViewFrame } from '../../shared/image/view.ts'
import type { ConvolutionSettings, ImageId, View, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { randomSamples } from './photoSamples.ts'

const id = 'image-1' as ImageId

/** The frame that shows a whole picture, as large as the device pixels allow, in their middle. */
export function fitFrame(width: number, height: number, pixelWidth: number, pixelHeight: number): ViewFrame {
  const scale = Math.max(width / pixelWidth, height / pixelHeight)
  return {
    left: (width - scale * pixelWidth) / 2,
    top: (height - scale * pixelHeight) / 2,
    width: scale * pixelWidth,
    height: scale * pixelHeight,
    pixelWidth,
    pixelHeight,
  }
}

/** A view over a fresh cache. */
export function render(bands: Bands, image: Image, parts: Partial<ViewRequest>): Promise<View> {
  const workshop = createWorkshop(bands)
  return renderView(image, requestOf(image, parts), workshop, createResults(workshop))
}

/** The same from the whole result, computed before. */
export async function renderKept(
  bands: Bands,
  image: Image,
  parts: Partial<ViewRequest> & { readonly convolution: ConvolutionSettings },
): Promise<Uint8ClampedArray> {
  const workshop = createWorkshop(bands)
  const results = createResults(workshop)
  const { release } = await results.get(id, image, parts.convolution)
  release()
  return (await renderView(image, requestOf(image, parts), workshop, results)).rgba
}

function requestOf({ width, height }: Image, parts: Partial<ViewRequest>): ViewRequest {
  const frame = wholeFrame(width, height)
  return { image: id, frame, convolution: null, mapping: 'clamp', quality: 'exact', ...parts }
}

/** A picture of 24×18 random samples as its file had them. */
export function smallPhoto({
  depth = 8,
  channels = 3,
  alpha = false,
}: {
  readonly depth?: 8 | 16 | 32
  readonly channels?: 1 | 3
  readonly alpha?: boolean
}): Image {
  const { samples: data } = randomSamples(depth, channels * 24 * 18, depth)
  const veil = alpha ? randomSamples(depth, 24 * 18, 9).samples : null
  return { width: 24, height: 18, channels, data, alpha: veil, depth }
}

/** Where it may be looked at, and under which settings that matters. */
export const zooms: [string, Partial<ConvolutionSettings>, ViewRequest['frame']][] = [
  ['100 %', {}, wholeFrame(24, 18)],
  ['300 %, panned', {}, { left: 3.3, top: 2.7, width: 10, height: 8, pixelWidth: 30, pixelHeight: 24 }],
  ['reaching over the rim', {}, { left: -5, top: -3, width: 40, height: 30, pixelWidth: 40, pixelHeight: 30 }],
  ['a strided result', { options: { padding: 'valid', stride: 2 } }, wholeFrame(24, 18)],
]

/** What a value between 0 and 1 is shown as. */
export const byte = (value: number): number => Math.floor(value * 255 + 0.5)

export function pixelAt(rgba: ArrayLike<number>, width: number, row: number, column: number): number[] {
  return Array.from({ length: 4 }, (_, c) => rgba[(row * width + column) * 4 + c])
}
