import { labels } from '../../../shared/commandLabels.ts'
import { fileNoteTexts as fileNotes } from '../../../shared/fileNote.ts'
import { refusalTexts as refusals } from '../../../shared/refusal.ts'
import { convolution } from './convolution.ts'
import { errors } from './errors.ts'
import { histogram } from './histogram.ts'
import { kernel } from './kernel.ts'
import { layers } from './layers.ts'
import { learn } from './learn.ts'
import { lessons } from './lessons.ts'
import { learnRoom } from './learnRoom.ts'
import { preview } from './preview.ts'
import { train } from './train.ts'
import { transfer } from './transfer.ts'
import { workshop } from './workshop.ts'
import { explain } from './explain.ts'
import { frame } from './frame.ts'

/** English, the language that decides which messages there are. One file per area. */
export const en = {
  commands: labels.en.commands,
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
  refusals,
}
