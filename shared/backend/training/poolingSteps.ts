import { averagePool, averagePoolGradInput, maxPool, maxPoolGradInput, spanOf } from '../../maths/pooling.ts'
import type { LayerSums } from '../../maths/layerSums.ts'
import type { Pooling } from '../../maths/pooling.ts'
import type { StepExports } from './stepExports.ts'
import { isSingle } from './workspace.ts'
import type { Workspace } from './workspace.ts'

type PoolingSums = Pick<LayerSums, 'maxPool' | 'maxPoolGradInput' | 'averagePool' | 'averagePoolGradInput'>

/** Largest and mean values of windows with their gradients; float64 numbers are maths/' own. */
export function poolingSteps(step: StepExports, { place, take, takeWhole, at, holds }: Workspace): PoolingSums {
  /** Where the windows along both axes begin and end, and how many places of them count. */
  function layWindows(g: Pooling, countIncludePad: boolean): readonly [rows: number, columns: number] {
    const rows = takeWhole(3 * g.P)
    const columns = takeWhole(3 * g.Q)
    for (let p = 0; p < g.P; p++) {
      const { from, to, counted } = spanOf(p, g.u, g.R, g.top, g.H, countIncludePad)
      rows.set([from, to, counted], 3 * p)
    }
    for (let q = 0; q < g.Q; q++) {
      const { from, to, counted } = spanOf(q, g.v, g.S, g.left, g.W, countIncludePad)
      columns.set([from, to, counted], 3 * q)
    }
    return [rows.byteOffset, columns.byteOffset]
  }

  return {
    maxPool(x, g) {
      if (!isSingle(x)) return maxPool(x, g)
      const y = take([g.N, g.C, g.P, g.Q])
      const indices = takeWhole(y.data.length)
      const { H, W, P, Q, R, S, u, v, d, e, top, left } = g
      const sizes = [H, W, P, Q, R, S, u, v, d, e, top, left]
      step.maxPool(at(place(x)), at(y), indices.byteOffset, g.N * g.C, ...sizes)
      return { y, indices }
    },
    maxPoolGradInput(dy, indices, g) {
      if (!isSingle(dy) || !holds(indices)) return maxPoolGradInput(dy, indices, g)
      const dx = take([g.N, g.C, g.H, g.W])
      step.maxPoolGradInput(at(place(dy)), indices.byteOffset, at(dx), g.N * g.C, g.P * g.Q, g.H * g.W)
      return dx
    },
    averagePool(x, g, countIncludePad = true) {
      if (!isSingle(x)) return averagePool(x, g, countIncludePad)
      const y = take([g.N, g.C, g.P, g.Q])
      step.averagePool(at(place(x)), at(y), g.N * g.C, g.H, g.W, g.P, g.Q, ...layWindows(g, countIncludePad))
      return y
    },
    averagePoolGradInput(dy, g, countIncludePad = true) {
      if (!isSingle(dy)) return averagePoolGradInput(dy, g, countIncludePad)
      const dx = take([g.N, g.C, g.H, g.W])
      const windows = layWindows(g, countIncludePad)
      step.averagePoolGradInput(at(place(dy)), at(dx), g.N * g.C, g.H, g.W, g.P, g.Q, ...windows)
      return dx
    },
  }
}
