import { mostMovement, mostPad } from './workshopChoices.ts'
import type { FourPads, Movement, WorkshopChoices } from './workshopChoices.ts'
import type { NumberGrid } from './workshopInputs.ts'
import { fourPads, workshopOutcome } from './workshopOutcome.ts'

/** What is on the grids while a handle is pulled. */
export interface Pulled {
  readonly choices: WorkshopChoices
  readonly input: NumberGrid
  readonly weights: NumberGrid
}

type Change = Partial<WorkshopChoices>

/** A pad as far towards `value` as its handle goes; any word becomes the numbers it stood for. null where nothing changes. */
export function pulledPad(pulled: Pulled, side: 0 | 1 | 2 | 3, value: number): Change | null {
  const pads = fourPads(pulled.choices, pulled.input, pulled.weights)
  const change = (pad: number) => ({ padding: pads.with(side, pad) as unknown as FourPads })
  const pad = reach(pulled, pads[side], clamp(value, 0, mostPad), change)
  return pad === pads[side] ? null : change(pad)
}

/** Stride or dilation as far towards both values as its handle goes. null where nothing changes. */
export function pulledMovement(pulled: Pulled, name: Movement, wanted: readonly [number, number]): Change | null {
  const [down, across] = pulled.choices[name]
  const [vertical, horizontal] = wanted.map((value) => clamp(value, 1, mostMovement[name]))
  const kept = [
    reach(pulled, down, vertical, (value) => ({ [name]: [value, across] })),
    reach(pulled, across, horizontal, (value) => ({ [name]: [down, value] })),
  ] as const
  return kept[0] === down && kept[1] === across ? null : { [name]: kept }
}

/** A handle stops where there would be no grids any more. */
function reach({ choices, input, weights }: Pulled, from: number, to: number, change: (value: number) => Change) {
  const isShown = (value: number): boolean =>
    'geometry' in workshopOutcome(input, weights, { ...choices, ...change(value) })
  let value = to
  while (value !== from && !isShown(value)) value += Math.sign(from - to)
  return value
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
