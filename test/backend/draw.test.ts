import { describe, expect, it } from 'vitest'
import { createSharedBuffers, takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { drawPlanes } from '../../shared/backend/draw/drawPlanes.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { displayMappings } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import { drawRows } from '../../shared/image/resample.ts'
import { coverAxis, wholeFrame } from '../../shared/image/view.ts'
import type { ViewFrame } from '../../shared/image/view.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { depths, randomSamples } from '../support/photoSamples.ts'
import { fitFrame } from '../support/views.ts'

const [width, height] = [61, 43]
const frames: Record<string, ViewFrame> = {
  'pixel by pixel': wholeFrame(width, height),
  'made smaller': fitFrame(width, height, 17, 13),
  'larger, panned': { left: 3.3, top: 2.7, width: 10, height: 8, pixelWidth: 30, pixelHeight: 24 },
  'over the rim': { left: -5, top: -7, width: 80, height: 60, pixelWidth: 80, pixelHeight: 60 },
  'beside the picture': { left: 200, top: 0, width: 10, height: 10, pixelWidth: 10, pixelHeight: 10 },
}

describe.each(Object.entries(frames))('drawing %s', (_, frame) => {
  const rows = coverAxis(frame.top, frame.height, frame.pixelHeight, height)
  const columns = coverAxis(frame.left, frame.width, frame.pixelWidth, width)

  it.each(depths)('gives the bytes of the definition, from %i bits', (depth) => {
    for (const channels of [1, 3] as const) {
      for (const mapping of displayMappings) {
        const { samples: data, free } = randomSamples(depth, channels * width * height, channels)
        if (depth === 32) makeStrange(data)
        const veil = mapping === 'offset' ? randomSamples(depth, width * height, 2) : null
        const planes = { width, height, channels, data, alpha: veil?.samples ?? null }
        const tone = toneOf(mapping, { minimum: -0.7, maximum: 1.3 })
        const out = takeSamples(4 * rows.from.length * columns.from.length, 8) as Uint8Array
        out.fill(77)
        const expected = new Uint8Array(out.length)
        drawRows(planes, rows, columns, tone, 255, expected, 0, rows.from.length)
        const cut = rows.from.length >> 1
        drawPlanes(threadArena(), planes, rows, columns, tone, 255, out, 0, cut)
        drawPlanes(threadArena(), planes, rows, columns, tone, 255, out, cut, rows.from.length)
        expect(Buffer.compare(Buffer.from(out), Buffer.from(expected)), `${mapping}, ${channels} planes`).toBe(0)
        createSharedBuffers().give(out)
        free()
        veil?.free()
      }
    }
  })
})

it.each(['clamp', 'absolute'] as const)(
  'rounds means halfway between two bytes by their float64 sums, through %s',
  (mapping) => {
    const [side, windows] = [7, 40]
    const { samples, free } = randomSamples(32, (side * windows) ** 2, 9)
    const data = samples as Float32Array
    const of = (row: number, column: number) =>
      Array.from({ length: side * side }, (_, i) => {
        return (row * side + Math.floor(i / side)) * side * windows + column * side + (i % side)
      })
    for (let row = 0; row < windows; row++) {
      for (let column = 0; column < windows; column++) {
        const [one, ...others] = of(row, column)
        const sum = others.reduce((total, i) => total + data[i], 0)
        const middle = (byte: number) => (side * side * (byte + 0.5)) / 255
        for (let byte = 0; byte < 255 && middle(byte) < sum + 1; byte++) data[one] = Math.max(0, middle(byte) - sum)
      }
    }
    const planes = { width: side * windows, height: side * windows, channels: 1, data, alpha: null } as const
    const each = coverAxis(0, side * windows, windows, side * windows)
    const out = takeSamples(4 * windows * windows, 8) as Uint8Array
    const expected = new Uint8Array(out.length)
    const tone = toneOf(mapping, { minimum: 0, maximum: 1 })
    drawRows(planes, each, each, tone, 255, expected, 0, windows)
    drawPlanes(threadArena(), planes, each, each, tone, 255, out, 0, windows)
    expect(Buffer.compare(Buffer.from(out), Buffer.from(expected))).toBe(0)
    createSharedBuffers().give(out)
    free()
  },
)

it.each(['clamp', 'absolute'] as const)(
  'rounds values at the ends of every byte as the definition does, through %s',
  (mapping) => {
    const [side, reach] = [256, 21]
    const bits = new Int32Array(1)
    const near = (value: number, steps: number): number => {
      new Float32Array(bits.buffer)[0] = value
      bits[0] += steps // the float32 numbers next to it
      return new Float32Array(bits.buffer)[0]
    }
    const { samples, free } = randomSamples(32, side * (2 * reach + 1), 9)
    const data = samples as Float32Array
    for (let i = 0; i < data.length; i++) data[i] = near(((i % side) + 0.5) / 255, Math.floor(i / side) - reach)
    const planes = { width: side, height: 2 * reach + 1, channels: 1, data, alpha: null } as const
    const [rows, columns] = [coverAxis(0, planes.height, planes.height, planes.height), coverAxis(0, side, side, side)]
    const out = takeSamples(4 * data.length, 8) as Uint8Array
    const expected = new Uint8Array(out.length)
    const tone = toneOf(mapping, { minimum: 0, maximum: 1 })
    drawRows(planes, rows, columns, tone, 255, expected, 0, planes.height)
    drawPlanes(threadArena(), planes, rows, columns, tone, 255, out, 0, planes.height)
    expect(Buffer.compare(Buffer.from(out), Buffer.from(expected))).toBe(0)
    createSharedBuffers().give(out)
    free()
  },
)

/** Results are signed, unbounded, and may hold NaN and ∞. */
function makeStrange(data: ArrayLike<number> & { [i: number]: number }): void {
  const random = mulberry32(5)
  for (let i = 0; i < data.length; i++) data[i] = 4 * data[i] - 1.5
  for (const value of [NaN, Infinity, -Infinity, -0, 1, 0.5 / 255]) data[Math.floor(random() * data.length)] = value
}
