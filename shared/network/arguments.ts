import * as v from 'valibot'
import { filled } from '../filledText.ts'
import type { ValuesOf } from '../filledText.ts'
import { refusal } from '../refusal.ts'
import type { RefusalWords } from '../refusal.ts'
import type { Shape } from './layer.ts'
import { argumentWishTexts } from './refusals.ts'

/** [vertical, horizontal]; a network file may write one number for both. */
export type Pair = readonly [vertical: number, horizontal: number]

type Wishes = typeof argumentWishTexts

/** By their English, which is all that valibot keeps of a message. */
const wishes = new Map<string, RefusalWords>()

/** What an argument wants, as a message of valibot's; `wishWords` knows it again. */
export function wish<Id extends keyof Wishes>(id: Id, ...[values]: ValuesOf<Wishes[Id]>): string {
  const message = filled(argumentWishTexts[id], values ?? {})
  wishes.set(message, { id, values: values ?? {} })
  return message
}

/** null for a message of valibot's own. */
export function wishWords(message: string): RefusalWords | null {
  return wishes.get(message) ?? null
}

export function whole(least: number) {
  const message = wish('wantsWhole', { least })
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(least, message))
}

export function pair(least: number) {
  const number = whole(least)
  const message = wish('wantsPair', { least })
  return v.union(
    [
      v.pipe(
        number,
        v.transform((both): Pair => [both, both]),
      ),
      v.pipe(
        v.strictTuple([number, number]),
        v.transform((two): Pair => two),
      ),
    ],
    message,
  )
}

export const yesOrNo = v.boolean(wish('wantsYesOrNo'))

export function finite(message: string) {
  return v.pipe(v.number(message), v.finite(message))
}

/** C, H, W of a layer's input; refuses one that `flatten` has made a row of numbers. */
export function planes(input: Shape): readonly [C: number, H: number, W: number] {
  const [C, H, W] = input
  if (input.length !== 3) throw refusal('shape-mismatch', 'needsPlanes', { count: input.join('×') })
  return [C, H, W]
}
