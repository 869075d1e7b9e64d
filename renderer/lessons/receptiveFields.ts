import { row, sub } from '../panes/base/mathNotation.ts'
import { lesson } from './lesson.ts'
import { showLayers } from './lessonLab.ts'

/** Receptive fields: what of the photo a value sees, how depth and stride widen it, and what of it counts. */
export const receptiveFields = lesson('receptiveFields', [
  {
    id: 'window',
    onPhoto: true,
    prepare: (lab) => showLayers(lab, 'vgg-block', 0),
    done: ({ field }) => field.pinned !== null,
  },
  {
    id: 'depth',
    onPhoto: true,
    formula: row(
      sub('r', 'l'),
      '=',
      sub('r', 'l', '−', 1),
      '+',
      '(',
      sub('k', 'l'),
      '−',
      1,
      ')',
      '·',
      sub('j', 'l', '−', 1),
    ),
    prepare: (lab) => showLayers(lab, 'vgg-block', 0),
    done: ({ stacks, networks }) => stacks.layer === networks.entries.length - 1,
  },
  {
    id: 'stride',
    onPhoto: true,
    formula: row(sub('j', 'l'), '=', sub('j', 'l', '−', 1), '·', sub('s', 'l')),
    prepare: (lab) => showLayers(lab, 'vgg-block', 4),
    done: ({ networks: { layers, misfit } }) => {
      const pool = layers.findIndex(({ type }) => type === 'maxPool2d')
      return misfit === null && pool >= 0 && layers.slice(pool + 1).some(({ type }) => type === 'conv2d')
    },
  },
  {
    id: 'influence',
    onPhoto: true,
    prepare: (lab) => {
      showLayers(lab, 'vgg-block', 4)
      lab.field.showsInfluence = false
    },
    done: ({ field }) => field.showsInfluence && field.influence !== null,
  },
])
