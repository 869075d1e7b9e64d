import type { DisplayMapping } from './image.ts'

/** Smallest and largest value of what is shown: `minmax` and `diverging` need them. */
export interface ValueRange {
  readonly minimum: number
  readonly maximum: number
}

/** For mappings that do not look at the values. */
export const blackToWhite: ValueRange = { minimum: 0, maximum: 1 }

/** Mappings that want to know all values before the first is shown; the others take each by itself. */
export function needsRange(mapping: DisplayMapping): mapping is 'minmax' | 'diverging' {
  return mapping === 'minmax' || mapping === 'diverging'
}

/**
 * A display mapping made ready for a loop: t = v·scale + shift, then |t| if folded. Diverging tones keep their sign and
 * are cut to [−1, 1], all others to [0, 1].
 */
export interface Tone {
  readonly scale: number
  readonly shift: number
  readonly folded: boolean
  readonly diverging: boolean
}

/**
 * The ends of the diverging scale, RGB 0 to 1: ColorBrewer's RdBu, blue below 0, white at 0, red above; it reads the same
 * with every common color blindness.
 */
export const divergingColors = {
  negative: [0x21 / 255, 0x66 / 255, 0xac / 255],
  zero: [1, 1, 1],
  positive: [0xb2 / 255, 0x18 / 255, 0x2b / 255],
} as const

/**
 * clamp: t = v   absolute: t = |v|   offset: t = v + ½   minmax: t = (v − min) / (max − min)   diverging: t = v / max|v|
 * A picture of one single value is black under minmax and white under diverging.
 */
export function toneOf(mapping: DisplayMapping, { minimum, maximum }: ValueRange): Tone {
  const plain = { scale: 1, shift: 0, folded: false, diverging: false }
  switch (mapping) {
    case 'clamp':
      return plain
    case 'absolute':
      return { ...plain, folded: true }
    case 'offset':
      return { ...plain, shift: 0.5 }
    case 'minmax': {
      const scale = maximum > minimum ? 1 / (maximum - minimum) : 0
      return { ...plain, scale, shift: -minimum * scale }
    }
    case 'diverging': {
      const largest = Math.max(Math.abs(minimum), Math.abs(maximum))
      return { ...plain, scale: largest > 0 ? 1 / largest : 0, diverging: true }
    }
  }
}

/** t of one value, in [0, 1], or in [−1, 1] for a diverging tone. NaN shows as 0. */
export function applyTone(value: number, tone: Tone): number {
  let t = value * tone.scale + tone.shift
  if (tone.folded && t < 0) t = -t
  const least = tone.diverging ? -1 : 0
  return t > least ? (t < 1 ? t : 1) : t <= least ? least : 0
}
