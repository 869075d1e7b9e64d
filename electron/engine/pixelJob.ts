import type { Image } from '../../shared/image/image.ts'
import { valuesOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { resultPixel, resultPlacement } from '../../shared/image/view.ts'
import type { ConvolutionSettings, PixelReading } from '../../shared/rpc/engineContract.ts'
import type { PixelExplanation } from '../../shared/rpc/explanations.ts'
import { convolveAt } from './convolveAt.ts'
import { settingsGeometry } from './convolutionSetup.ts'

/** The values under the pointer, before and after; only this one place is computed, and not again where it is `explained` already. */
export function readPixel(
  image: Image,
  row: number,
  column: number,
  settings: ConvolutionSettings,
  explained: PixelExplanation | null = null,
): PixelReading {
  const { width, height, channels, data, alpha } = image
  const inside = row >= 0 && row < height && column >= 0 && column < width
  const at = row * width + column
  const before = Array.from({ length: channels }, (_, c) => valueAt(data, c * width * height + at))
  const g = settingsGeometry(image, settings)
  const [p, q] = resultPixel(row, column, resultPlacement(g))
  const hasResult = p >= 0 && p < g.P && q >= 0 && q < g.Q
  const known =
    explained?.output[0] === p && explained.output[1] === q ? explained.planes.map(({ value }) => value) : null
  return {
    before: inside ? before : null,
    after: hasResult ? (known ?? [...convolveAt(image, settings, Int32Array.of(p), Int32Array.of(q))]) : null,
    alpha: inside && alpha ? valueAt(alpha, at) : null,
  }
}

function valueAt(samples: Samples, i: number): number {
  return valuesOf(samples)?.[samples[i]] ?? samples[i]
}
