import { whiteOf } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import type { Arena } from '../arena.ts'
import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './split.wasm.ts'

interface Loops {
  splitThree(from: number, red: number, green: number, blue: number, pixels: number): void
  take8(from: number, channels: number, to: number, pixels: number): number
  take16(from: number, channels: number, to: number, pixels: number): number
  take32(from: number, channels: number, to: number, pixels: number): number
}

const loopsOf = perArena<Loops>(wasm)

/**
 * Takes channels out of samples that lie side by side: targets[i] = side[i · channels + the target's channel], from the first
 * pixel on. Answers for every target whether all it got is white. Samples and targets lie in the arena.
 */
export function splitSamples(
  arena: Arena,
  side: Samples,
  channels: number,
  targets: readonly { readonly channel: number; readonly plane: Samples }[],
  pixels: number,
): readonly boolean[] {
  const loops = loopsOf(arena)
  const { byteOffset: from, BYTES_PER_ELEMENT: bytes } = side
  const isColor = targets.length === 3 && targets.every(({ channel }, i) => channel === i)
  if (isColor && channels === 3 && bytes === 1) {
    const [red, green, blue] = targets.map(({ plane }) => plane.byteOffset)
    loops.splitThree(from, red, green, blue, pixels)
    return [false, false, false]
  }
  const white = whiteOf(side)
  const take = white === 255 ? loops.take8 : white === 65535 ? loops.take16 : loops.take32
  return targets.map(({ channel, plane }) => take(from + channel * bytes, channels, plane.byteOffset, pixels) !== 0)
}
