import { sumsAreBytes } from '../../shared/backend/integer/integer.ts'
import { integer } from '../../shared/backend/samples/photoBackend.ts'
import type { Unkept } from './showRows.ts'

/** Steps (multiply-adds of the reference) that reading one number and drawing one cost beside the sums: as bytes, as floats. */
const stepsToRead = { bytes: 0.65, floats: 1 }
const stepsToDraw = { bytes: 0.4, floats: 1 }

/** What one output of all planes costs to compute and draw. Whole sums read bytes; a box and long ones are drawn from floats. */
export function stepsOfOutput({ g, w, b, alpha, steps, backend }: Unkept): number {
  const isWhole = backend === integer.name
  const read = stepsToRead[isWhole ? 'bytes' : 'floats']
  const draw = stepsToDraw[isWhole && alpha === null && sumsAreBytes(w, b, g) ? 'bytes' : 'floats']
  return steps / (g.P * g.Q) + g.N * g.K * draw + g.N * g.C * g.u * g.v * read
}
