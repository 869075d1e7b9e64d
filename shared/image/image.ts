import type { Samples } from './samples.ts'

/**
 * All pixels of a picture as planes: R G B, or gray, row-major, sRGB-encoded unless somebody asked for linear light. `data`
 * is C·H·W samples as wide as the file's, whose values are 0 to 1; alpha is carried beside it and never convolved.
 * The buffers may be shared memory, so that the engine's threads read them where they lie.
 */
export interface Image {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Samples
  readonly alpha: Samples | null
  /** Bits per sample of the file it came from: 8, 16 or 32 (float). */
  readonly depth: 8 | 16 | 32
}

/** How many planes a computation works on: every color plane for itself, or their gray. */
export const channelChoices = ['rgb', 'gray'] as const
export type ChannelChoice = (typeof channelChoices)[number]

/** How signed, unbounded results become pixels. */
export const displayMappings = ['clamp', 'absolute', 'offset', 'minmax', 'diverging'] as const
export type DisplayMapping = (typeof displayMappings)[number]
