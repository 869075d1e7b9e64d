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
  const taps = (g.C / g.groups) * g.R * g.S
  const outputs = g.N * g.K * g.P * g.Q
  if (sumsAreBoxes(photo, kernel.w, g)) {
    return { backend: integer, reason: { id: 'box' }, steps: outputs * boxSteps }
  }
  if ((!isAuto || taps <= mostTaps) && sumsAreWhole(photo, kernel.w, g)) {
    const steps = (outputs * taps) / speed
    return { backend: integer, reason: { id: 'whole' }, steps }
  }
  if (isAuto) return chooseBackend(g, wanted, undefined, kernel)
  const message =
    'backend integer wants 8 bits, weights that are whole or all the same, a column stride of 1 and a border of 0'
  throw new LabError('bad-argument', message)
}

/** Whether `auto` takes whole sums, without weighing the others. */
export function addsWhole(photo: PhotoPlanes, g: Geometry, w: Float32Array): boolean {
  return sumsAreBoxes(photo, w, g) || ((g.C / g.groups) * g.R * g.S <= mostTaps && sumsAreWhole(photo, w, g))
}
