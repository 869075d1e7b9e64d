import { refusal } from '../refusal.ts'
import { convolutionGeometry } from '../maths/geometry.ts'
import { addLagProducts } from '../maths/rowProducts.ts'
import { tensor } from '../maths/tensor.ts'
import type { Numbers } from '../maths/tensor.ts'
import { exactSolution, normalSolver } from './exact.ts'
import type { Shift } from './learnTypes.ts'
import { explainedShare } from './loss.ts'
import { momentsOf } from './moments.ts'
import type { Moments } from './moments.ts'
import { spectrumOf } from './spectrum.ts'

/** Numbers, or samples: what is found does not depend on what white is. */
type PlaneNumbers = Numbers | Uint8Array | Uint16Array

/** One plane of the photo and one of the target, of the same size. */
export interface PlanePair {
  readonly x: PlaneNumbers
  readonly y: PlaneNumbers
  readonly width: number
  readonly height: number
}

export interface FoundShift {
  /** y[p+rows, q+columns] is what the kernel makes of the window around x[p,q]. */
  readonly shift: Shift
  /** Shares of the target's variance, over the part that was looked at, with the shift and without. */
  readonly share: number
  readonly unshifted: number
}

/** How far a target is looked for, in pixels. */
export const mostShift = 16
/** The part that is looked at: enough to tell a tenth of a percent from noise, and summed in a blink. */
const windowSide = 320
const leastSide = 24
/** A larger kernel would see most shifts itself. */
const largestKernel = 7
const mostCandidates = 4

/**
 * The shift of up to 16 pixels with which a kernel of R×S and a bias explains most of the target. For each shift d the explained
 * energy is b_dᵀA⁻¹b_d, and all b_d are pieces of one table of products of y with x at every lag: one pass. A is taken
 * to be the same for all, which is nearly so; the best are then gathered for themselves and solved exactly. null for pictures
 * too small to move in.
 */
export function findShift(pair: PlanePair, [rows, columns]: readonly [R: number, S: number]): FoundShift | null {
  const [R, S] = [Math.min(rows, largestKernel), Math.min(columns, largestKernel)]
  const most = Math.min(
    mostShift,
    ...[pair.height - R, pair.width - S].map((room) => Math.floor((room - leastSide) / 2)),
  )
  if (most < 1) return null
  const view = chooseView(pair, R, S, most)
  const solved = (shift: Shift): Candidate => solveShifted(pair, view, R, S, shift)
  const unshifted = solved([0, 0])
  const shares = scores(pair, view, R, S, most, unshifted.moments)
  const tried = bestShifts(shares, most).map(solved)
  const best = tried.reduce((one, other) => (other.share > one.share ? other : one), unshifted)
  const middle = recentered(best, most)
  const near = [middle, ...neighbors(middle, 1, 1, most)].map(solved)
  const { shift, share } = mostCentered([best, ...near, unshifted])
  return { shift, share, unshifted: unshifted.share }
}

/** Whether a shift explains so much more that the two pictures are surely not laid one on the other: a third of what is left, or less. */
export function isShifted({ shift, share, unshifted }: FoundShift): boolean {
  return (shift[0] !== 0 || shift[1] !== 0) && unshifted < 0.9999 && 1 - share < (1 - unshifted) / 3
}

/** Throws `bad-argument` for what is no pair of whole numbers up to the reach of the search. */
export function checkShift(shift: readonly number[]): Shift {
  const [rows, columns] = shift
  if (shift.length === 2 && shift.every((value) => Number.isInteger(value) && Math.abs(value) <= mostShift)) {
    return [rows, columns]
  }
  throw refusal('bad-argument', 'shiftRange', { most: mostShift, came: shift.join() })
}

/** Rows top ≤ p < top+height of the target, and columns alike, around which every shift finds windows inside the photo. */
interface View {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/** Of nine places, the one where the target changes most: a clear sky looks the same at every shift. */
function chooseView({ y, width, height }: PlanePair, R: number, S: number, most: number): View {
  const place = (extent: number, reach: number, third: number) => {
    const first = most + Math.floor((reach - 1) / 2)
    const room = extent - reach + 1 - 2 * most
    const side = Math.min(windowSide, room)
    return [first + Math.floor(((room - side) * third) / 2), side] as const
  }
  const views = Array.from({ length: 9 }, (_, i) => {
    const [top, viewHeight] = place(height, R, Math.floor(i / 3))
    const [left, viewWidth] = place(width, S, i % 3)
    return { top, left, height: viewHeight, width: viewWidth }
  })
  const change = (view: View): number => {
    let sum = 0
    for (let p = view.top; p + 1 < view.top + view.height; p += 2) {
      for (let q = view.left; q + 1 < view.left + view.width; q += 2) {
        const at = p * width + q
        sum += (y[at + 1] - y[at]) ** 2 + (y[at + width] - y[at]) ** 2
      }
    }
    return sum
  }
  const changes = views.map(change)
  return views[changes.indexOf(Math.max(...changes))]
}

interface Candidate {
  readonly shift: Shift
  readonly share: number
  /** Σ |w|·place over Σ |w|, from the middle of the square. */
  readonly middle: readonly [row: number, column: number]
  /** Σ |w|·distance² from the middle, over Σ |w|: of kernels that explain the same, the one in the middle of its square is wanted. */
  readonly spread: number
  readonly moments: Moments
}

function solveShifted({ x, y, width }: PlanePair, view: View, R: number, S: number, shift: Shift): Candidate {
  const { top, left, height: P, width: Q } = view
  const [h, w] = [P + R - 1, Q + S - 1]
  const firstRow = top - shift[0] - Math.floor((R - 1) / 2)
  const firstColumn = left - shift[1] - Math.floor((S - 1) / 2)
  const seen = tensor([1, 1, h, w], cut(x, width, firstRow, firstColumn, h, w))
  const target = tensor([1, 1, P, Q], cut(y, width, top, left, P, Q))
  const moments = momentsOf(seen, target, convolutionGeometry(seen.shape, [1, 1, R, S]), true)
  const { loss, weight } = exactSolution(moments)
  const sizes = weight.data.map(Math.abs)
  const distance = (a: number) => (Math.floor(a / S) - (R - 1) / 2) ** 2 + ((a % S) - (S - 1) / 2) ** 2
  const total = sizes.reduce((sum, size) => sum + size, 0) || 1
  const mean = (place: (a: number) => number) => sizes.reduce((sum, size, a) => sum + size * place(a), 0) / total
  const middle = [mean((a) => Math.floor(a / S) - (R - 1) / 2), mean((a) => (a % S) - (S - 1) / 2)] as const
  return { shift, share: explainedShare(moments, loss), middle, spread: mean(distance), moments }
}

function cut(
  plane: PlaneNumbers,
  pitch: number,
  top: number,
  left: number,
  height: number,
  width: number,
): Float64Array {
  const part = new Float64Array(height * width)
  for (let r = 0; r < height; r++) {
    const at = (top + r) * pitch + left
    part.set(plane.subarray(at, at + width), r * width)
  }
  return part
}

/** b_dᵀ(A + ρI)⁻¹b_d for every shift d, (2·most+1)² numbers; a little ridge keeps what A hardly knows from deciding. */
function scores(pair: PlanePair, view: View, R: number, S: number, most: number, moments: Moments): Float64Array {
  const { size: n, A } = moments
  const side = 2 * most + 1
  const [tall, wide] = [2 * most + R, 2 * most + S]
  const cross = crossProducts(pair, view, R, S, most, tall, wide)
  let trace = 0
  for (let a = 0; a < n; a++) trace += A[a * n + a]
  const solver = normalSolver(moments, (1e-6 * trace) / n, spectrumOf(moments))
  const rights = new Float64Array(side * side * n)
  for (let d = 0; d < side * side; d++) {
    const [dy, dx] = [Math.floor(d / side) - most, (d % side) - most]
    for (let a = 0; a < R * S; a++) {
      rights[d * n + a] = cross[(Math.floor(a / S) - dy + most) * wide + (a % S) - dx + most]
    }
    rights[d * n + n - 1] = moments.ySum[0]
  }
  const solved = solver.solve(rights)
  return Float64Array.from({ length: side * side }, (_, d) => {
    let score = 0
    for (let a = 0; a < n; a++) score += rights[d * n + a] * solved[d * n + a]
    return score
  })
}

/** Σ y[t,q]·x[t−most−⌊(R−1)/2⌋+i, q−most−⌊(S−1)/2⌋+j] over the view, tall × wide numbers. */
function crossProducts(
  { x, y, width }: PlanePair,
  { top, left, height: P, width: Q }: View,
  R: number,
  S: number,
  most: number,
  tall: number,
  wide: number,
): Float64Array {
  const firstRow = top - most - Math.floor((R - 1) / 2)
  const firstColumn = left - most - Math.floor((S - 1) / 2)
  const pitch = Q + wide - 1
  const seen = cut(x, width, firstRow, firstColumn, P + tall - 1, pitch)
  const target = cut(y, width, top, left, P, Q)
  const sums = new Float64Array(tall * wide)
  for (let p = 0; p < P; p++) {
    for (let i = 0; i < tall; i++) addLagProducts(target, p * Q, seen, (p + i) * pitch, Q, wide, sums, i * wide)
  }
  return sums
}

/** The peaks of the scores, the highest first. */
function bestShifts(score: Float64Array, most: number): Shift[] {
  const side = 2 * most + 1
  const at = (dy: number, dx: number): number => score[(dy + most) * side + dx + most] ?? -Infinity
  const peaks: Shift[] = []
  for (let dy = -most; dy <= most; dy++) {
    for (let dx = -most; dx <= most; dx++) {
      const around = neighbors([dy, dx], 1, 1, most)
      if (around.every(([row, column]) => at(row, column) <= at(dy, dx))) peaks.push([dy, dx])
    }
  }
  return peaks.sort((one, other) => at(...other) - at(...one)).slice(0, mostCandidates)
}

function neighbors([dy, dx]: Shift, rows: number, columns: number, most: number): Shift[] {
  const around: Shift[] = []
  for (let row = Math.max(-most, dy - rows); row <= Math.min(most, dy + rows); row++) {
    for (let column = Math.max(-most, dx - columns); column <= Math.min(most, dx + columns); column++) {
      if (row !== dy || column !== dx) around.push([row, column])
    }
  }
  return around
}

/** The shift at which the kernel's middle would be the one of its square: a kernel larger than the true one may hold it anywhere. */
function recentered({ shift, middle }: Candidate, most: number): Shift {
  const within = (value: number): number => Math.max(-most, Math.min(most, value))
  return [within(shift[0] - Math.round(middle[0])), within(shift[1] - Math.round(middle[1]))]
}

/** Of the candidates that leave about as little as the best, the one whose kernel lies nearest to the middle. */
function mostCentered(candidates: readonly Candidate[]): Candidate {
  const least = Math.min(...candidates.map(({ share }) => 1 - share))
  const good = candidates.filter(({ share }) => 1 - share <= 1.05 * least + 1e-9)
  return good.reduce((one, other) => (other.spread < one.spread ? other : one))
}
