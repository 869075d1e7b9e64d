import { LabError } from '../errors.ts'
import { chainField, fieldCenter, neededInterval, readInterval, wholeWindow } from '../maths/receptiveField.ts'
import type { AxisField, AxisWindow, Interval } from '../maths/receptiveField.ts'
import { withInput } from './description.ts'
import type { Layer } from './layer.ts'
import { createNetwork, layerAt } from './network.ts'
import type { Network } from './network.ts'

export type Axes<T> = readonly [vertical: T, horizontal: T]

/** Output (p, q) reads inputs within `size` rows and columns from (p, q)·stride + offset on. */
export interface ReceptiveField {
  readonly size: Axes<number>
  readonly stride: Axes<number>
  /** First row and column of the field of output (0, 0): negative where it begins in the padding. */
  readonly offset: Axes<number>
  /** The middle of that field. */
  readonly center: Axes<number>
}

/** A rectangle of the picture. */
export interface Region {
  readonly rows: Interval
  readonly columns: Interval
}

/** One number of a layer's output: channel k at row p and column q; a unit of a row of numbers is k, at 0, 0. */
export interface Place {
  readonly k: number
  readonly p: number
  readonly q: number
}

/** The windows from the picture to a layer, axis by axis, and the rows and columns that its output still has. */
interface Chain {
  readonly windows: Axes<readonly AxisWindow[]>
  readonly extents: Axes<number>
}

/** Size, stride and offset of the receptive field of every layer. */
export function receptiveFields(network: Network): readonly ReceptiveField[] {
  return network.layers.map((_, layer) => {
    const [rows, columns] = chainTo(network, layer).windows.map(chainField)
    const both = (of: (field: AxisField) => number): Axes<number> => [of(rows), of(columns)]
    return {
      size: both(({ size }) => size),
      stride: both(({ stride }) => stride),
      offset: both(({ offset }) => offset),
      center: both(fieldCenter),
    }
  })
}

/** From the first to the last row and column that one value depends on, clipped to the picture; null if it reads padding only. */
export function fieldOf(network: Network, layer: number, place: Place): Region | null {
  checkPlace(network, layer, place)
  const { windows, extents } = chainTo(network, layer)
  const [p, q] = standing(layerAt(network, layer), extents, place)
  const rows = readInterval(windows[0], p)
  const columns = readInterval(windows[1], q)
  return rows && columns && { rows, columns }
}

/** A network for a part of the picture, which answers some outputs with the same bits as the whole. */
export interface Cut extends Region {
  /** Up to the layer, for inputs of the size of the region. */
  readonly network: Network
  /** Where output (0, 0) of the whole would stand among the cut's outputs: (p, q) is (p − first[0], q − first[1]) there. */
  readonly first: Axes<number>
}

/**
 * A small part of the picture that the outputs in `wanted` of a layer can be computed from, exactly: every value that they
 * depend on lies in it, it ends where the picture ends for those that feel an edge, and it is in step with every stride.
 */
export function cutFor(network: Network, layer: number, wanted: Region): Cut {
  const { windows, extents } = chainTo(network, layer)
  checkRegion(extents, wanted)
  const part = { ...network.description, layers: network.description.layers.slice(0, layer + 1) }
  const [C, H, W] = network.input
  if (layerAt(network, layer).output.length === 1) {
    const all = { rows: { first: 0, end: H }, columns: { first: 0, end: W } }
    return { ...all, network: createNetwork(part), first: [0, 0] } // a row of numbers is read from all of the picture
  }
  const rows = cutAxis(windows[0], wanted.rows)
  const columns = cutAxis(windows[1], wanted.columns)
  const input = [C, rows.end - rows.first, columns.end - columns.first] as const
  return {
    rows: { first: rows.first, end: rows.end },
    columns: { first: columns.first, end: columns.end },
    network: createNetwork(withInput(part, input)),
    first: [rows.output, columns.output],
  }
}

/** Begins at a multiple of the chain's stride, so that every window of the part stands where one of the whole stood. */
function cutAxis(windows: readonly AxisWindow[], outputs: Interval): Interval & { readonly output: number } {
  const { first, end } = neededInterval(windows, outputs)
  const { stride } = chainField(windows)
  const output = Math.floor(first / stride)
  return { first: output * stride, end, output }
}

function chainTo(network: Network, layer: number): Chain {
  layerAt(network, layer)
  const [, H, W] = network.input
  const start: Chain = { windows: [[], []], extents: [H, W] }
  return network.layers.slice(0, layer + 1).reduce(extended, start)
}

function extended({ windows: [rows, columns], extents: [P, Q] }: Chain, { reads, output }: Layer): Chain {
  if (reads === 'place') return { windows: [rows, columns], extents: [P, Q] }
  if (reads === 'everything') {
    return {
      windows: [
        [...rows, wholeWindow(P)],
        [...columns, wholeWindow(Q)],
      ],
      extents: [1, 1],
    }
  }
  return {
    windows: [
      [...rows, reads[0]],
      [...columns, reads[1]],
    ],
    extents: [output[1], output[2]],
  }
}

/** The row and column of a value: `flatten` writes the maps one behind the other, row by row. */
function standing({ output }: Layer, [P, Q]: Axes<number>, { k, p, q }: Place): Axes<number> {
  return output.length === 3 ? [p, q] : [Math.floor(k / Q) % P, k % Q]
}

/** Refuses a place that a layer's output does not have: `bad-argument`. */
export function checkPlace(network: Network, layer: number, place: Place): void {
  const [K, P = 1, Q = 1] = layerAt(network, layer).output
  const extents = { k: K, p: P, q: Q }
  for (const letter of ['k', 'p', 'q'] as const) {
    const index = place[letter]
    if (!(Number.isInteger(index) && index >= 0 && index < extents[letter])) {
      throw new LabError(
        'bad-argument',
        `${letter} wants a whole number from 0 to ${extents[letter] - 1}, got ${index}`,
      )
    }
  }
}

function checkRegion([P, Q]: Axes<number>, { rows, columns }: Region): void {
  const inside = ({ first, end }: Interval, extent: number) => 0 <= first && first < end && end <= extent
  if (!inside(rows, P) || !inside(columns, Q)) {
    throw new LabError(
      'bad-argument',
      `outputs of ${P}×${Q} were wanted, got rows ${rows.first} to ${rows.end}, columns ${columns.first} to ${columns.end}`,
    )
  }
}
