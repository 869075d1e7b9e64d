import type { Image } from '../../shared/image/image.ts'
import { explainInput } from '../../shared/maths/explain.ts'
import type { Use } from '../../shared/maths/explain.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { InputExplanation, UsedPlane } from '../../shared/rpc/explanations.ts'
import { readInput } from './convolveAt.ts'
import { settingsGeometry } from './convolutionSetup.ts'
import { checkIndices, kernelTensors } from './explainJob.ts'

/** Where one pixel of a picture goes: every output that reads it, itself or as a copy in the border, and with which weight. */
export function explainImageInput(
  image: Image,
  settings: ConvolutionSettings,
  row: number,
  column: number,
): InputExplanation {
  const g = settingsGeometry(image, settings)
  checkIndices({ row, column }, { row: g.H, column: g.W })
  const { w } = kernelTensors(settings, g)
  const values = readInput(image, settings, g, Int32Array.of(row), Int32Array.of(column))
  const uses = Array.from({ length: g.C }, (_, c) => explainInput(w, g, c, row, column))

  // Rows are read whatever the column is, and the other way round: the outputs are all pairs of these.
  const rows = Int32Array.from(distinct(uses.flat().map(({ p }) => p)))
  const columns = Int32Array.from(distinct(uses.flat().map(({ q }) => q)))
  const border = new Uint8Array(rows.length * columns.length)
  const cellOf = ({ p, q }: Use): number => rows.indexOf(p) * columns.length + columns.indexOf(q)
  for (const use of uses.flat()) if (use.border) border[cellOf(use)] = 1

  const planes: UsedPlane[] = []
  for (let n = 0; n < g.N; n++) {
    for (let k = 0; k < g.K; k++) {
      uses.forEach((ofChannel, c) => {
        const own = ofChannel.filter((use) => use.k === k)
        if (own.length === 0 && g.groups > 1) return // another group's
        const weights = new Float64Array(rows.length * columns.length)
        for (const use of own) weights[cellOf(use)] += use.weight
        planes.push({ channel: n + c, plane: n * g.K + k, x: values[n * g.C + c], weights })
      })
    }
  }
  return {
    ...{ at: [row, column], rows, columns, border, planes },
    rowTaps: Array.from(rows, (p) => distinct(uses.flat().flatMap((use) => (use.p === p ? [use.r] : [])))),
    columnTaps: Array.from(columns, (q) => distinct(uses.flat().flatMap((use) => (use.q === q ? [use.s] : [])))),
  }
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}
