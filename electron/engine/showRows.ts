import { bufferOf } from '../../shared/backend/arena.ts'
import type { Arena } from '../../shared/backend/arena.ts'
import type { Together } from '../../shared/backend/backend.ts'
import { drawPlanes, isPlain } from '../../shared/backend/draw/drawPlanes.ts'
import { createIntegerSums } from '../../shared/backend/integer/integer.ts'
import type { IntegerSums } from '../../shared/backend/integer/integer.ts'
import type { ComputingBackend, Reason } from '../../shared/backend/reason.ts'
import { convolvePhotoPart, eachPiece, rowsOfPiece } from '../../shared/backend/samples/convolvePhoto.ts'
import { choosePhotoBackend, integer } from '../../shared/backend/samples/photoBackend.ts'
import type { PhotoPlanes, Run } from '../../shared/backend/samples/readSamples.ts'
import type { Tone } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { countInto, emptySummary, histogramBins, mergeSummaries, summarize } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import { clearGaps, coveredRun, resultPlacement } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { channelsOf } from './convolutionSetup.ts'

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
  /** Whether the values are to be counted on the way; each of them is then shown once. */
  readonly counted: boolean
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
const numbersAtOnce = 1 << 19

/** What `drawRows` draws of the whole result, to the last bit; answers what was counted. */
export function showRows(arena: Arena, task: ShowTask, first: number, last: number): Summary {
  const { g, rows, columns, out } = task
  const across = coveredRun(columns, 0, columns.from.length)
  clearGaps(out, rows, columns, first, last)
  const perRow = g.N * g.K * (across[1] - across[0])
  let summary = emptySummary
  if (perRow === 0) return summary
  const sums = byteSums(arena, task)
  try {
    const most = sums ? rowsOfPiece(g, [0, g.P], across) : Math.max(1, Math.floor(numbersAtOnce / perRow))
    for (let y = first; y < last;) {
      const end = rowsAtOnce(rows, y, last, most)
      const down = coveredRun(rows, y, end)
      const fits = g.K === 1 || down[1] - down[0] <= most
      if (down[0] < down[1]) {
        if (sums && fits) showBytes(arena, task, sums, y, end, down, across)
        else summary = mergeSummaries(summary, showValues(arena, task, y, end, down, across))
      }
      y = end
    }
    return summary
  } finally {
    sums?.release()
  }
}

/** Counts rows [first, last) of all planes, a few at a time. */
export function countRows(arena: Arena, task: CountTask, first: number, last: number): Counted {
  const { g, range } = task
  const histogram = Array.from({ length: range ? g.N * g.K : 0 }, () => new Float64Array(histogramBins))
  const rows = Math.max(1, Math.floor(numbersAtOnce / Math.max(1, g.N * g.K * g.Q)))
  let summary = emptySummary
  for (let p = first; p < last; p += rows) {
    const down = [p, Math.min(last, p + rows)] as const
    withValues(arena, task, down, [0, g.Q], (data) => {
      const plane = (down[1] - down[0]) * g.Q
      if (range) histogram.forEach((bins, k) => countInto(bins, data, range, k * plane, (k + 1) * plane))
      else summary = mergeSummaries(summary, summarize(data, 0, data.length))
    })
  }
  return { summary, histogram }
}

type ByteSums = IntegerSums & { readonly bytes: NonNullable<IntegerSums['bytes']> }

/** Where all that is shown of a result is whole numbers of 255ths: the sums are cut to bytes and are never floats. null elsewhere. */
function byteSums(arena: Arena, { w, b, g, tone, backend, alpha, counted }: ShowTask): ByteSums | null {
  if (counted || backend !== integer.name || !isPlain(tone) || alpha !== null) return null
  const sums = createIntegerSums(arena, w, b, g)
  if (sums.bytes) return sums as ByteSums
  sums.release()
  return null
}

/** Device rows from `first` on that cover at most so many rows of the result, one at least. */
function rowsAtOnce({ from, to }: Cover, first: number, last: number, most: number): number {
  let end = first + 1
  while (end < last && (to[end] === from[end] || to[end] - from[first] <= most)) end++
  return end
}

function showValues(arena: Arena, task: ShowTask, first: number, last: number, down: Run, across: Run): Summary {
  const { g, tone, counted } = task
  const [height, width] = [down[1] - down[0], across[1] - across[0]]
  return withValues(arena, task, down, across, (data) => {
    const planes = { width, height, channels: channelsOf(g), data, alpha: alphaUnder(task, down, across) }
    draw(arena, task, planes, tone, first, last, [down[0], across[0]])
    return counted ? summarize(data, 0, data.length) : emptySummary
  })
}

/** The values of rows × columns of all planes, for as long as `use` reads them. */
function withValues<T>(arena: Arena, part: Unkept, down: Run, across: Run, use: (data: Float32Array) => T): T {
  const { photo, w, b, g, backend: name } = part
  const [height, width] = [down[1] - down[0], across[1] - across[0]]
  const data = arena.allocate(g.N * g.K * height * width)
  try {
    const at = (n: number, k: number, p: number): number => ((n * g.K + k) * height + p - down[0]) * width
    convolvePhotoPart(arena, choosePhotoBackend(photo, g, { w, b }, name).backend, photo, w, b, g, down, across, {
      place: g.K === 1 ? (n, p, rows) => data.subarray(at(n, 0, p), at(n, 0, p) + rows * width) : undefined,
      take: (n, k, p, values) => g.K > 1 && data.set(values, at(n, k, p)),
    })
    return use(data)
  } finally {
    arena.free(data)
  }
}

/** The same of bytes; several planes k of a picture are written as one piece gives them, so that there may be one piece only. */
function showBytes(
  arena: Arena,
  task: ShowTask,
  sums: ByteSums,
  first: number,
  last: number,
  down: Run,
  across: Run,
): void {
  const { photo, g, tone } = task
  const height = down[1] - down[0]
  const width = sums.pitch(across[1] - across[0])
  const address = arena.allocateBytes(g.N * g.K * height * width)
  const data = new Uint8Array(bufferOf(arena.memory), address, g.N * g.K * height * width)
  try {
    eachPiece(arena, photo, g, down, across, sums.overhang, true, ({ n, p, piece, x }) => {
      sums.bytes(x as Uint8Array, piece, data.subarray((n * g.K * height + p - down[0]) * width), tone.folded)
    })
    const planes = { width, height, channels: channelsOf(g), data, alpha: null }
    draw(arena, task, planes, { ...tone, folded: false }, first, last, [down[0], across[0]])
  } finally {
    arena.freeBytes(address)
  }
}

/** Planes whose corner is the result's pixel `origin`. */
function draw(
  arena: Arena,
  { rows, columns, white, out }: ShowTask,
  planes: Planes,
  tone: Tone,
  first: number,
  last: number,
  origin: readonly [row: number, column: number],
): void {
  drawPlanes(
    arena,
    planes,
    moved(rows, origin[0], first, last),
    moved(columns, origin[1]),
    tone,
    white,
    out,
    first,
    last,
  )
}

/** Device pixels first ≤ i < last are moved, the others nobody asks: of a large picture every part moves only its own. */
export function moved(cover: Cover, by: number, first = 0, last = cover.from.length): Cover {
  const [from, to] = [cover.from.slice(), cover.to.slice()]
  for (let i = first; i < last; i++) {
    from[i] -= by
    to[i] -= by
  }
  return { from, to }
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
