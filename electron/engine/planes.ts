import { splitSamples } from '../../shared/backend/split/splitSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { Image } from '../../shared/image/image.ts'
import { whiteOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { createPacer } from './pause.ts'
import { createSharedBuffers, takeSamples } from './sharedBuffers.ts'
import type { TakeSamples } from './sharedBuffers.ts'

export interface SampleLayout {
  readonly width: number
  readonly height: number
  /** Samples per pixel, alpha among them. */
  readonly channels: number
  readonly hasAlpha?: boolean
  readonly gray: boolean
  readonly depth: 8 | 16 | 32
}

/** Pixels between two looks at the clock. */
const slice = 1 << 16

/**
 * Samples side by side (R G B A R G B A …) to planes of the same samples.
 * Gray is one plane even where the decoder answered three equal ones; alpha that is 1 everywhere is none.
 */
export async function planesFromSamples(
  bytes: Buffer,
  { width, height, channels, hasAlpha, gray, depth }: SampleLayout,
  take: TakeSamples,
  signal?: AbortSignal,
): Promise<Image> {
  const pixels = width * height
  const samples = samplesIn(bytes, depth, pixels * channels)
  // `hasAlpha` of an answer of one or three samples tells of the file, not of the answer.
  const answered = channels === 2 || channels === 4
  const colors = gray ? 1 : 3
  const data = take(colors * pixels, depth)
  const alpha = hasAlpha && answered ? take(pixels, depth) : null
  const planes = Array.from({ length: colors }, (_, c) => ({
    channel: Math.min(c, channels - 1),
    plane: data.subarray(c * pixels, (c + 1) * pixels),
  }))
  if (alpha) planes.push({ channel: channels - 1, plane: alpha })

  const isOpaque = await split(samples, channels, planes, depth, pixels, createPacer(signal))
  return { width, height, channels: colors, data, alpha: isOpaque ? null : alpha, depth }
}

interface Target {
  readonly channel: number
  readonly plane: Samples
}

/** A slice at a time, copied to where WebAssembly reads; whether the last plane is white all over. */
async function split(
  samples: Samples,
  channels: number,
  planes: readonly Target[],
  depth: Image['depth'],
  pixels: number,
  pace: () => Promise<void>,
): Promise<boolean> {
  const arena = threadArena()
  const staged = takeSamples(Math.min(slice, pixels) * channels, depth)
  const [buffers, inArena] = [createSharedBuffers(), [staged, ...planes.map(({ plane }) => plane)]]
  const isQuick = inArena.every((numbers) => arena.addressOf(numbers) !== null)
  let isWhite = true
  try {
    for (let from = 0; from < pixels; from += slice) {
      await pace()
      const to = Math.min(pixels, from + slice)
      const side = samples.subarray(from * channels, to * channels)
      const targets = planes.map(({ channel, plane }) => ({ channel, plane: plane.subarray(from, to) }))
      if (isQuick) staged.set(side)
      const white = isQuick
        ? splitSamples(arena, staged, channels, targets, to - from)
        : splitSlowly(side, channels, targets)
      isWhite = isWhite && white[white.length - 1]
    }
  } finally {
    buffers.give(staged)
  }
  return isWhite
}

/** For planes that lie elsewhere, when the arena's 4 GiB are spent. */
function splitSlowly(side: Samples, channels: number, targets: readonly Target[]): readonly boolean[] {
  const white = whiteOf(side)
  return targets.map(({ channel, plane }) => {
    for (let i = 0, j = channel; i < plane.length; i++, j += channels) plane[i] = side[j]
    return plane.every((sample) => sample === white)
  })
}

/** A view in the samples' own type; a buffer of the pool need not start where its numbers may. */
function samplesIn(bytes: Buffer, depth: 8 | 16 | 32, count: number): Samples {
  if (depth === 8) return bytes
  const width = depth / 8
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : Uint8Array.from(bytes)
  const memory = buffer as ArrayBuffer
  return depth === 16 ? new Uint16Array(memory, byteOffset, count) : new Float32Array(memory, byteOffset, count)
}
