import { LabError } from './errors.ts'
import type { LabErrorCode, LabErrorRecord } from './errors.ts'
import { filled } from './filledText.ts'
import type { Values, ValuesOf } from './filledText.ts'
import { kernelRefusalTexts } from './kernel/refusals.ts'

/** Refusals that people meet while they try sizes, layers and text: the message in English, and what renderer/locales says in the other languages. */
export const refusalTexts = {
  ...kernelRefusalTexts,
  restOfRows:
    'stride {stride} must divide the {way} rows that the window can move, a rest of {rest} is left; the nearest inputs that fit have {smaller} or {larger} rows, this one has {input}',
  restOfColumns:
    'stride {stride} must divide the {way} columns that the window can move, a rest of {rest} is left; the nearest inputs that fit have {smaller} or {larger} columns, this one has {input}',
  restOfFewRows:
    'stride {stride} must divide the {way} rows that the window can move, a rest of {rest} is left; the nearest input that fits has {larger} rows, this one has {input}',
  restOfFewColumns:
    'stride {stride} must divide the {way} columns that the window can move, a rest of {rest} is left; the nearest input that fits has {larger} columns, this one has {input}',
  fewRows: 'the kernel covers {reach} rows, the padded input must have at least as many, got {padded}',
  fewColumns: 'the kernel covers {reach} columns, the padded input must have at least as many, got {padded}',
  needsFlatten: 'wants numbers in a row, got {input}: a flatten layer has to stand before it',
  needsPlanes: 'wants C×H×W, got {count} numbers in a row',
  groups: 'groups must divide its {channels} input and {out} output channels, got {groups}',
  sameStride: "padding 'same' wants stride 1, as in PyTorch, got {stride}",
  onePlane: '{format} holds one plane of weights (1×1×R×S), this kernel is {shape}',
} as const

type Texts = typeof refusalTexts
export type RefusalId = keyof Texts

/** What a refusal says, without its language. */
export interface RefusalWords {
  readonly id: RefusalId
  readonly values: Values
}

export function refusal<Id extends RefusalId>(code: LabErrorCode, id: Id, ...[values]: ValuesOf<Texts[Id]>): LabError {
  const words: RefusalWords = { id, values: values ?? {} }
  return new LabError(code, filled(refusalTexts[id], words.values), { ...words.values, words })
}

/** null for the others, which have their English message only. */
export function refusalWords({ detail }: Pick<LabErrorRecord, 'detail'>): RefusalWords | null {
  return (detail?.['words'] as RefusalWords | undefined) ?? null
}
