import { row } from '../panes/base/mathNotation.ts'
import { lesson } from './lesson.ts'
import { showLayers } from './lessonLab.ts'

/** Feature maps: many kernels on one photo, what shared weights save, and what a shift does to them. */
export const featureMaps = lesson('featureMaps', [
  {
    id: 'bank',
    onPhoto: true,
    prepare: (lab) => showLayers(lab, 'edges-8', 0),
    done: ({ stacks }) => stacks.layer === 0 && stacks.map > 0,
  },
  {
    id: 'activation',
    onPhoto: true,
    formula: row('y', '=', 'max', '(', 0, ',', 'x', ')'),
    prepare: (lab) => showLayers(lab, 'edges-8', 0),
    done: ({ networks }) => networks.misfit === null && networks.layers.some(({ type }) => type === 'relu'),
  },
  {
    id: 'parameters',
    onPhoto: true,
    formula: row('K', '·', 'C', '·', 'R', '·', 'S', '+', 'K'),
    prepare: (lab) => showLayers(lab, 'vgg-block', 0),
    done: ({ networks: { layers } }) => layers[0].type === 'conv2d' && layers[0].out === 32,
  },
  {
    id: 'shift',
    onPhoto: true,
    prepare: (lab) => showLayers(lab, 'vgg-block', 0),
    done: ({ shifts, networks }) => shifts.isShifted && shifts.comparisons.size === networks.entries.length,
  },
])
