import * as v from 'valibot'
import { refusal } from '../refusal.ts'
import type { Shape } from './layer.ts'

/** [vertical, horizontal]; a network file may write one number for both. */
export type Pair = readonly [vertical: number, horizontal: number]

export function whole(least: number) {
  const message = `wants a whole number from ${least}`
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(least, message))
}

export function pair(least: number) {
  const number = whole(least)
  const message = `wants a whole number from ${least}, or a pair [vertical, horizontal] of them`
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

export const yesOrNo = v.boolean('wants true or false')

export function finite(message: string) {
  return v.pipe(v.number(message), v.finite(message))
}

/** C, H, W of a layer's input; refuses one that `flatten` has made a row of numbers. */
export function planes(input: Shape): readonly [C: number, H: number, W: number] {
  const [C, H, W] = input
  if (input.length !== 3) throw refusal('shape-mismatch', 'needsPlanes', { count: input.join('×') })
  return [C, H, W]
}
