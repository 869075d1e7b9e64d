import { describe, expect, it } from 'vitest'
import { bufferOf, createArena } from '../../shared/backend/arena.ts'
import type { Arena } from '../../shared/backend/arena.ts'
import { createInPlace } from '../../shared/backend/integer/inPlace.ts'
import type { ByteSums } from '../../shared/backend/integer/inPlace.ts'
import { createIntegerSums } from '../../shared/backend/integer/integer.ts'
import type { Run } from '../../shared/backend/samples/readSamples.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { integerTensor } from '../support/builders.ts'

type Shape = readonly [number, number, number, number]

function takeBytes(arena: Arena, length: number): Uint8Array {
  const address = arena.allocateBytes(length)
  return new Uint8Array(bufferOf(arena.memory), address, length)
}

/** `clamp` or `absolute` of the whole sums, by the definition. */
function expectedBytes(x: Uint8Array, w: Float32Array, g: Geometry, folded: boolean): Uint8ClampedArray {
  const pixels = tensor([g.N, g.C, g.H, g.W], Float64Array.from(x))
  const { data } = convolve(pixels, tensor([g.K, g.C / g.groups, g.R, g.S], Float64Array.from(w)), null, g)
  return Uint8ClampedArray.from(data, (sum) => (folded ? Math.abs(sum) : sum))
}

/** What is summed in place of some columns, and the rows that were. */
function bytesInPlace(arena: Arena, x: Uint8Array, w: Float32Array, g: Geometry, columns: Run, folded: boolean) {
  const sums = createIntegerSums(arena, w, null, g) as ByteSums
  const inPlace = createInPlace(arena, { samples: x, gray: false, linear: false }, w, g, columns, sums)
  const rows = inPlace.within([0, g.P])
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]]
  const pitch = sums.pitch(width)
  const y = takeBytes(arena, g.K * height * pitch)
  const shown = Array.from({ length: g.N }, (_, n) => {
    inPlace.bytes(n, rows, y, height, folded)
    return Array.from({ length: g.K * height }, (_, row) => [...y.subarray(row * pitch, row * pitch + width)])
  }).flat()
  arena.freeBytes(y.byteOffset)
  inPlace.release()
  sums.release()
  return { rows, shown }
}

/** The same rows and columns of all outputs. */
function partOf(all: Uint8ClampedArray, g: Geometry, rows: Run, columns: Run): number[][] {
  const lines: number[][] = []
  for (let plane = 0; plane < g.N * g.K; plane++) {
    for (let p = rows[0]; p < rows[1]; p++) {
      const row = (plane * g.P + p) * g.Q
      lines.push([...all.subarray(row + columns[0], row + columns[1])])
    }
  }
  return lines
}

describe('whole sums in place', () => {
  const shapes: readonly (readonly [string, x: Shape, w: Shape, ConvolutionOptions])[] = [
    ...borderModes.map((mode): readonly [string, Shape, Shape, ConvolutionOptions] => {
      return [mode, [3, 1, 12, 150], [1, 1, 3, 3], { padding: 'same', border: { mode, value: 0 } }]
    }),
    ['valid', [3, 1, 12, 150], [1, 1, 3, 3], { padding: 'valid' }],
    ['full', [1, 1, 14, 200], [1, 1, 5, 7], { padding: 'full' }],
    ['uneven', [3, 1, 12, 150], [1, 1, 2, 4], { padding: [3, 1, 0, 5] }],
    ['far outside', [1, 1, 9, 400], [1, 1, 3, 3], { padding: [20, 9, 20, 9], border: { mode: 'reflect', value: 0 } }],
    ['dilated', [3, 1, 16, 150], [1, 1, 3, 3], { padding: 'same', dilation: [3, 2] }],
    ['every third row', [3, 1, 31, 150], [1, 1, 3, 3], { padding: 'same', stride: [3, 1] }],
    ['over channels', [1, 4, 12, 150], [6, 2, 3, 3], { padding: 'same', groups: 2 }],
    ['barely wide enough', [3, 1, 12, 32], [1, 1, 3, 3], { padding: 'same' }],
  ]
  const cases = shapes.flatMap(([name, ...each]) =>
    (['clamp', 'absolute'] as const).map((mapping) => [name, mapping, ...each] as const),
  )

  it.each(cases)('%s, %s: are what the definition says', (_, mapping, shape, wShape, options) => {
    const folded = mapping === 'absolute'
    const arena = createArena()
    const g = convolutionGeometry(shape, wShape, options)
    const x = takeBytes(arena, g.N * g.C * g.H * g.W)
    const random = mulberry32(5)
    for (let i = 0; i < x.length; i++) x[i] = Math.floor(random() * 256)
    const w = integerTensor(wShape, 3, -2, 2).data
    const all = expectedBytes(x, w, g, folded)
    const { taken } = arena.bytes
    for (const columns of [
      [0, g.Q],
      [0, 1],
      [1, g.Q - 1],
      [70 % g.Q, g.Q],
      [g.Q - 1, g.Q],
    ] as const) {
      const { rows, shown } = bytesInPlace(arena, x, w, g, columns, folded)
      // Most rows can be: at both ends a window may hang over, and what is read beyond a row must not leave the plane.
      expect(rows[1] - rows[0]).toBeGreaterThan((g.H - g.d * (g.R - 1) - 6) / g.u)
      expect(shown).toEqual(partOf(all, g, rows, columns))
    }
    expect(arena.bytes.taken).toBe(taken)
  })

  it('leave the last rows to others where the memory ends with the photo', () => {
    const arena = createArena()
    const [H, W] = [4096, 256] // 1 MiB, which the arena asks the system for by itself
    const free = arena.allocateBytes(H * W)
    const x = takeBytes(arena, H * W)
    expect(x.byteOffset + x.length).toBe(arena.memory.buffer.byteLength)
    arena.freeBytes(free)
    const g = convolutionGeometry([1, 1, H, W], [1, 1, 3, 3], { padding: 'same' })
    const { rows, shown } = bytesInPlace(
      arena,
      x.fill(9),
      new Float32Array(9).map((_, t) => t % 3),
      g,
      [250, 256],
      false,
    )
    expect(rows).toEqual([1, H - 2])
    expect(shown[0]).toEqual([81, 81, 81, 81, 81, 27])
  })

  it.each([
    ['a photo outside the arena', [40, 400], 3],
    ['a photo narrower than sixteen windows', [40, 60], 5],
    ['a photo lower than the window', [2, 400], 3],
  ] as const)('leave %s to others', (what, [H, W], size) => {
    const arena = createArena()
    const inArena = takeBytes(arena, H * W)
    const x = what.includes('outside') ? new Uint8Array(H * W) : inArena
    const g = convolutionGeometry([1, 1, H, W], [1, 1, size, size], { padding: 'same' })
    const weights = Float32Array.from({ length: size * size }, (_, t) => t % 2)
    expect(bytesInPlace(arena, x, weights, g, [0, g.Q], false).rows).toEqual([g.P, g.P])
  })
})
