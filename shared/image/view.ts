import type { Geometry } from '../maths/geometry.ts'

/** A window onto a picture: the region in its pixels (fractions allowed, may reach over the rim) and the size in device pixels. */
export interface ViewFrame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly pixelWidth: number
  readonly pixelHeight: number
}

/**
 * For every device pixel along one axis the run of source pixels [from, to) that it shows; an empty run lies outside the
 * picture. Two tables (rows and columns) say everything that drawing a view has to know about zoom and pan.
 */
export interface Cover {
  readonly from: Int32Array
  readonly to: Int32Array
}

/**
 * Device pixel i covers [start + i·s, start + (i+1)·s) with s = length / pixels. It shows the source pixels whose centers
 * k + ½ lie in there, or, above 100 %, where there may be none, the one that its own center falls into.
 */
export function coverAxis(start: number, length: number, pixels: number, extent: number): Cover {
  const from = new Int32Array(pixels)
  const to = new Int32Array(pixels)
  const s = length / pixels
  for (let i = 0; i < pixels; i++) {
    let first = Math.ceil(start + i * s - 0.5)
    let last = Math.ceil(start + (i + 1) * s - 0.5)
    if (first === last) {
      first = Math.floor(start + (i + 0.5) * s)
      last = first + 1
    }
    from[i] = Math.min(extent, Math.max(0, first))
    to[i] = Math.max(from[i], Math.min(extent, last))
  }
  return { from, to }
}

/** The run of source pixels that device pixels [first, last) cover together. */
export function coveredRun({ from, to }: Cover, first: number, last: number): readonly [number, number] {
  let [least, end] = [Infinity, 0]
  for (let i = first; i < last; i++) {
    if (from[i] === to[i]) continue
    least = Math.min(least, from[i])
    end = Math.max(end, to[i])
  }
  return [Math.min(least, end), end]
}

/** Device pixels first ≤ i < last are moved, the others nobody asks: of a large picture every part moves only its own. */
export function movedCover(cover: Cover, by: number, first = 0, last = cover.from.length): Cover {
  if (by === 0) return cover // which nobody writes to: a copy in every band takes as long as some of its rows
  const [from, to] = [cover.from.slice(), cover.to.slice()]
  for (let i = first; i < last; i++) {
    from[i] -= by
    to[i] -= by
  }
  return { from, to }
}

export interface OneForOne {
  /** The first device pixel that shows anything, and the run of source pixels that it and its neighbors show. */
  readonly device: number
  readonly from: number
  readonly to: number
}

/** null where a device pixel of [first, last) covers several source pixels, or shares one. */
export function oneForOne({ from, to }: Cover, first: number, last: number): OneForOne | null {
  let device = first
  while (device < last && from[device] === to[device]) device++
  let end = device
  while (end < last && to[end] > from[end]) {
    if (to[end] !== from[end] + 1 || from[end] !== from[device] + end - device) return null
    end++
  }
  for (let i = end; i < last; i++) if (from[i] !== to[i]) return null
  return device === end ? { device, from: 0, to: 0 } : { device, from: from[device], to: to[end - 1] }
}

/**
 * Device rows first ≤ y < last of `out`, 4 numbers to a pixel, made transparent where they show nothing. Only there: writing
 * all of a view before it is drawn would take longer than to compute a small kernel.
 */
export function clearGaps(
  out: Uint8Array | Uint8ClampedArray | Uint16Array,
  rows: Cover,
  columns: Cover,
  first: number,
  last: number,
): void {
  const row = 4 * columns.from.length
  let isNarrow = false // a loop: this is asked for every few rows
  for (let x = 0; x < columns.from.length; x++) isNarrow ||= columns.from[x] === columns.to[x]
  for (let y = first; y < last; y++) {
    if (isNarrow || rows.from[y] === rows.to[y]) out.fill(0, y * row, (y + 1) * row)
  }
}

/**
 * Samples of one axis for a quick view: device pixels in groups of `step` share one source pixel, the one under the middle
 * of their group. `positions` are the distinct source pixels in order, `cover` points every device pixel at its sample.
 */
export function sampleAxis(
  start: number,
  length: number,
  pixels: number,
  extent: number,
  step: number,
): { readonly positions: Int32Array; readonly cover: Cover } {
  const positions: number[] = []
  const from = new Int32Array(pixels)
  const to = new Int32Array(pixels)
  const s = length / pixels
  for (let i = 0; i < pixels; i++) {
    const own = Math.floor(start + (i + 0.5) * s)
    if (own < 0 || own >= extent) continue
    const group = Math.min(Math.floor(i / step) * step + step / 2, pixels)
    // The middle of a group at the rim may lie outside although this pixel does not.
    const position = Math.min(extent - 1, Math.max(0, Math.floor(start + group * s)))
    if (positions.at(-1) !== position) positions.push(position)
    from[i] = positions.length - 1
    to[i] = positions.length
  }
  return { positions: Int32Array.from(positions), cover: { from, to } }
}

/** Every pixel of a picture as itself: what an export draws. */
export function wholeFrame(width: number, height: number): ViewFrame {
  return { left: 0, top: 0, width, height, pixelWidth: width, pixelHeight: height }
}

/**
 * Where a result lies on its photo: result row p stands over photo rows from p·u + offset, the middle of its window.
 * With `same` padding and stride 1 the offset is 0 and the two coincide; `valid` lies (R−1)/2 further in.
 */
export interface Placement {
  readonly rowOffset: number
  readonly rowStep: number
  readonly columnOffset: number
  readonly columnStep: number
}

export function resultPlacement(g: Geometry): Placement {
  return {
    rowOffset: Math.floor((g.d * (g.R - 1)) / 2) - g.top,
    rowStep: g.u,
    columnOffset: Math.floor((g.e * (g.S - 1)) / 2) - g.left,
    columnStep: g.v,
  }
}

/** The same window, counted in the result's pixels. */
export function frameOnResult(frame: ViewFrame, place: Placement): ViewFrame {
  return {
    ...frame,
    left: (frame.left - place.columnOffset) / place.columnStep,
    top: (frame.top - place.rowOffset) / place.rowStep,
    width: frame.width / place.columnStep,
    height: frame.height / place.rowStep,
  }
}

/** The result's row and column that stand over a pixel of the photo; may lie outside the result. */
export function resultPixel(row: number, column: number, place: Placement): readonly [p: number, q: number] {
  return [
    Math.floor((row - place.rowOffset) / place.rowStep),
    Math.floor((column - place.columnOffset) / place.columnStep),
  ]
}
