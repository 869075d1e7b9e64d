import { chooseBackend } from '../../shared/backend/choose.ts'
import type { KeptTiles } from '../../shared/backend/fft/keptTiles.ts'
import { measureRound } from '../../shared/backend/measureSpeeds.ts'
import type { Round } from '../../shared/backend/measureSpeeds.ts'
import { drawPlanes } from '../../shared/backend/draw/drawPlanes.ts'
import { countSamples } from '../../shared/backend/reduce/countSamples.ts'
import { summarizeSamples } from '../../shared/backend/reduce/summarizeSamples.ts'
import { convolvePhotoRows } from '../../shared/backend/samples/convolvePhoto.ts'
import type { Part } from '../../shared/backend/samples/convolvePhoto.ts'
import { choosePhotoBackend } from '../../shared/backend/samples/photoBackend.ts'
import type { PhotoPlanes } from '../../shared/backend/samples/readSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { toLinear } from '../../shared/image/linearLight.ts'
import type { Tone } from '../../shared/image/mapping.ts'
import { tableOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { paintSampleRows } from '../../shared/image/samplePhoto.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { histogramBins } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import type { Cover } from '../../shared/image/view.ts'
import { conditioningOf } from '../../shared/learning/conditioning.ts'
import type { Conditioning } from '../../shared/learning/conditioning.ts'
import { solveConstrained } from '../../shared/learning/constraints/solveConstrained.ts'
import type { ConstrainedSolution } from '../../shared/learning/constraints/solveConstrained.ts'
import { exactSolution } from '../../shared/learning/exact.ts'
import type { ExactSolution } from '../../shared/learning/exact.ts'
import type { Constraint } from '../../shared/learning/learnTypes.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import { completeSquare } from '../../shared/learning/quadratic.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'
import { runClippedTask } from './clippedTasks.ts'
import type { ClippedReplies, ClippedTask } from './clippedTasks.ts'
import { runGatherTask } from './gatherTasks.ts'
import type { GatherReplies, GatherTask } from './gatherTasks.ts'
import { runLayersTask } from './layers/layerTasks.ts'
import type { LayersReplies, LayersTask } from './layers/layerTasks.ts'
import { runTrainTask } from './training/trainTasks.ts'
import type { TrainReplies, TrainTask } from './training/trainTasks.ts'
import { countRows, showRows } from './showRows.ts'
import type { Counted, CountTask, ShowTask } from './showRows.ts'

/** Work that can be cut into bands of rows. Large arrays lie in shared memory, so that a thread gets them for nothing. */
export type BandTask =
  | ConvolveTask
  | ConvolvePhotoTask
  | LightTask
  | SummaryTask
  | HistogramTask
  | DrawTask
  | ShowTask
  | CountTask
  | GatherTask
  | ClippedTask
  | SolveTask
  | SampleTask
  | SpeedsTask
  | LayersTask
  | TrainTask

/** y's rows p; writes y. */
export interface ConvolveTask {
  readonly kind: 'convolve'
  readonly x: Numbers
  readonly w: Numbers
  readonly b: Numbers | null
  readonly g: Geometry
  readonly y: Numbers
  readonly backend: string
}

/** The same for a photo whose samples become numbers where they are read; y may be a part of the outputs, whose rows are counted. */
export interface ConvolvePhotoTask {
  readonly kind: 'convolvePhoto'
  readonly photo: PhotoPlanes
  readonly w: Float32Array
  readonly b: Float32Array | null
  readonly g: Geometry
  readonly y: Float32Array
  readonly part?: Part
  readonly backend: string
  /** Spectra of the photo's tiles that other jobs left, and that this one leaves. */
  readonly kept: KeptTiles | null
}

/** Rows of all planes one below the other; writes `to`. */
export interface LightTask {
  readonly kind: 'light'
  readonly direction: Light
  readonly from: Samples
  readonly to: Float32Array
  readonly rowLength: number
}

/** What values become: of the photo as it is, or in linear light. */
export type Light = 'same' | 'linear'

const curves: Readonly<Record<Light, (value: number) => number>> = {
  same: (value) => value,
  linear: toLinear,
}

/** Rows as LightTask; answers what it found. */
export interface SummaryTask {
  readonly kind: 'summary'
  readonly values: Samples
  readonly rowLength: number
}

/** Rows of one plane; answers the counts. */
export interface HistogramTask {
  readonly kind: 'histogram'
  readonly values: Samples
  readonly rowLength: number
  readonly range: readonly [number, number]
}

/** Device rows; writes `out`. */
export interface DrawTask {
  readonly kind: 'draw'
  readonly planes: Planes
  readonly rows: Cover
  readonly columns: Cover
  readonly tone: Tone
  readonly white: 255 | 65535
  readonly out: Uint8Array | Uint16Array
}

/** One band by itself: the answer that the moments hold. It costs O(n³), so that it must not run where calls are heard. */
export interface SolveTask {
  readonly kind: 'solve'
  readonly moments: Moments
  readonly ridge: number
  readonly constraint: Constraint | null
}

export interface Solved {
  /** Without the constraint. */
  readonly exact: ExactSolution
  readonly constrained: ConstrainedSolution | null
  readonly conditioning: Conditioning
  /** What gradient descent goes down on. */
  readonly quadratic: Quadratic
}

/** Rows of the sample photo; writes `data`. */
export interface SampleTask {
  readonly kind: 'sample'
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  readonly seed: number
}

/** One band by itself: how fast a thread is, once. */
export interface SpeedsTask {
  readonly kind: 'speeds'
}

interface Replies extends LayersReplies, TrainReplies, GatherReplies, ClippedReplies {
  readonly convolve: null
  readonly convolvePhoto: null
  readonly light: null
  readonly summary: Summary
  readonly histogram: Float64Array
  readonly draw: null
  readonly show: null
  readonly count: Counted
  readonly solve: Solved
  readonly sample: null
  readonly speeds: Round
}

export type BandReply<T extends BandTask> = Replies[T['kind']]

/** Does rows [first, last) of a task, on whatever thread this is called. */
export function runBand<T extends BandTask>(task: T, first: number, last: number): BandReply<T>
export function runBand(task: BandTask, first: number, last: number): Replies[keyof Replies] {
  switch (task.kind) {
    case 'convolve': {
      const { x, w, b, g, y, backend } = task
      chooseBackend(g, backend, x).backend.convolveRows(x, w, b, g, y, first, last)
      return null
    }
    case 'convolvePhoto': {
      const { photo, w, b, g, y, part, backend: name, kept } = task
      const { backend } = choosePhotoBackend(photo, g, { w, b }, name)
      convolvePhotoRows(threadArena(), backend, photo, w, b, g, y, first, last, part, kept)
      return null
    }
    case 'light': {
      const { direction, from, to, rowLength } = task
      changeSamples(from, to, curves[direction], first * rowLength, last * rowLength)
      return null
    }
    case 'summary':
      return summarizeSamples(threadArena(), task.values, first * task.rowLength, last * task.rowLength)
    case 'histogram': {
      const bins = new Float64Array(histogramBins)
      countSamples(threadArena(), bins, task.values, task.range, first * task.rowLength, last * task.rowLength)
      return bins
    }
    case 'draw': {
      const { planes, rows, columns, tone, white, out } = task
      drawPlanes(threadArena(), planes, rows, columns, tone, white, out, first, last)
      return null
    }
    case 'show':
      showRows(threadArena(), task, first, last)
      return null
    case 'count':
      return countRows(threadArena(), task, first, last)
    case 'offsets':
    case 'rim':
    case 'pairShift':
      return runGatherTask(task, first, last)
    case 'patches':
    case 'clip':
    case 'clipStep':
      return runClippedTask(task, first, last)
    case 'solve':
      return solve(task)
    case 'sample':
      paintSampleRows(task.data, task.width, task.height, task.seed, first, last)
      return null
    case 'gradient':
    case 'score':
    case 'answer':
    case 'translate':
    case 'update':
      return runTrainTask(task, first, last)
    case 'speeds':
      return measureRound(() => performance.now())
    default:
      return runLayersTask(task, first, last)
  }
}

function changeSamples(from: Samples, to: Float32Array, curve: (value: number) => number, first: number, last: number) {
  const table = tableOf(from, curve)
  if (table) for (let i = first; i < last; i++) to[i] = table[from[i]]
  else for (let i = first; i < last; i++) to[i] = curve(from[i])
}

function solve({ moments, ridge, constraint }: SolveTask): Solved {
  const spectrum = spectrumOf(moments)
  const plain = exactSolution(moments, 0, spectrum)
  return {
    exact: ridge === 0 ? plain : exactSolution(moments, ridge, spectrum),
    constrained: constraint && solveConstrained(moments, constraint, ridge, spectrum),
    conditioning: conditioningOf(moments, spectrum, plain.loss),
    quadratic: completeSquare(moments, plain.parameters, constraint),
  }
}
