import { refusal } from '../../shared/refusal.ts'
import { readNpy } from '../../shared/formats/npy.ts'
import type { Image } from '../../shared/image/image.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Numbers, Tensor } from '../../shared/maths/tensor.ts'
import { takePlanes } from './sharedBuffers.ts'

/** An array as input: its numbers as they are, in shared memory, with the number of axes that its file had. */
export interface InputArray {
  /** N×C×H×W */
  readonly x: Tensor
  /** 2 for H×W, 3 for C×H×W, 4 for N×C×H×W: a result is written with as many. */
  readonly rank: 2 | 3 | 4
}

/** A `.npy` file of H×W, C×H×W or N×C×H×W numbers, float32 in memory that `take` gives. Throws `broken-file`, `unsupported-format`, `shape-mismatch`. */
export function readArray(bytes: Uint8Array, name: string, take = takePlanes): InputArray {
  const { shape, data } = readNpy(bytes)
  const rank = shape.length
  if ((rank !== 2 && rank !== 3 && rank !== 4) || sizeOf(shape) === 0) {
    const came = rank === 0 ? 'a single number' : `of shape (${shape.join(', ')})`
    throw refusal('shape-mismatch', 'noArrayShape', { name, came })
  }
  const four = [...new Array<number>(4 - rank).fill(1), ...shape]
  return { x: tensor(four, inSharedMemory(data, take)), rank }
}

/** y's shape with the axes that the input had; a K of more than one needs its axis. */
export function arrayShape(y: readonly number[], rank: InputArray['rank']): readonly number[] {
  const extra = y.slice(0, 4 - rank)
  return extra.every((extent) => extent === 1) ? y.slice(4 - rank) : y
}

/** An array of 1 or 3 planes as a picture, for the window: its numbers are shown as they are. */
export function arrayImage({ x: { shape, data } }: InputArray, name: string, take = takePlanes): Image {
  const [N, C, height, width] = shape
  const channels = N * C
  if (channels !== 1 && channels !== 3) {
    throw refusal('shape-mismatch', 'arrayPlanes', { name, channels })
  }
  const planes = data instanceof Float32Array ? data : inSharedMemory(Float32Array.from(data), take)
  return { width, height, channels, data: planes as Float32Array, alpha: null, depth: 32 }
}

function inSharedMemory(data: Numbers, take: typeof takePlanes): Numbers {
  const shared =
    data instanceof Float32Array ? take(data.length) : new Float64Array(new SharedArrayBuffer(data.byteLength))
  shared.set(data)
  return shared
}
