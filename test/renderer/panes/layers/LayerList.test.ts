// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { parseNetwork } from '../../../../shared/network/description.ts'
import { fitted } from '../../../../renderer/stores/layerEntries.ts'
import { argumentText, layerRows, logShare } from '../../../../renderer/stores/layerRows.ts'
import LayerArguments from '../../../../renderer/panes/layers/LayerArguments.vue'
import LayerCost from '../../../../renderer/panes/layers/LayerCost.vue'
import LayerList from '../../../../renderer/panes/layers/LayerList.vue'
import { networkShapes } from '../../../../shared/network/shapes.ts'
import { createLab } from '../../support/labApp.ts'

const description = parseNetwork({
  input: [3, 8, 10],
  layers: [
    { type: 'conv2d', out: 4, kernel: [3, 5], padding: 'same' },
    { type: 'maxPool2d', kernel: 2 },
    { type: 'linear', out: 10 },
    { type: 'relu' },
  ],
})
const shapes = networkShapes(fitted(description).network!)
const rows = layerRows(
  description.layers.map((layer, key) => ({ key, layer })),
  shapes,
)

function listWith(selected: number) {
  const { global } = createLab()
  const list = mount(LayerList, {
    global,
    props: { rows, input: description.input, selected },
    attachTo: document.body,
  })
  const press = (key: string, held: object = {}) => list.find('[role=listbox]').trigger('keydown', { key, ...held })
  return { list, press }
}

describe('LayerList', () => {
  it('names every layer with its output, the first misfit, and what waits behind it', () => {
    const { list } = listWith(0)
    const words = list.findAll('[data-layer]').map((row) => row.text().replace(/\s+/g, ' '))
    expect(words[0]).toMatch(/^Layer 0 ?Convolution 4 · 3 × 5 · p same ?output 4 × 8 × 10/)
    expect(words[1]).toMatch(/^Layer 1 ?Max pooling 2 × 2 ?output 4 × 4 × 5/)
    expect(words[2]).toMatch(/^Layer 2 ?Fully connected 10 ?does not fit/)
    expect(words[3]).toMatch(/^Layer 3 ?ReLU ?waits/)
    expect(list.findAll('[data-layer]')[0].text()).toContain('184 parameters')
    expect(list.findAll('[tabindex="0"]')).toHaveLength(1)
  })

  it('chooses by arrow keys, moves with Alt, duplicates and removes', async () => {
    const { list, press } = listWith(1)
    await press('ArrowDown')
    await press('ArrowUp')
    await press('Home')
    expect(list.emitted('select')).toEqual([[2], [0], [-1]])
    await press('ArrowUp', { altKey: true })
    await press('ArrowDown', { altKey: true })
    expect(list.emitted('move')).toEqual([
      [1, 0],
      [1, 2],
    ])
    await press('d', { ctrlKey: true })
    await press('Delete')
    expect([list.emitted('duplicate'), list.emitted('remove')]).toEqual([[[1]], [[1]]])
  })

  it('moves nothing beyond its ends, and not the input', async () => {
    const first = listWith(0)
    await first.press('ArrowUp', { altKey: true })
    const input = listWith(-1)
    await input.press('ArrowDown', { altKey: true })
    await input.press('Delete')
    expect([first.list.emitted('move'), input.list.emitted('move'), input.list.emitted('remove')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('LayerArguments', () => {
  it('changes one argument, one axis at a time', async () => {
    const { global } = createLab()
    const fields = mount(LayerArguments, { global, props: { layer: description.layers[0] } })
    await fields.find('input[aria-valuenow="5"]').setValue('7')
    await fields.find('input[role=switch]').setValue(false)
    expect(fields.emitted('change')).toEqual([[{ kernel: [3, 7] }], [{ bias: false }]])
  })
})

describe('LayerCost', () => {
  it('says how many times as many parameters a fully-connected layer would need', () => {
    const { global } = createLab()
    const cost = mount(LayerCost, { global, props: { shape: shapes.layers[0] } })
    // 240 · 320 weights and 320 biases against 4 · 3 · 15 and 4.
    expect(cost.text()).toContain('learns 184 numbers')
    expect(cost.text()).toContain('would learn 77.1K: 419 times as many')
    expect(cost.text()).toContain('Receptive field 3 × 5, step 1, beginning at −1,−2.')
  })
})

describe('a layer in one line', () => {
  it('leaves PyTorch’s defaults out', () => {
    expect(description.layers.map(argumentText)).toEqual(['4 · 3 × 5 · p same', '2 × 2', '10', ''])
    const odd = parseNetwork({
      input: [4, 9, 9],
      layers: [
        { type: 'conv2d', out: 4, kernel: 3, stride: [1, 2], dilation: 2, groups: 4, padding: 1 },
        { type: 'maxPool2d', kernel: 3, stride: 2 },
      ],
    })
    expect(odd.layers.map(argumentText)).toEqual(['4 · 3 × 3 · /1,2 · p 1 · d 2 · g 4', '3 × 3 · /2'])
  })

  it('is drawn on a logarithmic scale', () => {
    expect([0, 999, 1e15].map(logShare)).toEqual(['0%', '20%', '100%'])
  })
})
