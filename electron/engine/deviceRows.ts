import type { Run } from '../../shared/backend/samples/readSamples.ts'
import { coveredRun } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'

export interface DeviceRows {
  readonly first: number
  readonly last: number
  /** What they show of the result. */
  readonly down: Run
}

/** Device rows in groups that cover at most so many rows of the result, or are one; without those that show nothing. */
export function groupsOf({ from, to }: Cover, first: number, last: number, most: number): readonly DeviceRows[] {
  const groups: DeviceRows[] = []
  for (let y = first; y < last;) {
    let end = y + 1
    while (end < last && (to[end] === from[end] || to[end] - from[y] <= most)) end++
    const down = coveredRun({ from, to }, y, end)
    if (down[0] < down[1]) groups.push({ first: y, last: end, down })
    y = end
  }
  return groups
}
