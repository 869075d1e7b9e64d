import { LabError } from './errors.ts'
import type { LabErrorCode, LabErrorRecord } from './errors.ts'
import { filled } from './filledText.ts'
import type { Values, ValuesOf } from './filledText.ts'
import { formatRefusalTexts } from './formats/refusals.ts'
import { kernelRefusalTexts } from './kernel/refusals.ts'
import { learningRefusalTexts } from './learning/refusals.ts'
import { mathsRefusalTexts } from './maths/refusals.ts'
import { argumentWishTexts } from './network/refusals.ts'
import { refusalTexts as generalTexts } from './refusalTexts.ts'

/** Refusals that people meet: the message in English, and what renderer/locales says in the other languages. */
export const refusalTexts = {
  ...generalTexts,
  ...mathsRefusalTexts,
  ...argumentWishTexts,
  ...kernelRefusalTexts,
  ...learningRefusalTexts,
  ...formatRefusalTexts,
}

type Texts = typeof refusalTexts
export type RefusalId = keyof Texts

/** What a refusal says, without its language. */
export interface RefusalWords {
  readonly id: RefusalId
  readonly values: Values
  /** What stands in the text as {why}: another refusal, in its own words. */
  readonly why?: RefusalWords
}

export function refusal<Id extends RefusalId>(code: LabErrorCode, id: Id, ...[values]: ValuesOf<Texts[Id]>): LabError {
  const words: RefusalWords = { id, values: values ?? {} }
  return new LabError(code, filled(refusalTexts[id], words.values), { ...words.values, words })
}

/** The same about another refusal, which stands in the text as {why}. */
export function refusalBecause<Id extends RefusalId>(
  code: LabErrorCode,
  id: Id,
  { message, words }: { readonly message: string; readonly words: RefusalWords | null },
  values: Values,
): LabError {
  const why = words ? { why: words } : {}
  return new LabError(code, filled(refusalTexts[id], { ...values, why: message }), {
    ...values,
    words: { id, values: { ...values, why: message }, ...why } satisfies RefusalWords,
  })
}

/** The same refusal with more for whoever handles it. */
export function detailed({ code, message, detail }: LabError, more: Readonly<Record<string, unknown>>): LabError {
  return new LabError(code, message, { ...detail, ...more })
}

/** null for the others, which have their English message only. */
export function refusalWords({ detail }: Pick<LabErrorRecord, 'detail'>): RefusalWords | null {
  return (detail?.['words'] as RefusalWords | undefined) ?? null
}
