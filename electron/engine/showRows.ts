import type { Arena } from '../../shared/backend/arena.ts'
import { drawPlanes } from '../../shared/backend/draw/drawPlanes.ts'
import { createIntegerSums, integerLoops } from '../../shared/backend/integer/integer.ts'
import { convolvePhotoPart, eachPiece, rowsOfPiece } from '../../shared/backend/samples/convolvePhoto.ts'
import { choosePhotoBackend, integer } from '../../shared/backend/samples/photoBackend.ts'
import type { PhotoPlanes, Run } from '../../shared/backend/samples/readSamples.ts'
import type { Tone } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { oneForOne, resultPlacement } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'

/** A result that is drawn without being kept: what is in sight of it is computed a few rows at a time, and only the view is left. */
export interface Unkept {
  readonly photo: PhotoPlanes
  /** The photo's own, shown under the middle of each window. */
  readonly alpha: Samples | null
  readonly w: Float32Array
  readonly b: Float32Array | null
  readonly g: Geometry
  readonly backend: string
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

/** Results of so many numbers are drawn at a time, while a cache still holds them; a few rows at a time would cost more to prepare than to sum. */
const numbersAtOnce = 1 << 19

/** What `drawRows` draws of the whole result, to the last bit. */
export function showRows(arena: Arena, task: ShowTask, first: number, last: number): void {
  if (showBytes(arena, task, first, last)) return
  const { g, rows, columns, out } = task
  const across = coveredRun(columns, 0, columns.from.length)
  const pixels = columns.from.length * 4
  out.fill(0, first * pixels, last * pixels)
  const perRow = g.N * g.K * (across[1] - across[0])
  for (let y = first; y < last;) {
    const end = rowsAtOnce(rows, y, last, Math.max(1, Math.floor(numbersAtOnce / perRow)))
    const down = coveredRun(rows, y, end)
    if (down[0] < down[1] && perRow > 0) showPart(arena, task, y, end, down, across)
    y = end
  }
}

/**
 * The same where each device pixel shows one output that is a whole number of 255ths: the sums are cut to bytes and are never
 * floats. false where that is not so.
 */
function showBytes(arena: Arena, task: ShowTask, first: number, last: number): boolean {
  const { photo, w, b, g, rows, columns, tone, out, backend, alpha } = task
  const address = arena.addressOf(out)
  const plain = tone.scale === 1 && tone.shift === 0 && !tone.diverging && alpha === null
  if (backend !== integer.name || !plain || address === null || out.BYTES_PER_ELEMENT !== 1) return false
  const [down, across] = [oneForOne(rows, first, last), oneForOne(columns, 0, columns.from.length)]
  const sums = createIntegerSums(arena, w, b, g)
  const { bytes, pitch } = sums
  try {
    if (!down || !across || !bytes || g.N * g.K > 3) return false
    const width = across.to - across.from
    const most = rowsOfPiece(g, [down.from, down.to], [across.from, across.to])
    const plane = most * pitch(width)
    const scratch = arena.allocate(Math.ceil((3 * plane) / 4))
    const planes = new Uint8Array(scratch.buffer, scratch.byteOffset, 3 * plane)
    const pixels = columns.from.length
    out.fill(0, first * pixels * 4, last * pixels * 4)
    try {
      eachPiece(arena, photo, g, [down.from, down.to], [across.from, across.to], sums.overhang, true, (piece) => {
        bytes(piece.x as Uint8Array, piece.piece, planes.subarray(piece.n * plane), tone.folded)
        if (piece.n < g.N - 1) return
        const colors =
          g.N * g.K === 1 ? [0, 0, 0] : [0, 1, 2].map((c) => (g.N > 1 ? c * plane : c * piece.piece.P * pitch(width)))
        for (let i = 0; i < piece.piece.P; i++) {
          const [red, green, blue] = colors.map((color) => planes.byteOffset + color + i * pitch(width))
          const device = (piece.p + i - down.from + down.device) * pixels + across.device
          integerLoops(arena).interleave(red, green, blue, address + 4 * device, width)
        }
      })
    } finally {
      arena.free(scratch)
    }
    return true
  } finally {
    sums.release()
  }
}

/** Device rows from `first` on that cover at most so many rows of the result, one at least. */
function rowsAtOnce({ from, to }: Cover, first: number, last: number, most: number): number {
  let end = first + 1
  while (end < last && (to[end] === from[end] || to[end] - from[first] <= most)) end++
  return end
}

/** The run of source pixels that device pixels [first, last) cover together. */
export function coveredRun({ from, to }: Cover, first: number, last: number): Run {
  let [least, end] = [Infinity, 0]
  for (let i = first; i < last; i++) {
    if (from[i] === to[i]) continue
    least = Math.min(least, from[i])
    end = Math.max(end, to[i])
  }
  return [Math.min(least, end), end]
}

function showPart(arena: Arena, task: ShowTask, first: number, last: number, down: Run, across: Run): void {
  const { photo, w, b, g, backend: name, tone, white, out } = task
  const [height, width] = [down[1] - down[0], across[1] - across[0]]
  const data = arena.allocate(g.N * g.K * height * width)
  try {
    const at = (n: number, k: number, p: number): number => ((n * g.K + k) * height + p - down[0]) * width
    convolvePhotoPart(arena, choosePhotoBackend(photo, g, { w, b }, name).backend, photo, w, b, g, down, across, {
      place: g.K === 1 ? (n, p, rows) => data.subarray(at(n, 0, p), at(n, 0, p) + rows * width) : undefined,
      take: (n, k, p, values) => g.K > 1 && data.set(values, at(n, k, p)),
    })
    const planes: Planes = {
      width,
      height,
      channels: g.N * g.K === 1 ? 1 : 3,
      data,
      alpha: alphaUnder(task, down, across),
    }
    drawPlanes(arena, planes, moved(task.rows, down[0]), moved(task.columns, across[0]), tone, white, out, first, last)
  } finally {
    arena.free(data)
  }
}

function moved({ from, to }: Cover, by: number): Cover {
  return { from: from.map((at) => at - by), to: to.map((at) => at - by) }
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
