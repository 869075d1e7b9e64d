import { labels } from '../../../shared/commandLabels.ts'
import type { en } from '../en/index.ts'
import type { Texts } from '../messages.ts'
import { convolution } from './convolution.ts'
import { errors } from './errors.ts'
import { explain } from './explain.ts'
import { fileNotes } from './fileNotes.ts'
import { frame } from './frame.ts'
import { histogram } from './histogram.ts'
import { kernel } from './kernel.ts'
import { layers } from './layers.ts'
import { learn } from './learn.ts'
import { lessons } from './lessons.ts'
import { learnRoom } from './learnRoom.ts'
import { preview } from './preview.ts'
import { train } from './train.ts'
import { formatRefusals } from './formatRefusals.ts'
import { kernelRefusals } from './kernelRefusals.ts'
import { learningRefusals, mathsRefusals } from './mathsRefusals.ts'
import { networkRefusals } from './networkRefusals.ts'
import { generalRefusals } from './refusals.ts'
import { transfer } from './transfer.ts'
import { workshop } from './workshop.ts'

export const zh: Texts<typeof en> = {
  commands: labels.zh.commands,
  frame,
  preview,
  convolution,
  histogram,
  transfer,
  kernel,
  learn,
  lessons,
  learnRoom,
  workshop,
  train,
  layers,
  errors,
  explain,
  fileNotes,
  refusals: {
    ...generalRefusals,
    ...mathsRefusals,
    ...kernelRefusals,
    ...learningRefusals,
    ...networkRefusals,
    ...formatRefusals,
  },
}
