import { toLinear } from '../../image/linearLight.ts'
import { valuesOf } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import { borderColumns, borderRows, outside } from '../../maths/border.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { grayPlane, grayWeights } from '../../maths/gray.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './samples.wasm.ts'

/** What a photo's convolution reads: its planes of H·W samples, and what is made of them on the way. */
export interface PhotoPlanes {
  readonly samples: Samples
  /** Three planes give one, their gray. */
  readonly gray: boolean
  /** In linear light, and gray is then taken of that. */
  readonly linear: boolean
}

/** Rows or columns of the padded picture, from 0 at its rim. */
export type Run = readonly [from: number, to: number]

export interface SampleReader {
  /** to[i, j] = x̂[plane, rows[0] + i, columns[0] + j], the border filled in; `to` lies in the arena. */
  read(plane: number, rows: Run, columns: Run, to: Float32Array | Uint8Array): void
  release(): void
}

interface Loops {
  copy8(from: number, to: number, count: number): void
  widen8(from: number, to: number, count: number, high: number, low: number): void
  widen16(from: number, to: number, count: number, high: number, low: number): void
  lookUp8(from: number, to: number, count: number, table: number): void
  lookUp16(from: number, to: number, count: number, table: number): void
  gray(rgb: number, plane: number, to: number, count: number, red: number, green: number, blue: number): void
}

const loopsOf = perArena<Loops>(wasm)

/**
 * Reads the padded picture of g as float32 numbers: the same as if all of it had been converted before. `asBytes` reads the
 * samples of 8 bits themselves.
 */
export function createSampleReader(arena: Arena, photo: PhotoPlanes, g: Geometry, asBytes = false): SampleReader {
  const { H, W, left } = g
  const { samples, gray } = photo
  const loops = loopsOf(arena)
  const [fromRow, fromColumn] = [borderRows(g), borderColumns(g)]
  const convert = asBytes ? copier(arena, loops, photo) : createConverter(arena, loops, photo)
  const colors = gray ? arena.allocateBytes(3 * 4 * W) : 0

  /** Columns w ≤ … of one row inside the picture. */
  function readInside(plane: number, h: number, w: number, count: number, to: number): void {
    if (!gray) return convert.run((plane * H + h) * W + w, count, to)
    for (let c = 0; c < 3; c++) convert.run((c * H + h) * W + w, count, colors + 4 * c * count)
    loops.gray(colors, 4 * count, to, count, ...grayWeights)
  }

  function valueAt(plane: number, h: number, w: number): number {
    const at = (c: number): number => convert.one(samples[(c * H + h) * W + w])
    return gray ? grayPlane(Float32Array.of(at(0), at(1), at(2)), 1)[0] : at(plane)
  }

  function readRow(plane: number, h: number, [first, end]: Run, to: Float32Array | Uint8Array, start: number): void {
    const inside = [Math.min(Math.max(left, first), end), Math.max(Math.min(left + W, end), first)]
    if (inside[0] < inside[1]) {
      const address = to.byteOffset + to.BYTES_PER_ELEMENT * (start + inside[0] - first)
      readInside(plane, h, inside[0] - left, inside[1] - inside[0], address)
    }
    for (let j = first; j < end; j++) {
      if (j === inside[0] && inside[0] < inside[1]) j = inside[1]
      if (j >= end) break
      const w = fromColumn[j]
      to[start + j - first] = w === outside ? g.border.value : valueAt(plane, h, w)
    }
  }

  return {
    read(plane, rows, columns, to) {
      const width = columns[1] - columns[0]
      for (let i = rows[0], at = 0; i < rows[1]; i++, at += width) {
        const h = fromRow[i]
        if (h === outside) to.fill(g.border.value, at, at + width)
        else readRow(plane, h, columns, to, at)
      }
    },
    release() {
      if (colors) arena.freeBytes(colors)
      convert.release()
    },
  }
}

/** 1/255 to 16 bits, and what that leaves; 1/65535 to 8 bits, and what that leaves: samples.as.ts. */
const partsOf255 = [0.003921627998352051, -5.9370901084321304e-8] as const
const partsOf65535 = [0.0000152587890625, 2.3283419636754843e-10] as const

interface Converter {
  /** `count` samples from `at` on, to the floats at the address `to`. */
  run(at: number, count: number, to: number): void
  one(sample: number): number
  release(): void
}

function copier(arena: Arena, loops: Loops, { samples }: PhotoPlanes): Converter {
  const address = arena.addressOf(samples)
  const run = (at: number, count: number, to: number): void => {
    if (address !== null) loops.copy8(address + at, to, count)
    else new Uint8Array(bufferOf(arena.memory), to, count).set(samples.subarray(at, at + count))
  }
  return { run, one: (sample) => sample, release: () => undefined }
}

function createConverter(arena: Arena, loops: Loops, { samples, linear }: PhotoPlanes): Converter {
  const address = arena.addressOf(samples)
  const values = valuesOf(samples)
  const table = linear && values ? values.map(toLinear) : values
  const curve = linear ? toLinear : (value: number): number => value
  const one = table ? (sample: number): number => table[sample] : (sample: number): number => Math.fround(curve(sample))
  if (address === null || !values || !table) {
    const run = (at: number, count: number, to: number): void => {
      const target = new Float32Array(bufferOf(arena.memory), to, count)
      if (!table && !linear) target.set(samples.subarray(at, at + count))
      else for (let i = 0; i < count; i++) target[i] = one(samples[at + i])
    }
    return { run, one, release: () => undefined }
  }
  const bytes = samples.BYTES_PER_ELEMENT
  if (!linear) {
    const widen = bytes === 1 ? loops.widen8 : loops.widen16
    const [high, low] = bytes === 1 ? partsOf255 : partsOf65535
    return { run: (at, count, to) => widen(address + bytes * at, to, count, high, low), one, release: () => undefined }
  }
  const lookUp = bytes === 1 ? loops.lookUp8 : loops.lookUp16
  const tableAddress = arena.allocateBytes(table.byteLength)
  new Float32Array(bufferOf(arena.memory), tableAddress, table.length).set(table)
  return {
    run: (at, count, to) => lookUp(address + bytes * at, to, count, tableAddress),
    one,
    release: () => arena.freeBytes(tableAddress),
  }
}
