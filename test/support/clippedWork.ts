import { lookAtRows } from '../../shared/learning/clippedRows.ts'
import { newtonStep, outputPlane, pictureLimits } from '../../shared/learning/clipping.ts'
import type { ClippedWork, RoundSums } from '../../shared/learning/clipping.ts'
import { createMoments, mergeMoments } from '../../shared/learning/moments.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'

/** The work of a fit through the clipping by its definition, in bands of so many rows. */
export function definedWork(x: Tensor, target: Tensor, { geometry, bias }: Moments, band = Infinity): ClippedWork {
  const g = { ...geometry, K: 1 }
  const positions = g.N * g.P * g.Q
  const satisfied = Array.from({ length: geometry.K }, () => new Uint8Array(positions))
  const changes = new Uint8Array(positions)
  return {
    satisfied,
    step: newtonStep,
    look(k, rows): RoundSums {
      const y = outputPlane(target, geometry, k)
      const change = createMoments(g, bias)
      let loss = 0
      for (let p = 0; p < g.P; p += band) {
        const end = Math.min(g.P, p + band)
        const part = lookAtRows(rows, bias, x, y, g, p, end, pictureLimits, satisfied[k], changes)
        mergeMoments(change, part.change)
        loss += part.loss
      }
      return { loss, change }
    },
  }
}
