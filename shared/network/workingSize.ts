import { sizeOf } from '../maths/tensor.ts'
import type { LayerDescription } from './layerKinds.ts'
import { fitLayers } from './network.ts'

/** Numbers of a stack's input and of all its maps: what looking at every layer of one picture holds in memory. */
export function stackNumbers(layers: readonly LayerDescription[], input: readonly [number, number, number]): number {
  const fitting = fitLayers({ input, layers }).layers
  return sizeOf(input) + fitting.reduce((sum, { output }) => sum + sizeOf(output), 0)
}

/** 400 MB of float32; as much again while a shifted picture is compared. */
export const mostStackNumbers = 100e6

/** Learned by a stack that is looked at: 128 MB, drawn in a third of a second. */
export const mostStackParameters = 32e6

export interface WorkingSize {
  readonly height: number
  readonly width: number
  /** What decided it: every pixel of the photo is there, somebody wanted fewer, or memory ends. */
  readonly reason: 'photo' | 'choice' | 'memory'
}

/** The largest size of a photo, its sides in proportion, within a number of pixels and the memory of all maps. */
export function workingSize(
  layers: readonly LayerDescription[],
  C: number,
  photo: { readonly height: number; readonly width: number },
  mostPixels: number,
  mostNumbers = mostStackNumbers,
): WorkingSize {
  const numbers = ({ height, width }: typeof photo): number => stackNumbers(layers, [C, height, width])
  let scale = Math.min(1, Math.sqrt(mostPixels / (photo.height * photo.width)))
  let reason: WorkingSize['reason'] = scale < 1 ? 'choice' : 'photo'
  for (;;) {
    const size = {
      height: Math.max(1, Math.floor(photo.height * scale)),
      width: Math.max(1, Math.floor(photo.width * scale)),
    }
    const wanted = numbers(size)
    if (wanted <= mostNumbers || size.height * size.width === 1) return { ...size, reason }
    reason = 'memory'
    scale *= Math.sqrt(mostNumbers / wanted) * 0.998 // a little less: kernels and padding do not shrink with the photo
  }
}
