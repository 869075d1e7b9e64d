import { outside } from '../../../shared/maths/border.ts'
import type { Geometry } from '../../../shared/maths/geometry.ts'
import type { Region, WalkStep } from '../../../shared/maths/walk.ts'
import type { InputExplanation, PixelExplanation } from '../../../shared/rpc/explanations.ts'
import { pixelOver } from '../../stores/explainStore.ts'
import type { PictureName } from '../../stores/previewStore.ts'
import type { Bounds } from '../../stores/viewport.ts'
import { isBorder } from './terms.ts'

/** Photo pixels to be lit, framed, and marked as copied by the border. */
export interface Lit {
  readonly lit: readonly Bounds[]
  readonly copies: readonly Bounds[]
  readonly frames: readonly Bounds[]
}

export const nothingLit: Lit = { lit: [], copies: [], frames: [] }

/** The window on the photo, tap by tap, and the pixels that the border copies into it; the output on the result. */
export function explainedOn(picture: PictureName, g: Geometry, told: PixelExplanation): Lit {
  if (picture === 'result') return { ...nothingLit, frames: [outputBounds(g, ...told.output)] }
  const { rows, columns } = told
  const frame = span(rows, columns)
  // Taps that touch are one area.
  const isDense = rows.length * columns.length === (frame.bottom - frame.top) * (frame.right - frame.left)
  const lit = isDense ? [frame] : [...rows].flatMap((row) => [...columns].map((column) => pixel(row, column)))
  return { lit, copies: copiedPixels(told), frames: [frame] }
}

function copiedPixels(told: PixelExplanation): Bounds[] {
  const copied = new Map<string, Bounds>()
  for (let r = 0; r < told.R; r++) {
    for (let s = 0; s < told.S; s++) {
      const [row, column] = [told.fromRows[r], told.fromColumns[s]]
      if (isBorder(told, r, s) && row !== outside && column !== outside) {
        copied.set(`${row},${column}`, pixel(row, column))
      }
    }
  }
  return [...copied.values()]
}

/** The pixel on the photo; on the result the outputs that read it, as few areas as they are. */
export function usedOn(picture: PictureName, g: Geometry, { at, rows, columns }: InputExplanation): Lit {
  if (picture === 'original') return { ...nothingLit, frames: [pixel(...at)] }
  const lit = runs(rows).flatMap(([p, lastP]) =>
    runs(columns).map(([q, lastQ]) => {
      const first = outputBounds(g, p, q)
      const last = outputBounds(g, lastP, lastQ)
      return { left: first.left, top: first.top, right: last.right, bottom: last.bottom }
    }),
  )
  return { lit, copies: [], frames: lit }
}

/** The region, here or as the inputs that it reads, and in it the window of the step and the output that it gives. */
export function walkedOn(picture: PictureName, g: Geometry, region: Region, step: WalkStep | null): Lit {
  if (picture === 'original') {
    const whole = readBy(g, region)
    if (!step) return { ...nothingLit, frames: [whole] }
    const window = readBy(g, { p: step.i, q: step.j, rows: 1, columns: 1 })
    return { lit: [window], copies: [], frames: [whole, window] }
  }
  const { p, q, rows, columns } = region
  const [first, last] = [outputBounds(g, p, q), outputBounds(g, p + rows - 1, q + columns - 1)]
  const whole = { left: first.left, top: first.top, right: last.right, bottom: last.bottom }
  return { lit: step ? [outputBounds(g, step.i, step.j)] : [], copies: [], frames: [whole] }
}

/** The positions that these outputs read, from the first window's corner to the last one's. */
function readBy(g: Geometry, { p, q, rows, columns }: Region): Bounds {
  const [top, left] = [p * g.u - g.top, q * g.v - g.left]
  return {
    left,
    top,
    right: left + (columns - 1) * g.v + g.e * (g.S - 1) + 1,
    bottom: top + (rows - 1) * g.u + g.d * (g.R - 1) + 1,
  }
}

/** The photo pixels that an output lies on. */
function outputBounds(g: Geometry, p: number, q: number): Bounds {
  const [top, left] = pixelOver(g, p, q)
  return { left, top, right: left + g.v, bottom: top + g.u }
}

function pixel(row: number, column: number): Bounds {
  return { left: column, top: row, right: column + 1, bottom: row + 1 }
}

function span(rows: Int32Array, columns: Int32Array): Bounds {
  return {
    left: columns[0],
    top: rows[0],
    right: columns[columns.length - 1] + 1,
    bottom: rows[rows.length - 1] + 1,
  }
}

/** Runs of neighbors in ascending numbers: 1 2 3 7 8 → [1, 3], [7, 8] */
function runs(numbers: Int32Array): (readonly [first: number, last: number])[] {
  const starts = [...numbers].filter((number, i) => i === 0 || number !== numbers[i - 1] + 1)
  const ends = [...numbers].filter((number, i) => i === numbers.length - 1 || number !== numbers[i + 1] - 1)
  return starts.map((first, i) => [first, ends[i]])
}
