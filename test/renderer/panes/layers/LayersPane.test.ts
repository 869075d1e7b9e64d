// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it, vi } from 'vitest'
import { h, nextTick } from 'vue'
import { useNetworkStore } from '../../../../renderer/stores/networkStore.ts'
import LayersPane from '../../../../renderer/panes/layers/LayersPane.vue'
import { createLab } from '../../support/labApp.ts'

/** All of it, which comes within three frames. */
async function room() {
  const { global } = createLab()
  const pane = mount({ render: () => h(TooltipProvider, () => h(LayersPane)) }, { global, attachTo: document.body })
  await vi.waitUntil(() => pane.find('[data-testid=layer-cost]').exists())
  return { pane, networks: useNetworkStore() }
}

describe('LayersPane', () => {
  it('without a photo says so, offers one, and lists shapes already', async () => {
    const { pane } = await room()
    expect(pane.find('[role=status]').text()).toContain('Layers need a photo to look at.')
    expect(pane.findAll('button').some((button) => button.text() === 'Use the sample photo')).toBe(true)
    expect(pane.findAll('[data-layer]').at(-1)?.text()).toContain('16 × 240 × 320')
    expect(pane.find('[data-testid=layer-cost]').text()).toMatch(/^This layer learns nothing/)
  })

  it('names the first misfit in words, with what was wanted and what came', async () => {
    const { pane, networks } = await room()
    networks.addLayer('linear')
    await nextTick()
    const refusal = pane.find('[role=alert]').text()
    expect(refusal).toContain('Layer 5, Fully connected, does not fit what comes before it.')
    expect(refusal).toContain('got 16×240×320')
    networks.removeLayer(5)
    await nextTick()
    expect(pane.find('[role=alert]').exists()).toBe(false)
  })

  it('shows the arguments and the cost of the layer that is chosen', async () => {
    const { pane, networks } = await room()
    networks.selected = 0
    await nextTick()
    expect(pane.find('[data-testid=layer-cost]').text()).toMatch(/^This layer learns 448 numbers\. .* times as many\.$/)
    expect(pane.find('[data-testid=layer-field]').text()).toBe('Receptive field 3 × 3, step 1, beginning at −1.')
    networks.selected = -1
    await nextTick()
    expect(pane.find('[data-testid=layer-cost]').exists()).toBe(false)
  })
})
