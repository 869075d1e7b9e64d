import * as v from 'valibot'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { InputShape, LossName, NetworkDescription } from '../../shared/network/description.ts'
import { lossNames, parseNetwork } from '../../shared/network/description.ts'
import { banks } from '../../shared/network/fixedKernels.ts'
import type { BankName } from '../../shared/network/fixedKernels.ts'
import { networkPresets } from '../../shared/network/presets.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import type { NetworkPreset, NetworkPresetId } from '../../shared/network/presets.ts'
import { learnedKernels } from './layerEntries.ts'
import type { GivenKernels, LayerEntry } from './layerEntries.ts'
import { kernelSchema } from './kernelStore.ts'

/** How large the network's input is: as the photo, up to so many pixels, or always the same. */
export type InputSize =
  | { readonly kind: 'photo'; readonly mostPixels: number }
  | { readonly kind: 'fixed'; readonly height: number; readonly width: number }

/** Everything that a person set about the network. */
export interface NetworkChoices {
  readonly entries: readonly LayerEntry[]
  readonly channels: number
  readonly size: InputSize
  /** Of the random start. */
  readonly seed: number
  readonly loss: LossName | null
  /** The preset that no layer was changed of yet. */
  readonly preset: NetworkPresetId | null
}

/** Pixels of a working size: at once, finer, and every pixel there is. */
export const pixelChoices = [640 * 480, 1280 * 960, 1e12] as const
export const mostSide = 4096

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

const givenSchema = v.union([
  v.object({ bank: v.picklist(Object.keys(banks) as [BankName, ...BankName[]]) }),
  v.object({ kernel: kernelSchema }),
])

/** The shape of it alone: parseNetwork and createKernel check the rest, as for a file from anywhere. */
export const rememberedSchema = v.object({
  network: v.unknown(),
  given: v.array(v.nullable(givenSchema)),
  channels: whole(1, 1 << 16),
  size: v.union([
    v.object({ kind: v.literal('photo'), mostPixels: v.picklist(pixelChoices) }),
    v.object({ kind: v.literal('fixed'), height: whole(1, mostSide), width: whole(1, mostSide) }),
  ]),
  seed: whole(0, 2 ** 31),
  loss: v.nullable(v.picklist(lossNames)),
  preset: v.nullable(v.picklist(networkPresets.map(({ id }) => id))),
})
export type Remembered = v.InferOutput<typeof rememberedSchema>

export function rememberable({ entries, ...rest }: NetworkChoices): Remembered {
  const network = { input: [1, 1, 1], layers: entries.map(({ layer }) => layer) }
  return { ...rest, network, given: entries.map(({ given }) => rememberableKernels(given)) }
}

/** What was learned may be millions of numbers: it is in its file. */
function rememberableKernels(given: GivenKernels | null): Remembered['given'][number] {
  return given && !('learned' in given) ? (given as Remembered['given'][number]) : null
}

/** null for what is no network any more: a settings file that somebody edited. */
export function recalled(remembered: Remembered, nextKey: () => number): NetworkChoices | null {
  try {
    const { layers } = parseNetwork(remembered.network)
    const entries = layers.map((layer, i): LayerEntry => ({
      key: nextKey(),
      layer,
      given: thawed(remembered.given[i]),
    }))
    const { channels, size, seed, loss, preset } = remembered
    return Object.freeze({ entries, channels, size, seed, loss, preset })
  } catch {
    return null
  }
}

function thawed(given: Remembered['given'][number] | undefined): GivenKernels | null {
  if (!given) return null
  return 'bank' in given ? given : { kernel: createKernel(given.kernel) }
}

/** A description from a preset or a file. What is only looked at takes the photo as large as it is. */
export function choicesOf(
  description: NetworkDescription,
  preset: NetworkPreset<NetworkPresetId> | null,
  nextKey: () => number,
  parameters: NetworkParameters = new Map(),
): Omit<NetworkChoices, 'seed'> {
  const [channels, height, width] = description.input
  const entries = description.layers.map((layer, i): LayerEntry => {
    const bank = preset?.banks?.[i]
    return { key: nextKey(), layer, given: bank ? { bank } : learnedKernels(parameters, i) }
  })
  const size: InputSize =
    preset?.purpose === 'look' ? { kind: 'photo', mostPixels: pixelChoices[0] } : { kind: 'fixed', height, width }
  return { entries, channels, size, loss: description.loss ?? null, preset: preset?.id ?? null }
}

export function descriptionOf({ entries, loss }: NetworkChoices, input: InputShape): NetworkDescription {
  return Object.freeze({ input, layers: entries.map(({ layer }) => layer), ...(loss && { loss }) })
}
