import type { Image } from '../../shared/image/image.ts'
import { whiteOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { createPacer } from './pause.ts'
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
  const pace = createPacer(signal)
  const pixels = width * height
  const samples = samplesIn(bytes, depth, pixels * channels)
  const white = whiteOf(samples)
  // `hasAlpha` of an answer of one or three samples tells of the file, not of the answer.
  const answered = channels === 2 || channels === 4
  const colors = gray ? 1 : 3

  async function fill(plane: Samples, channel: number): Promise<boolean> {
    let allWhite = true
    for (let from = 0; from < pixels; from += slice) {
      await pace()
      const to = Math.min(pixels, from + slice)
      for (let i = from, j = from * channels + channel; i < to; i++, j += channels) {
        const sample = samples[j]
        if (sample !== white) allWhite = false
        plane[i] = sample
      }
    }
    return allWhite
  }

  const data = take(colors * pixels, depth)
  for (let c = 0; c < colors; c++) await fill(data.subarray(c * pixels, (c + 1) * pixels), Math.min(c, channels - 1))
  let alpha: Samples | null = null
  if (hasAlpha && answered) {
    alpha = take(pixels, depth)
    if (await fill(alpha, channels - 1)) alpha = null
  }
  return { width, height, channels: colors, data, alpha, depth }
}

/** A view in the samples' own type; a buffer of the pool need not start where its numbers may. */
function samplesIn(bytes: Buffer, depth: 8 | 16 | 32, count: number): Samples {
  if (depth === 8) return bytes
  const width = depth / 8
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : Uint8Array.from(bytes)
  const memory = buffer as ArrayBuffer
  return depth === 16 ? new Uint16Array(memory, byteOffset, count) : new Float32Array(memory, byteOffset, count)
}
