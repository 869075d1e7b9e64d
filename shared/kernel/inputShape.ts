import { refusal } from '../refusal.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import type { Kernel } from './kernel.ts'

interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: number
}

/**
 * A picture as N×C×H×W. A kernel with as many input channels as there are planes takes them together (N = 1); a plain
 * kernel goes over each plane by itself (C = 1). Throws `shape-mismatch` for any other number of channels.
 */
export function inputShape(
  { width, height, channels }: Picture,
  settings: { readonly kernel: Kernel; readonly channels: 'rgb' | 'gray'; readonly options: ConvolutionOptions },
): readonly [N: number, C: number, H: number, W: number] {
  const planes = settings.channels === 'gray' ? 1 : channels
  const wanted = settings.kernel.shape[1] * (settings.options.groups ?? 1)
  if (wanted === planes) return [1, planes, height, width]
  if (wanted === 1) return [planes, 1, height, width]
  throw refusal('shape-mismatch', 'kernelInputs', { wanted, planes })
}
