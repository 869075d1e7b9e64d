import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { rotate } from '../../shared/kernel/transforms.ts'
import { row, sub, sum } from '../panes/base/mathNotation.ts'
import { lectureKernelRows } from '../stores/workshopInputs.ts'
import { lesson } from './lesson.ts'
import { hasWeights, preset, showPhoto, showWorkshop } from './lessonLab.ts'
import type { LessonLab } from './lessonLab.ts'

const lectureKernel = kernelFromRows(lectureKernelRows)
const products = (sign: '+' | '−') =>
  sum(row('r', ',', 's'), sub('w', 'r', ',', 's'), '·', sub('x', 'p', sign, 'r', ',', 'q', sign, 's'))

/** What convolution computes: a sum per window, over and over, without turning the kernel. */
export const crossCorrelation = lesson('crossCorrelation', [
  {
    id: 'window',
    onPhoto: false,
    formula: row(sub('y', 'p', ',', 'q'), '=', 'b', '+', products('+')),
    prepare: (lab) => showWorkshop(lab, { input: 'lectureSmall' }),
    done: ({ workshop: { pointed } }) => pointed?.kind === 'output' && pointed.row === 0 && pointed.column === 1,
  },
  {
    id: 'turned',
    onPhoto: false,
    formula: products('−'),
    prepare: (lab) => {
      lab.kernels.commit(lectureKernel, 'lessons.setUp')
      showWorkshop(lab, { input: 'lectureSmall', kernel: 'editor' })
    },
    done: (lab) => hasWeights(lab, rotate(lectureKernel, 180)),
  },
  {
    id: 'loops',
    onPhoto: true,
    prepare: (lab) => {
      showPhoto(lab, 'explain', preset('laplacian'))
      lab.explain.question = 'walk'
      lab.walks.go(-1)
    },
    done: ({ walks }) => walks.index >= 2,
  },
  {
    id: 'pixel',
    onPhoto: true,
    prepare: (lab) => {
      showPhoto(lab, 'explain', preset('laplacian'))
      lab.explain.question = 'output'
    },
    done: ({ explain }) => explain.pinned !== null && explain.output !== null,
  },
  {
    id: 'weights',
    onPhoto: true,
    prepare: (lab) => {
      showPhoto(lab, 'explain', preset('laplacian'))
      lab.explain.question = 'output'
      pinMiddle(lab)
    },
    done: (lab) => middleWeight(lab) !== 8,
  },
])

function pinMiddle({ explain, images }: LessonLab): void {
  if (images.info) explain.pinAt(Math.floor(images.info.height / 2), Math.floor(images.info.width / 2))
}

function middleWeight({ kernels: { kernel } }: LessonLab): number {
  return kernel.weight[Math.floor(kernel.weight.length / 2)] / kernel.divisor
}
