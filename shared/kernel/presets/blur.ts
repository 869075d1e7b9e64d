import { outer, preset } from './preset.ts'
import { source } from './sources.ts'

const kornia = source('Kornia get_box_kernel2d', 'kornia')
const pillow = (name: string) => source(`Pillow ImageFilter.${name}`, 'pillow')
const ones = (size: number) => outer(new Array<number>(size).fill(1), new Array<number>(size).fill(1))

/**
 * OpenCV's fixed table for 7 taps, [.03125 .109375 .21875 .28125 …], in 64ths so that the kernel stays whole numbers.
 */
const sevenTaps = [2, 7, 14, 18, 14, 7, 2]

export const blurPresets = [
  preset('box-3', 'blur', ones(3), kornia, { divisor: 9 }),
  preset('box-5', 'blur', ones(5), kornia, { divisor: 25 }),
  preset('box-7', 'blur', ones(7), kornia, { divisor: 49 }),
  preset(
    'gaussian-3',
    'blur',
    '1 2 1; 2 4 2; 1 2 1',
    source({ en: 'OpenCV getGaussianKernel(3), binomial', zh: 'OpenCV getGaussianKernel(3)，二项式' }, 'opencvSmooth'),
    {
      divisor: 16,
    },
  ),
  preset(
    'gaussian-5',
    'blur',
    outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]),
    source('OpenCV getGaussianKernel(5); ImageMagick Binomial:2', 'opencvSmooth'),
    { divisor: 256 },
  ),
  preset(
    'gaussian-7',
    'blur',
    outer(sevenTaps, sevenTaps),
    source(
      { en: 'OpenCV getGaussianKernel(7), fixed table', zh: 'OpenCV getGaussianKernel(7)，固定表' },
      'opencvSmooth',
    ),
    { divisor: 4096 },
  ),
  preset('smooth', 'blur', '1 1 1; 1 5 1; 1 1 1', pillow('SMOOTH'), { divisor: 13 }),
  preset('smooth-more', 'blur', '1 1 1 1 1; 1 5 5 5 1; 1 5 44 5 1; 1 5 5 5 1; 1 1 1 1 1', pillow('SMOOTH_MORE'), {
    divisor: 100,
  }),
  preset('ring-blur', 'blur', '1 1 1 1 1; 1 0 0 0 1; 1 0 0 0 1; 1 0 0 0 1; 1 1 1 1 1', pillow('BLUR'), {
    divisor: 16,
  }),
  preset(
    'motion-5',
    'blur',
    '0 0 0 0 0; 0 0 0 0 0; 1 1 1 1 1; 0 0 0 0 0; 0 0 0 0 0',
    source('Kornia get_motion_kernel2d(5, 0)', 'kornia'),
    { divisor: 5 },
  ),
]
