import type { Arena } from '../../shared/backend/arena.ts'
import type { Together } from '../../shared/backend/backend.ts'
import { createPainter } from '../../shared/backend/draw/drawPlanes.ts'
import type { ComputingBackend, Reason } from '../../shared/backend/reason.ts'
import { countSamples } from '../../shared/backend/reduce/countSamples.ts'
import { summarizeSamples } from '../../shared/backend/reduce/summarizeSamples.ts'
import { convolvePhotoPart } from '../../shared/backend/samples/convolvePhoto.ts'
import { choosePhotoBackend } from '../../shared/backend/samples/photoBackend.ts'
import type { PhotoPlanes, Run } from '../../shared/backend/samples/readSamples.ts'
import type { Tone } from '../../shared/image/mapping.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { emptySummary, histogramBins, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import { clearGaps, coveredRun, movedCover, resultPlacement } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { channelsOf } from './convolutionSetup.ts'
import { groupsOf } from './deviceRows.ts'
import { byteSums, showBytes } from './showBytes.ts'

/** A result that is drawn without being kept: what is in sight of it is computed a few rows at a time, and only the view is left. */
export interface Unkept {
  readonly photo: PhotoPlanes
  /** The photo's own, shown under the middle of each window. */
  readonly alpha: Samples | null
  readonly w: Float32Array
  readonly b: Float32Array | null
  readonly g: Geometry
  readonly backend: ComputingBackend
  /** Outputs that the backend computes together, so that a few of them cost as much as those around; null where each is its own. */
  readonly together: Together | null
  readonly reason: Reason
  /** Of all outputs of all planes, in multiply-adds of the reference. */
  readonly steps: number
}

/** Device rows; writes `out`. */
export interface ShowTask extends Unkept {
  readonly kind: 'show'
  readonly rows: Cover
  readonly columns: Cover
  readonly tone: Tone
  readonly white: 255 | 65535
  readonly out: Uint8Array | Uint16Array
}

/** Result rows; answers what was found in them, or with a range how often it falls into each of its parts. */
export interface CountTask extends Unkept {
  readonly kind: 'count'
  readonly range: readonly [number, number] | null
}

export interface Counted {
  readonly summary: Summary
  /** Of each plane, with a range. */
  readonly histogram: readonly Float64Array[]
}

/** Results of so many numbers are drawn at a time, while a cache still holds them; a few rows at a time would cost more to prepare than to sum. */
const numbersAtOnce = 3 << 18

/** What `drawRows` draws of the whole result, to the last bit. */
export function showRows(arena: Arena, task: ShowTask, first: number, last: number): void {
  const { g, rows, columns, out } = task
  const across = coveredRun(columns, 0, columns.from.length)
  clearGaps(out, rows, columns, first, last)
  const perRow = g.N * g.K * (across[1] - across[0])
  if (perRow === 0) return
  const sums = byteSums(arena, task)
  if (!sums) return showValues(arena, task, first, last, across, Math.max(1, Math.floor(numbersAtOnce / perRow)))
  try {
    showBytes(arena, task, sums, first, last, across)
  } finally {
    sums.release()
  }
}

/** Counts rows [first, last) of all planes, a few at a time. */
export function countRows(arena: Arena, task: CountTask, first: number, last: number): Counted {
  const { g, range } = task
  const histogram = Array.from({ length: range ? g.N * g.K : 0 }, () => new Float64Array(histogramBins))
  const rows = Math.max(1, Math.floor(numbersAtOnce / Math.max(1, g.N * g.K * g.Q)))
  let summary = emptySummary
  const data = arena.allocate(g.N * g.K * Math.min(rows, last - first) * g.Q)
  try {
    for (let p = first; p < last; p += rows) {
      const down = [p, Math.min(last, p + rows)] as const
      const plane = (down[1] - down[0]) * g.Q
      computeValues(arena, task, down, [0, g.Q], data, down[1] - down[0])
      if (range) histogram.forEach((bins, k) => countSamples(arena, bins, data, range, k * plane, (k + 1) * plane))
      else summary = mergeSummaries(summary, summarizeSamples(arena, data, 0, g.N * g.K * plane))
    }
  } finally {
    arena.free(data)
  }
  return { summary, histogram }
}

function showValues(arena: Arena, task: ShowTask, from: number, to: number, across: Run, most: number): void {
  const { g, rows, columns, tone, white, out } = task
  const groups = groupsOf(rows, from, to, most)
  const height = groups.reduce((tallest, { down }) => Math.max(tallest, down[1] - down[0]), 0)
  const width = across[1] - across[0]
  const data = arena.allocate(g.N * g.K * height * width)
  const moved = movedCover(columns, across[0])
  const painterOf = (alpha: Samples | null) =>
    createPainter(arena, { width, height, channels: channelsOf(g), data, alpha }, rows, moved, tone, white, out)
  const shared = task.alpha ? null : painterOf(null)
  try {
    for (const { first, last, down } of groups) {
      computeValues(arena, task, down, across, data, height)
      const painter = shared ?? painterOf(alphaUnder(task, down, across))
      painter.draw(first, last, down[0])
      if (painter !== shared) painter.release()
    }
  } finally {
    shared?.release()
    arena.free(data)
  }
}

/** The values of rows × columns of all planes, to planes of `height` rows. */
function computeValues(arena: Arena, part: Unkept, down: Run, across: Run, data: Float32Array, height: number): void {
  const { photo, w, b, g, backend: name } = part
  const width = across[1] - across[0]
  const at = (n: number, k: number, p: number): number => ((n * g.K + k) * height + p - down[0]) * width
  convolvePhotoPart(arena, choosePhotoBackend(photo, g, { w, b }, name).backend, photo, w, b, g, down, across, {
    place: g.K === 1 ? (n, p, rows) => data.subarray(at(n, 0, p), at(n, 0, p) + rows * width) : undefined,
    take: (n, k, p, values) => g.K > 1 && data.set(values, at(n, k, p)),
  })
}

/** α'[p,q] = α at the photo's pixel under the middle of the window, or at the nearest one. */
export function alphaUnder({ alpha, g }: Pick<Unkept, 'alpha' | 'g'>, rows: Run, columns: Run): Samples | null {
  if (!alpha) return null
  const { rowOffset, rowStep, columnOffset, columnStep } = resultPlacement(g)
  const inside = (position: number, extent: number): number => Math.min(extent - 1, Math.max(0, position))
  const width = columns[1] - columns[0]
  const Kind = alpha.constructor as new (memory: SharedArrayBuffer) => Samples
  const under = new Kind(new SharedArrayBuffer(alpha.BYTES_PER_ELEMENT * (rows[1] - rows[0]) * width))
  for (let p = rows[0], at = 0; p < rows[1]; p++) {
    const row = inside(p * rowStep + rowOffset, g.H) * g.W
    for (let q = columns[0]; q < columns[1]; q++) {
      under[at++] = alpha[row + inside(q * columnStep + columnOffset, g.W)]
    }
  }
  return under
}
