import { convolutionGeometry } from './geometry.ts'
import type { Geometry } from './geometry.ts'
import { zeros } from './tensor.ts'
import type { Tensor } from './tensor.ts'

/**
 * The convolution of ∂L/∂y with the turned weights that gives ∂L/∂x: x and y change places, and the pads are what the
 * reach d(R−1) leaves of those there were. null where there is none: a stride skips positions, a border other than zeros
 * gives its gradient back to pixels, and pads larger than the reach would have to be cut off.
 */
export function transposedGeometry(g: Geometry): Geometry | null {
  const { N, C, H, W, K, R, S, P, Q, d, e, groups } = g
  const top = d * (R - 1) - g.top
  const left = e * (S - 1) - g.left
  if (g.u * g.v !== 1 || g.border.mode !== 'zeros' || top < 0 || left < 0) return null
  // H = P + top + bottom − d(R−1), solved for the pad behind; likewise for W.
  const bottom = H - P + g.top
  const right = W - Q + g.left
  if (bottom < 0 || right < 0) return null
  return convolutionGeometry([N, K, P, Q], [C, K / groups, R, S], {
    dilation: [d, e],
    groups,
    padding: [top, left, bottom, right],
  })
}

/** w′[c,k,r,s] = w[k,c,R−1−r,S−1−s] within each group     w: K C/groups R S → C K/groups R S */
export function turnedWeights(w: Tensor, { C, K, R, S, groups }: Geometry): Tensor {
  const channels = C / groups
  const filters = K / groups
  const turned = zeros([C, filters, R, S], w.data)
  for (let group = 0; group < groups; group++) {
    for (let c = 0; c < channels; c++) {
      for (let k = 0; k < filters; k++) {
        const from = ((group * filters + k) * channels + c) * R * S
        const to = ((group * channels + c) * filters + k) * R * S
        for (let t = 0; t < R * S; t++) turned.data[to + t] = w.data[from + R * S - 1 - t]
      }
    }
  }
  return turned
}
