import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { LabError } from '../../shared/errors.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { formatNetwork } from '../../shared/network/description.ts'
import type { InputShape, LossName, NetworkDescription } from '../../shared/network/description.ts'
import type { LayerDescription, LayerType } from '../../shared/network/layerKinds.ts'
import { findNetworkPreset } from '../../shared/network/presets.ts'
import type { NetworkPresetId } from '../../shared/network/presets.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { networkShapes } from '../../shared/network/shapes.ts'
import { workingSize } from '../../shared/network/workingSize.ts'
import type { WorkingSize } from '../../shared/network/workingSize.ts'
import type { TrainedNetwork } from '../../shared/rpc/modelContract.ts'
import { useImageStore } from './imageStore.ts'
import { checkedLayer, fitted, givenParameters, inputOf, layerFor, learnedKernels, newLayer } from './layerEntries.ts'
import type { GivenKernels, LayerEntry } from './layerEntries.ts'
import { choicesOf, descriptionOf, recalled, rememberable, rememberedSchema } from './networkChoices.ts'
import type { InputSize, NetworkChoices } from './networkChoices.ts'
import { useSettingsStore } from './settingsStore.ts'

const firstPreset: NetworkPresetId = 'vgg-block'
const mostLayers = 64
/** Of a picture that nobody opened yet. */
const noPhoto = { height: 480, width: 640 }

/** What decides whether weights fit: the layers, and how many channels come in. */
function layersText({ layers, input: [C] }: NetworkDescription): string {
  return JSON.stringify([C, layers])
}

/** The layers in a row that are edited: what they are, whether they fit, and what they cost. Knows no pixels. */
export const useNetworkStore = defineStore('network', () => {
  const settings = useSettingsStore()
  const images = useImageStore()
  let lastKey = 0
  const nextKey = (): number => ++lastKey

  const choices = shallowRef<NetworkChoices>(rememberedChoices() ?? presetChoices(firstPreset))
  /** The layer that is looked at, by its key: it may move. null is the input. */
  const selectedKey = shallowRef<number | null>(choices.value.entries.at(-1)?.key ?? null)

  const entries = computed(() => choices.value.entries)
  const layers = computed(() => entries.value.map(({ layer }) => layer))
  const size = computed<WorkingSize>(() => {
    const { size: wanted, channels } = choices.value
    if (wanted.kind === 'fixed') return { height: wanted.height, width: wanted.width, reason: 'choice' }
    return workingSize(layers.value, channels, images.info ?? noPhoto, wanted.mostPixels)
  })
  const input = computed<InputShape>(() => [choices.value.channels, size.value.height, size.value.width])
  const description = computed<NetworkDescription>(() => descriptionOf(choices.value, input.value))
  const fit = computed(() => fitted(description.value))
  const network = computed(() => fit.value.network)
  const misfit = computed(() => fit.value.misfit)
  const shapes = computed(() => network.value && networkShapes(network.value))
  const given = computed(() => (network.value ? givenParameters(network.value, entries.value) : new Map()))

  /** −1 is the input. */
  const selected = computed({
    get: () => entries.value.findIndex(({ key }) => key === selectedKey.value),
    set: (index) => (selectedKey.value = entries.value[index]?.key ?? null),
  })

  function rememberedChoices(): NetworkChoices | null {
    const remembered = settings.recall('network', rememberedSchema)
    return remembered ? recalled(remembered, nextKey) : null
  }

  function presetChoices(id: NetworkPresetId): NetworkChoices {
    const found = findNetworkPreset(id)
    if (!found) throw new LabError('internal', `there is no preset ${id}`)
    return Object.freeze({ ...choicesOf(found.describe(found.input, 10), found, nextKey), seed: 1 })
  }

  function become(next: Partial<NetworkChoices>): void {
    choices.value = Object.freeze({ ...choices.value, ...next })
    settings.remember('network', rememberable(choices.value))
  }

  function applyPreset(id: NetworkPresetId): void {
    become(presetChoices(id))
    selectedKey.value = entries.value.at(-1)?.key ?? null
  }

  /** From a file or the other end of the lab; what it learned comes along where it is given. */
  function adopt(next: NetworkDescription, parameters: NetworkParameters = new Map()): void {
    become(choicesOf(next, null, nextKey, parameters))
    selectedKey.value = entries.value.at(-1)?.key ?? null
  }

  /** What a run learned of these very layers; what it learned of others stays where it is. */
  function adoptWeights({ description: trained, parameters }: TrainedNetwork): void {
    if (layersText(trained) !== layersText(description.value)) return
    const learned = entries.value.map((entry, i) => ({ ...entry, given: learnedKernels(parameters, i) }))
    choices.value = Object.freeze({ ...choices.value, entries: learned }) // not remembered: the run keeps it
  }

  /** All of it as it was. */
  function restore(before: NetworkChoices): void {
    become(before)
    selectedKey.value = entries.value.at(-1)?.key ?? null
  }

  function setEntries(next: readonly LayerEntry[]): void {
    become({ entries: next, preset: null })
  }

  /** Throws `bad-argument` for a value that this argument cannot have. */
  function changeLayer(index: number, part: object): void {
    const entry = entries.value[index]
    setEntries(entries.value.with(index, { ...entry, layer: checkedLayer({ ...entry.layer, ...part }) }))
  }

  /** Behind layer `index`; −1 puts it first. */
  function insert(index: number, layer: LayerDescription, kernels: GivenKernels | null = null): void {
    if (entries.value.length >= mostLayers) {
      throw new LabError('too-large', `the lab shows at most ${mostLayers} layers in a row`)
    }
    const entry = { key: nextKey(), layer, given: kernels }
    setEntries(entries.value.toSpliced(index + 1, 0, entry))
    selectedKey.value = entry.key
  }

  function addLayer(type: LayerType, behind = selected.value): void {
    insert(behind, newLayer(type))
  }

  function duplicateLayer(index: number): void {
    const { layer, given: kernels } = entries.value[index]
    insert(index, layer, kernels)
  }

  /** The last one stays: a network has at least one layer. */
  function removeLayer(index: number): void {
    if (entries.value.length <= 1 || !entries.value[index]) return
    const wasSelected = index === selected.value
    setEntries(entries.value.toSpliced(index, 1))
    if (wasSelected) selected.value = Math.min(index, entries.value.length - 1)
  }

  function moveLayer(from: number, to: number): void {
    const last = entries.value.length - 1
    const target = Math.min(last, Math.max(0, to))
    if (from === target || !entries.value[from]) return
    setEntries(entries.value.toSpliced(from, 1).toSpliced(target, 0, entries.value[from]))
  }

  /** null goes back to the random start. Throws `shape-mismatch` where the kernels meet another number of channels. */
  function giveKernels(index: number, kernels: GivenKernels | null): void {
    const entry = entries.value[index]
    const before = inputOf(index, network.value, input.value)
    const layer = kernels && before ? layerFor(kernels, entry.layer, before) : entry.layer
    setEntries(entries.value.with(index, { ...entry, layer, given: kernels }))
  }

  function giveKernel(index: number, kernel: Kernel): void {
    giveKernels(index, { kernel })
  }

  function setLoss(loss: LossName): void {
    become({ loss })
  }

  function setChannels(channels: number): void {
    become({ channels })
  }

  function setSize(next: InputSize): void {
    become({ size: Object.freeze(next) })
  }

  /** Other random numbers. */
  function drawAgain(): void {
    become({ seed: choices.value.seed + 1 })
  }

  return {
    ...{ choices, entries, layers, size, input, description, network, misfit, shapes, given, selected },
    ...{ applyPreset, adopt, restore, changeLayer, addLayer, duplicateLayer, removeLayer, moveLayer },
    ...{ giveKernels, giveKernel, adoptWeights, setLoss, setChannels, setSize, drawAgain },
    text: () => formatNetwork(description.value),
  }
})
