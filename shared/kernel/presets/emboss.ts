import { compass } from './compass.ts'
import { preset } from './preset.ts'
import { source } from './sources.ts'

export const embossPresets = [
  preset('emboss', 'emboss', '-2 -1 0; -1 1 1; 0 1 2', source('setosa “emboss”', 'setosa')),
  // Pillow lists −1 0 0; 0 1 0; 0 0 0, and lays the first row of its list on the row BELOW the pixel.
  preset(
    'emboss-relief',
    'emboss',
    '0 0 0; 0 1 0; -1 0 0',
    source(
      {
        en: 'Pillow ImageFilter.EMBOSS, its rows turned to correlation',
        zh: 'Pillow ImageFilter.EMBOSS，行序已转为互相关',
      },
      'pillow',
    ),
    { offset: 128 },
  ),
  ...compass('shadow', 'emboss', '1 2 1; 0 1 0; -1 -2 -1', source('ImageJ Shadows', 'imageJ')),
]
