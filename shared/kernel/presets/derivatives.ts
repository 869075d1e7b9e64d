import type { Source } from './sources.ts'
import { source } from './sources.ts'
import type { Preset, PresetNumbers } from './preset.ts'
import { outer, preset } from './preset.ts'

/**
 * w[r,s] = smooth[r] · edge[s] for x, and its transpose for y. Written for correlation: x answers with positive
 * numbers where the picture grows brighter to the right, y where it grows brighter downwards.
 */
function pair<const X extends string, const Y extends string>(
  x: X,
  y: Y,
  smooth: readonly number[],
  edge: readonly number[],
  from: Source,
  numbers: PresetNumbers = {},
): [Preset<X>, Preset<Y>] {
  return [
    preset(x, 'derivatives', outer(smooth, edge), from, numbers),
    preset(y, 'derivatives', outer(edge, smooth), from, numbers),
  ]
}

const opencv = (name: string) => source(`OpenCV ${name}`, 'opencvDerivatives')
const kornia = source('Kornia get_diff_kernel2d', 'kornia')
const roberts = source('Roberts 1963; scikit-image roberts', 'scikitImage')

const faridSmooth = [0.0376593171958126, 0.249153396177344, 0.426374573253687, 0.249153396177344, 0.0376593171958126]
const faridEdge = [-0.109603762960254, -0.276690988455557, 0, 0.276690988455557, 0.109603762960254]

export const derivativePresets = [
  ...pair('sobel-x', 'sobel-y', [1, 2, 1], [-1, 0, 1], opencv('Sobel, ksize 3')),
  ...pair('sobel-x-5', 'sobel-y-5', [1, 4, 6, 4, 1], [-1, -2, 0, 2, 1], opencv('Sobel, ksize 5')),
  ...pair('sobel-x-7', 'sobel-y-7', [1, 6, 15, 20, 15, 6, 1], [-1, -4, -5, 0, 5, 4, 1], opencv('Sobel, ksize 7')),
  ...pair('scharr-x', 'scharr-y', [3, 10, 3], [-1, 0, 1], opencv('Scharr')),
  ...pair('scharr-fine-x', 'scharr-fine-y', [47, 162, 47], [-1, 0, 1], source('FFmpeg scharr', 'ffmpeg'), {
    divisor: 256,
  }),
  ...pair('prewitt-x', 'prewitt-y', [1, 1, 1], [-1, 0, 1], source('Prewitt 1970; FFmpeg prewitt', 'ffmpeg')),
  ...pair('farid-x', 'farid-y', faridSmooth, faridEdge, source('Farid and Simoncelli; scikit-image', 'scikitImage')),
  ...pair('difference-x', 'difference-y', [1], [-1, 0, 1], kornia),
  ...pair('central-difference-x', 'central-difference-y', [1], [-1, 0, 1], kornia, { divisor: 2 }),
  preset('roberts-1', 'derivatives', '1 0; 0 -1', roberts),
  preset('roberts-2', 'derivatives', '0 1; -1 0', roberts),
]
