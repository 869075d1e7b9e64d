import { refusal } from '../../refusal.ts'
import { withInput } from '../description.ts'
import type { NetworkDescription } from '../description.ts'
import { createNetwork } from '../network.ts'
import type { Network } from '../network.ts'
import { receptiveFields } from '../receptiveField.ts'
import type { Axes, ReceptiveField } from '../receptiveField.ts'
import type { PatchPlace } from './samples.ts'

interface Size {
  readonly height: number
  readonly width: number
}

/** How patches of the size of the network's input move over one pair of pictures. */
export interface PairPlacement {
  readonly picture: Size
  /** Places of a patch along each axis, `stride` pixels apart. */
  readonly rows: number
  readonly columns: number
  readonly stride: Axes<number>
  /** Output (p, q) of the whole picture belongs to the target's pixel (p, q) + shift. */
  readonly shift: Axes<number>
}

/**
 * Where a pair's patches can lie. The target has the size that the network gives the whole input or, for a network without
 * strides, the input's own: then output (p, q) belongs to the middle of its receptive field. Throws `shape-mismatch`.
 */
export function placePair(network: Network, input: Size, target: Size): PairPlacement {
  const [C, H, W] = network.input
  if (input.height < H || input.width < W) {
    throw refusal('shape-mismatch', 'smallerThanPatch', { W, H, width: input.width, height: input.height })
  }
  const { stride, center } = lastField(network)
  const whole = createNetwork(withInput(network.description, [C, input.height, input.width]))
  const [, P, Q] = whole.output
  const isOutput = target.height === P && target.width === Q
  const isInput = target.height === input.height && target.width === input.width && stride[0] * stride[1] === 1
  if (!isOutput && !isInput) {
    throw refusal('shape-mismatch', 'targetOfPair', {
      Q,
      P,
      input: `${input.width}×${input.height}`,
      target: `${target.width}×${target.height}`,
    })
  }
  return {
    picture: { height: input.height, width: input.width },
    rows: Math.floor((input.height - H) / stride[0]) + 1,
    columns: Math.floor((input.width - W) / stride[1]) + 1,
    stride,
    shift: isOutput ? [0, 0] : [Math.round(center[0]), Math.round(center[1])],
  }
}

/** The outputs of a patch that equal those of the whole picture: no padding of the patch's own is in their field. */
export interface CountedOutputs {
  readonly rows: readonly [first: number, end: number]
  readonly columns: readonly [first: number, end: number]
}

export function countedOutputs(network: Network, { picture }: PairPlacement, place: PatchPlace): CountedOutputs {
  const { size, stride, offset } = lastField(network)
  const [, H, W] = network.input
  const [, P, Q] = network.output
  const axis = (i: 0 | 1, start: number, patch: number, extent: number, outputs: number): [number, number] => {
    // Padding at the rim of the picture is the whole picture's too.
    const from = start === 0 ? 0 : Math.max(0, Math.ceil(-offset[i] / stride[i]))
    const last = Math.floor((patch - size[i] - offset[i]) / stride[i]) + 1
    const end = start + patch === extent ? outputs : Math.min(outputs, last)
    return [Math.min(from, outputs), Math.max(from, end)]
  }
  const column = place.flip ? picture.width - W - place.column : place.column // where it lies in the mirrored picture
  return {
    rows: axis(0, place.row, H, picture.height, P),
    columns: axis(1, column, W, picture.width, Q),
  }
}

/** Where the target of a patch lies in its picture. Mirrored patches want a network without strides. */
export function targetPlace(
  network: Network,
  { picture, stride, shift }: PairPlacement,
  target: Size,
  { row, column, flip }: PatchPlace,
): PatchPlace {
  const [, , W] = network.input
  const [, , Q] = network.output
  const mirrored = target.width - Q - (picture.width - W - column) - shift[1]
  return { row: row / stride[0] + shift[0], column: flip ? mirrored : column / stride[1] + shift[1], flip }
}

/** Refuses a network whose output is no picture, or whose patches are too small to count anything: `shape-mismatch`. */
export function checkTranslator(description: NetworkDescription): Network {
  const network = createNetwork(description)
  const [K] = network.output
  if (network.output.length !== 3 || (K !== 1 && K !== 3)) {
    throw refusal('shape-mismatch', 'pictureToPicture', { output: network.output.join('×') })
  }
  const { size } = lastField(network)
  const [, H, W] = network.input
  if (size[0] > H || size[1] > W) {
    throw refusal('shape-mismatch', 'smallPatch', { field: size.join('×'), H, W })
  }
  return network
}

function lastField(network: Network): ReceptiveField {
  return receptiveFields(network)[network.layers.length - 1]
}
