// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { kernelFromRows, createKernel } from '../../../shared/kernel/kernel.ts'
import { readNetwork } from '../../../shared/network/description.ts'
import { layerTypes } from '../../../shared/network/layerKinds.ts'
import { layerFields } from '../../../renderer/panes/layers/layerFields.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { newLayer } from '../../../renderer/stores/layerEntries.ts'
import { layerRows } from '../../../renderer/stores/layerRows.ts'
import { rememberable } from '../../../renderer/stores/networkChoices.ts'
import { useNetworkStore } from '../../../renderer/stores/networkStore.ts'
import { createFakeEngine, createLab, imageInfo } from '../support/labApp.ts'

const types = () => useNetworkStore().layers.map(({ type }) => type)

describe('useNetworkStore', () => {
  beforeEach(() => void createLab())

  it('begins with a block of two convolutions and a pooling, and the deepest layer chosen', () => {
    const networks = useNetworkStore()
    expect(types()).toEqual(['conv2d', 'relu', 'conv2d', 'relu', 'maxPool2d'])
    expect(networks.selected).toBe(4)
    expect(networks.shapes?.layers.at(-1)?.output).toEqual([16, 240, 320])
    expect(networks.choices.preset).toBe('vgg-block')
  })

  it('takes the photo’s size, in proportion, up to as many pixels as were chosen', async () => {
    createLab({ engine: createFakeEngine({ openSample: () => imageInfo({ width: 4000, height: 3000 }) }) })
    const networks = useNetworkStore()
    await useImageStore().open({ kind: 'sample' })
    expect(networks.input).toEqual([3, 480, 640])
    networks.setSize({ kind: 'photo', mostPixels: 1e12 })
    // All maps of 12 megapixels are more than memory holds: 3 + 4 · 16 + 16 / 4 numbers a pixel.
    expect(networks.size.reason).toBe('memory')
    expect(networks.input[1] * networks.input[2] * 71).toBeLessThanOrEqual(100e6)
    networks.setSize({ kind: 'fixed', height: 20, width: 30 })
    networks.setChannels(1)
    expect(networks.input).toEqual([1, 20, 30])
  })

  it('adds behind the chosen layer, duplicates, moves with the choice, removes', () => {
    const networks = useNetworkStore()
    networks.selected = 1
    networks.addLayer('avgPool2d')
    expect(types()).toEqual(['conv2d', 'relu', 'avgPool2d', 'conv2d', 'relu', 'maxPool2d'])
    expect(networks.selected).toBe(2)
    networks.moveLayer(2, 5)
    expect(types().at(-1)).toBe('avgPool2d')
    expect(networks.selected).toBe(5) // the layer, not its place
    networks.duplicateLayer(0)
    expect(types().slice(0, 2)).toEqual(['conv2d', 'conv2d'])
    networks.removeLayer(1)
    networks.removeLayer(1)
    expect(types()).toEqual(['conv2d', 'conv2d', 'relu', 'maxPool2d', 'avgPool2d'])
    expect(networks.choices.preset).toBeNull()
    networks.selected = -1
    networks.addLayer('relu')
    expect(types()[0]).toBe('relu')
  })

  it('keeps its last layer', () => {
    const networks = useNetworkStore()
    networks.applyPreset('edges-8')
    networks.removeLayer(0)
    expect(types()).toEqual(['conv2d'])
  })

  it('names the first layer that does not fit, and goes on showing those before it', () => {
    const networks = useNetworkStore()
    networks.selected = 4
    networks.addLayer('linear')
    networks.addLayer('relu')
    expect(networks.misfit?.message).toMatch(/^layer 5 \(linear\): wants numbers in a row/)
    const rows = layerRows(networks.entries, networks.shapes)
    expect(rows.map(({ state }) => state)).toEqual([...new Array(5).fill('fits'), 'misfit', 'waiting'])
    networks.selected = 4
    networks.addLayer('flatten')
    expect(networks.misfit).toBeNull()
  })

  it('refuses an argument that cannot be, and changes nothing then', () => {
    const networks = useNetworkStore()
    const before = networks.layers
    expect(() => networks.changeLayer(0, { stride: [0, 1] })).toThrow('stride wants a whole number from 1')
    expect(networks.layers).toBe(before)
    networks.changeLayer(0, { out: 4 })
    expect(networks.shapes?.layers[0].output[0]).toBe(4)
  })

  it('gives the lecture’s kernels, in color and in gray', () => {
    const networks = useNetworkStore()
    networks.applyPreset('lecture')
    expect([...networks.given.keys()]).toEqual(['0.weight', '1.weight'])
    expect([...networks.given.get('1.weight')!.data]).toEqual([-1, -1, -1, -1, 8, -1, -1, -1, -1])
    networks.setChannels(1)
    expect([...networks.given.get('0.weight')!.data]).toEqual([1])
  })

  it('takes a flat kernel for the gray of all channels, its maps as large as its input', () => {
    const networks = useNetworkStore()
    networks.giveKernel(0, kernelFromRows([[1, 2, 3]], { divisor: 2, bias: [0.25] }))
    expect(networks.layers[0]).toMatchObject({ out: 1, kernel: [1, 3], padding: [0, 1], bias: true })
    expect(networks.shapes?.layers[0].output.slice(1)).toEqual(networks.input.slice(1))
    const weight = [...networks.given.get('0.weight')!.data]
    expect(weight.slice(0, 3).map((value) => value / weight[0])).toEqual([1, 2, 3])
    expect([...networks.given.get('0.bias')!.data]).toEqual([0.25])
  })

  it('takes a kernel of several slices as it is, and refuses one of other channels', () => {
    const networks = useNetworkStore()
    const slices = createKernel({ shape: [2, 3, 1, 1], weight: [1, 2, 3, 4, 5, 6] })
    networks.giveKernel(0, slices)
    expect([...networks.given.get('0.weight')!.data]).toEqual([1, 2, 3, 4, 5, 6])
    networks.setChannels(1)
    expect(networks.given.size).toBe(0) // no longer fits: the random start
    expect(() => networks.giveKernel(0, slices)).toThrow('this kernel wants 3 channels')
  })

  it('writes what `kernel-lab shape` reads, and takes it back', () => {
    const networks = useNetworkStore()
    networks.applyPreset('lenet')
    const text = networks.text()
    expect(readNetwork(text)).toEqual(networks.description)
    networks.applyPreset('edges-8')
    networks.adopt(readNetwork(text))
    expect(networks.text()).toBe(text)
    expect(networks.choices.size).toEqual({ kind: 'fixed', height: 32, width: 32 })
  })

  it('comes back with its layers, kernels and seed; a settings file that somebody edited is as if there were none', () => {
    const networks = useNetworkStore()
    networks.applyPreset('lecture')
    networks.giveKernel(1, kernelFromRows([[1, -1]]))
    networks.drawAgain()
    const remembered = JSON.parse(JSON.stringify(rememberable(networks.choices)))
    const start = (network: unknown) => ({
      start: { settings: { locale: 'en', theme: 'system', workspace: { network } } as const },
    })
    const [text, given] = [networks.text(), [...networks.given]]
    createLab(start(remembered))
    expect(useNetworkStore().text()).toBe(text)
    expect([...useNetworkStore().given]).toEqual(given)
    expect(useNetworkStore().choices.seed).toBe(2)
    createLab(start({ ...remembered, network: { input: [1, 1, 1], layers: [{ type: 'conv9d' }] } }))
    expect(useNetworkStore().choices.preset).toBe('vgg-block')
  })
})

describe('every type of layer', () => {
  it.each(layerTypes)('%s can be added and has a field for each of its arguments', (type) => {
    const names = Object.keys(newLayer(type)).filter((name) => name !== 'type')
    expect(layerFields[type].map(({ name }) => name).sort()).toEqual(names.sort())
  })
})
