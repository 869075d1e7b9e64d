import { transpose } from '../../shared/kernel/transforms.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { matrix, row } from '../panes/base/mathNotation.ts'
import type { MathNode } from '../panes/base/mathNotation.ts'
import { lesson } from './lesson.ts'
import { hasWeights, preset, showPhoto } from './lessonLab.ts'

const number = (content: string): MathNode => ({ tag: 'mn', content })
const laplacian = preset('laplacian')
const sobel = preset('sobel-x')
const sharpened = kernelFromRows([
  [-1, -1, -1],
  [-1, 9, -1],
  [-1, -1, -1],
])

/** Gray, and edges by the Laplacian: what a sum of weights of 0 finds, and what of 1 keeps. */
export const edges = lesson('edges', [
  {
    id: 'gray',
    onPhoto: true,
    formula: row('Y', '=', number('0.2989'), 'R', '+', number('0.5870'), 'G', '+', number('0.1140'), 'B'),
    prepare: (lab) => showPhoto(lab, 'convolution', preset('identity')),
    done: ({ convolutions }) => convolutions.choices.channels === 'gray',
  },
  {
    id: 'laplacian',
    onPhoto: true,
    formula: row('w', '=', matrix([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])), // prettier-ignore
    prepare: (lab) => showPhoto(lab, 'convolution', preset('identity'), { channels: 'gray' }),
    done: (lab) => hasWeights(lab, laplacian),
  },
  {
    id: 'signs',
    onPhoto: true,
    prepare: (lab) => showPhoto(lab, 'convolution', laplacian, { channels: 'gray' }),
    done: ({ convolutions }) => convolutions.choices.mapping === 'absolute',
  },
  {
    id: 'direction',
    onPhoto: true,
    formula: row('w', '=', matrix([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])), // prettier-ignore
    prepare: (lab) => showPhoto(lab, 'convolution', sobel, { channels: 'gray', mapping: 'absolute' }),
    done: (lab) => hasWeights(lab, transpose(sobel)),
  },
  {
    id: 'sharpen',
    onPhoto: true,
    prepare: (lab) => showPhoto(lab, 'convolution', laplacian),
    done: (lab) => hasWeights(lab, sharpened),
  },
])
