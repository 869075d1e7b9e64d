import { LabError } from '../../shared/errors.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { parseNetwork } from '../../shared/network/description.ts'
import type { InputShape, NetworkDescription } from '../../shared/network/description.ts'
import { banks, bankWeights } from '../../shared/network/fixedKernels.ts'
import type { BankName } from '../../shared/network/fixedKernels.ts'
import { kindOf } from '../../shared/network/layerKinds.ts'
import type { LayerDescription, LayerType } from '../../shared/network/layerKinds.ts'
import { createNetwork, fitLayers } from '../../shared/network/network.ts'
import type { Network } from '../../shared/network/network.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { OwnParameters, Shape } from '../../shared/network/layer.ts'

/** What a layer is given instead of PyTorch's random start: a bank by name, a kernel of the editor, or what was learned. */
export type GivenKernels =
  { readonly bank: BankName } | { readonly kernel: Kernel } | { readonly learned: OwnParameters<Tensor> }

/** One layer as it is edited. */
export interface LayerEntry {
  /** Tells layers apart while they move; never used again. */
  readonly key: number
  readonly layer: LayerDescription
  /** null leaves the layer its random start, as do kernels whose sizes do not fit (any more). */
  readonly given: GivenKernels | null
}

export interface Fitted {
  /** The layers up to the first that does not fit; null when none does. */
  readonly network: Network | null
  readonly misfit: LabError | null
}

/** What a person most likely wants of a layer that was just added; the rest are PyTorch's defaults. */
const firstArguments: Partial<Record<LayerType, object>> = {
  conv2d: { out: 8, kernel: 3, padding: 1 },
  maxPool2d: { kernel: 2 },
  avgPool2d: { kernel: 2 },
  linear: { out: 10 },
}

export function newLayer(type: LayerType): LayerDescription {
  return checkedLayer({ type, ...firstArguments[type] })
}

/** Every argument filled in and checked by itself. Throws `bad-argument`. */
export function checkedLayer(written: object): LayerDescription {
  return parseNetwork({ input: [1, 1, 1], layers: [written] }).layers[0]
}

/** A network of the layers that fit, and why the next one does not. */
export function fitted(description: NetworkDescription): Fitted {
  const { layers, misfit } = fitLayers(description)
  if (layers.length === 0) return { network: null, misfit }
  const network = createNetwork({ ...description, layers: description.layers.slice(0, layers.length) })
  return { network, misfit }
}

function kernelsOf(given: Exclude<GivenKernels, { learned: unknown }>): readonly Kernel[] {
  return 'bank' in given ? banks[given.bank] : [given.kernel]
}

/** The parameters that the entries' kernels decide, by PyTorch's names. */
export function givenParameters(network: Network, entries: readonly LayerEntry[]): NetworkParameters {
  return new Map(
    network.layers.flatMap(({ parameters }, i) => {
      const { given } = entries[i]
      const own = given && ownOf(given, parameters)
      return Object.entries(own ?? {}).map(([name, numbers]) => [`${i}.${name}`, numbers] as const)
    }),
  )
}

/** What layer i learned, by PyTorch's names; null for one that learned nothing. */
export function learnedKernels(parameters: NetworkParameters, i: number): GivenKernels | null {
  const [weight, bias] = [parameters.get(`${i}.weight`), parameters.get(`${i}.bias`)]
  return weight ? { learned: { weight, ...(bias && { bias }) } } : null
}

/** null where what is given does not have the layer's sizes. */
function ownOf(given: GivenKernels, { weight, bias }: OwnParameters<Shape>): OwnParameters<Tensor> | null {
  if (!weight) return null
  if ('learned' in given) {
    const fits = String(given.learned.weight?.shape) === String(weight)
    return fits && String(given.learned.bias?.shape) === String(bias) ? given.learned : null
  }
  const w = bankWeights(kernelsOf(given), weight)
  if (!w || !bias) return w && { weight: w }
  const biases = 'kernel' in given ? given.kernel.bias : [0]
  return {
    weight: w,
    bias: tensor(
      bias,
      Float32Array.from({ length: bias[0] }, (_, k) => biases[k % biases.length]),
    ),
  }
}

/** Whether a layer on such an input really gets what was given. */
export function takesGiven({ layer, given }: LayerEntry, input: readonly number[]): boolean {
  if (!given) return false
  try {
    return ownOf(given, kindOf(layer.type).build(layer, input).parameters) !== null
  } catch {
    return false // the layer does not fit at all; that is said elsewhere
  }
}

/**
 * A convolution of the size that the kernels have, its maps as large as its input where that is possible. A flat kernel makes
 * one map of the gray of all; with groups, one map of each. Throws `shape-mismatch` where a kernel of several slices meets
 * another number of channels.
 */
export function layerFor(given: GivenKernels, before: LayerDescription, input: readonly number[]): LayerDescription {
  if ('learned' in given) return before
  const kernels = kernelsOf(given)
  const [K, C, R, S] = kernels[0].shape
  const groups = before.type === 'conv2d' && K * C === 1 ? before.groups : 1
  if (K * C > 1 && input[0] !== C) {
    throw new LabError('shape-mismatch', `this kernel wants ${C} channels, the layer's input has ${input[0]}`)
  }
  return checkedLayer({
    type: 'conv2d',
    out: K * C > 1 ? K : Math.max(kernels.length, groups),
    kernel: [R, S],
    padding: [(R - 1) >> 1, (S - 1) >> 1],
    groups,
    bias: 'kernel' in given && given.kernel.bias.some((value) => value !== 0),
  })
}

/** The shape that a layer gets; null behind a layer that does not fit. */
export function inputOf(index: number, network: Network | null, input: InputShape): readonly number[] | null {
  return index === 0 ? input : (network?.layers[index - 1]?.output ?? null)
}
