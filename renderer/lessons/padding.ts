import { fenced, row } from '../panes/base/mathNotation.ts'
import { lesson } from './lesson.ts'
import { showWorkshop } from './lessonLab.ts'
import type { LessonLab } from './lessonLab.ts'

const ramp = { input: 'ramp', rows: 8, columns: 8 } as const
const layer = { kernel: 3, stride: 1, padding: 0, dilation: 1 } as const

/** Padding and stride: how large the output is, what stands beyond the rim, and what is never read. */
export const padding = lesson('padding', [
  {
    id: 'rim',
    onPhoto: false,
    formula: row('P', '=', 'H', '−', 'R', '+', 1),
    prepare: (lab) => showWorkshop(lab, { input: 'lectureSmall' }),
    done: ({ workshop: { result } }) =>
      result !== null && result.geometry.P === result.geometry.H && result.geometry.Q === result.geometry.W,
  },
  {
    id: 'border',
    onPhoto: false,
    prepare: (lab) => showWorkshop(lab, { input: 'lectureSmall', padding: 'same' }),
    done: (lab) => {
      const { pointed, choices } = lab.workshop
      const isCorner = pointed?.kind === 'output' && pointed.row === 0 && pointed.column === 0
      return choices.border.mode === 'replicate' && isCorner
    },
  },
  {
    id: 'stride',
    onPhoto: false,
    formula: row('P', '=', fenced('⌊', row('(', 'H', '−', 'R', ')', '/', 'u'), '⌋'), '+', 1),
    prepare: (lab) => showWorkshop(lab, ramp),
    done: ({ workshop }) => workshop.choices.stride.every((step) => step === 2),
  },
  {
    id: 'rest',
    onPhoto: false,
    formula: row('P', '=', fenced('⌈', row('(', 'H', '−', 'R', ')', '/', 'u'), '⌉'), '+', 1),
    prepare: (lab) => showWorkshop(lab, { ...ramp, stride: [2, 2] }),
    done: ({ workshop }) => workshop.choices.rounding === 'ceil',
  },
  {
    id: 'dilation',
    onPhoto: false,
    formula: row('d', '(', 'R', '−', 1, ')', '+', 1),
    prepare: (lab) => showWorkshop(lab, ramp),
    done: ({ workshop }) =>
      workshop.choices.dilation.every((step) => step === 2) && workshop.pointed?.kind === 'output',
  },
  {
    id: 'layers',
    onPhoto: false,
    prepare: (lab) => showWorkshop(lab, { chainStart: [32, 32], chain: new Array(5).fill(layer) }),
    done: keepsSize,
  },
])

function keepsSize({ workshop: { chain, choices } }: LessonLab): boolean {
  return chain.every((outcome) => 'size' in outcome && outcome.size.join() === choices.chainStart.join())
}
