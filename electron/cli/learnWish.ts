import { channelChoices } from '../../shared/image/image.ts'
import { clippings, colorModes, type ShiftChoice } from '../../shared/learning/learnTypes.ts'
import { parseConstraint } from '../../shared/learning/constraints/constraint.ts'
import { checkShift } from '../../shared/learning/shift.ts'
import { sumChoices } from '../engine/gatherJob.ts'
import type { LearnWish } from '../engine/learnJob.ts'
import { readGeometry } from './convolutionArguments.ts'
import { choiceOption, numberOption, UsageError, type OptionSpec, type ParsedArguments } from './usage.ts'

/** What is learned from a pair, by options. */
export const wishOptions = {
  size: { type: 'string', help: 'RxS: rows and columns of the kernel (3x3)' },
  bias: { type: 'boolean', help: 'learn a bias too' },
  constraint: {
    type: 'string',
    help: 'sum:S | zero-sum | symmetric[:NAME+NAME] | separable | non-negative | sparse:L (none)',
  },
  color: {
    type: 'string',
    help: `${colorModes.join(' | ')}: one kernel for all planes, for each, all to all (shared)`,
  },
  shift: { type: 'string', help: 'auto | none | DY,DX: how far TARGET lies off INPUT (auto)' },
  ridge: { type: 'string', help: 'L: adds L·Σw² to the exact answer’s loss (0)' },
  clipped: { type: 'string', help: `${clippings.join(' | ')}: saturated pixels of a target picture (aware)` },
  sums: { type: 'string', help: `${sumChoices.join(' | ')}: what A and b are summed in (auto)` },
} as const satisfies OptionSpec

export function readWish(args: ParsedArguments): LearnWish {
  const color = args.text['color']
  return {
    size: readSize(args.text['size'] ?? '3x3'),
    options: readGeometry(args),
    bias: args.flag['bias'] ?? false,
    channels: choiceOption(args, 'channels', channelChoices, 'rgb'),
    clipped: choiceOption(args, 'clipped', clippings, 'aware'),
    ridge: numberOption(args, 'ridge', 0),
    constraint: args.text['constraint'] === undefined ? null : parseConstraint(args.text['constraint']),
    sums: choiceOption(args, 'sums', sumChoices, 'auto'),
    shift: readShift(args.text['shift'] ?? 'auto'),
    ...(color !== undefined && { color: choiceOption(args, 'color', colorModes, 'shared') }),
  }
}

function readShift(text: string): ShiftChoice {
  return text === 'auto' || text === 'none' ? text : checkShift(text.split(',').map(Number))
}

function readSize(text: string): [R: number, S: number] {
  const found = /^([1-9]\d*)[x×]([1-9]\d*)$/.exec(text.trim())
  if (!found) throw new UsageError(`--size wants ROWSxCOLUMNS, got '${text}'`)
  return [Number(found[1]), Number(found[2])]
}
