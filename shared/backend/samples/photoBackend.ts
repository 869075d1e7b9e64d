import { LabError } from '../../errors.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Backend } from '../backend.ts'
import { chooseBackend } from '../choose.ts'
import type { ChosenFor, Choice } from '../choose.ts'
import { sumsAreBoxes, sumsAreWhole } from '../integer/integer.ts'
import type { PhotoPlanes } from './readSamples.ts'

/** Whole sums of 8-bit samples: no Backend, which computes with float numbers only. */
export const integer = { name: 'integer', together: undefined } as const

/** Who computes on a photo as it is held: a Backend on the values of its samples, or `integer` on the samples. */
export type PhotoBackend = Backend | typeof integer

export type PhotoChoice = Omit<Choice, 'backend'> & { readonly backend: PhotoBackend }

/** Beyond so many taps, transforms of the whole are faster. */
const mostTaps = 49
/** About how many multiply-adds it does in the time of one of the reference's. */
const speed = 26
/** An output of a box takes the time of so many. */
const boxSteps = 2

/** `auto` takes whole sums wherever the photo, the weights and the geometry have them, and boxes of any size; a name takes what it names. */
export function choosePhotoBackend(
  photo: PhotoPlanes,
  g: Geometry,
  kernel: ChosenFor & { readonly w: Float32Array },
  wanted = 'auto',
): PhotoChoice {
  const isAuto = wanted === 'auto'
  if (!isAuto && wanted !== integer.name) return chooseBackend(g, wanted, undefined, kernel)
  const way = wholeWay(photo, g, kernel.w, isAuto ? mostTaps : Infinity)
  if (way) {
    const outputs = g.N * g.K * g.P * g.Q
    const steps = way === 'box' ? outputs * boxSteps : (outputs * tapsOf(g)) / speed
    return { backend: integer, reason: { id: way }, steps }
  }
  if (isAuto) return chooseBackend(g, wanted, undefined, kernel)
  const message =
    'backend integer wants 8 bits, weights that are whole or all the same, a column stride of 1 and a border of 0'
  throw new LabError('bad-argument', message)
}

/** Whether `auto` takes whole sums, without weighing the others. */
export function addsWhole(photo: PhotoPlanes, g: Geometry, w: Float32Array): boolean {
  return wholeWay(photo, g, w, mostTaps) !== null
}

/** How the samples themselves can be added up; null if they cannot, or under more taps than that. */
function wholeWay(photo: PhotoPlanes, g: Geometry, w: Float32Array, most: number): 'box' | 'whole' | null {
  if (sumsAreBoxes(photo, w, g)) return 'box'
  return tapsOf(g) <= most && sumsAreWhole(photo, w, g) ? 'whole' : null
}

function tapsOf({ C, groups, R, S }: Geometry): number {
  return (C / groups) * R * S
}
