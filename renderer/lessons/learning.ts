import { row, sub, sum, sup } from '../panes/base/mathNotation.ts'
import { lesson } from './lesson.ts'
import { preset, showLearn } from './lessonLab.ts'

const laplacian = preset('laplacian')

/** Learning the kernel: downhill from random weights, faster, too fast, and at once. */
export const learning = lesson('learning', [
  {
    id: 'descent',
    onPhoto: true,
    formula: row(
      ...[
        'L',
        '=',
        sum(row('p', ',', 'q'), sup(row('(', sub('ŷ', 'p', ',', 'q'), '−', sub('y', 'p', ',', 'q'), ')'), 2)),
      ],
      ...[',', 'w', '←', 'w', '−', 'η', '·', '∂', 'L', '/', '∂', 'w'],
    ),
    prepare: (lab) => showLearn(lab, laplacian),
    done: ({ learn }) => learn.phase === 'done',
  },
  {
    id: 'optimizer',
    onPhoto: true,
    prepare: (lab) => showLearn(lab, laplacian),
    done: ({ learn, learnSettings }) => learn.phase === 'done' && learnSettings.settings.optimizer !== 'sgd',
  },
  {
    id: 'rate',
    onPhoto: true,
    prepare: (lab) => showLearn(lab, laplacian),
    done: ({ learn }) => learn.diverges && (learn.run?.state.iteration ?? 0) > 0,
  },
  {
    id: 'exact',
    onPhoto: true,
    formula: row(sup('X', 'T'), 'X', 'w', '=', sup('X', 'T'), 'y'),
    prepare: (lab) => showLearn(lab, laplacian),
    done: ({ kernels }) => kernels.kernel.name === 'exact',
  },
])
