import { preset } from './preset.ts'
import { source } from './sources.ts'

const pillow = (name: string) => source(`Pillow ImageFilter.${name}`, 'pillow')

export const sharpenPresets = [
  preset('sharpen-4', 'sharpen', '0 -1 0; -1 5 -1; 0 -1 0', source('setosa “sharpen”', 'setosa')),
  preset('sharpen-8', 'sharpen', '-1 -1 -1; -1 9 -1; -1 -1 -1', pillow('EDGE_ENHANCE_MORE')),
  preset('sharpen-soft', 'sharpen', '-2 -2 -2; -2 32 -2; -2 -2 -2', pillow('SHARPEN'), { divisor: 16 }),
  preset(
    'sharpen-imagej',
    'sharpen',
    '-1 -1 -1; -1 12 -1; -1 -1 -1',
    source('ImageJ ImageProcessor.sharpen', 'imageJ'),
    {
      divisor: 4,
    },
  ),
  preset('detail', 'sharpen', '0 -1 0; -1 10 -1; 0 -1 0', pillow('DETAIL'), { divisor: 6 }),
  preset('edge-enhance', 'sharpen', '-1 -1 -1; -1 10 -1; -1 -1 -1', pillow('EDGE_ENHANCE'), { divisor: 2 }),
  preset(
    'unsharp-5',
    'sharpen',
    '1 4 6 4 1; 4 16 24 16 4; 6 24 -476 24 6; 4 16 24 16 4; 1 4 6 4 1',
    source(
      {
        en: 'Twice the picture minus its binomial blur, over −256; Wikipedia',
        zh: '原图的两倍减去其二项式模糊，除以 −256；维基百科',
      },
      'wikipedia',
    ),
    { divisor: -256 },
  ),
]
