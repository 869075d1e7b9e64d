import { createKernel } from '../kernel.ts'
import type { Preset } from './preset.ts'
import { preset } from './preset.ts'
import { source } from './sources.ts'

export const identityPresets = [preset('identity', 'identity', '0 0 0; 0 1 0; 0 0 0', source('setosa', 'setosa'))]

/** y = 0.299 R + 0.587 G + 0.114 B, as the 1×1 convolution that it is: 1 output channel of 3. */
const rgbToGray: Preset<'rgb-to-gray'> = Object.freeze({
  id: 'rgb-to-gray',
  family: 'other',
  kernel: createKernel({ name: 'rgb-to-gray', shape: [1, 3, 1, 1], weight: [0.299, 0.587, 0.114] }),
  source: source('ITU-R BT.601; OpenCV COLOR_RGB2GRAY', 'opencvSmooth'),
})

export const otherPresets = [rgbToGray]
