import type { LabErrorRecord } from '../../shared/errors.ts'
import { axisWindows, chainField } from '../../shared/maths/receptiveField.ts'
import type { AxisWindow } from '../../shared/maths/receptiveField.ts'
import { geometryOr } from './roundingPolicies.ts'

/** One convolution of a row of them: square, the same on both axes. */
export interface ChainLink {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  readonly dilation: number
}

export interface LinkOutcome {
  readonly size: readonly [P: number, Q: number]
  /** Input rows that one output value depends on, through all links so far. */
  readonly field: number
}

/** Sizes after each link, P_l = ⌊(P_{l−1} + 2p − (d(k−1)+1)) / s⌋ + 1; from the first that does not fit on, why. */
export function chainOutcomes(
  start: readonly [H: number, W: number],
  links: readonly ChainLink[],
): readonly (LinkOutcome | LabErrorRecord)[] {
  const outcomes: (LinkOutcome | LabErrorRecord)[] = []
  const windows: AxisWindow[] = []
  let size = start
  for (const { kernel, stride, padding, dilation } of links) {
    const g = geometryOr([1, 1, ...size], [1, 1, kernel, kernel], { stride, padding, dilation })
    if ('code' in g) return [...outcomes, ...new Array<LabErrorRecord>(links.length - outcomes.length).fill(g)]
    size = [g.P, g.Q]
    windows.push(axisWindows(g)[0])
    outcomes.push({ size, field: chainField(windows).size })
  }
  return outcomes
}
