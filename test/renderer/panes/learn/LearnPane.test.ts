// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import LearnPane from '../../../../renderer/panes/learn/LearnPane.vue'
import { useImageStore } from '../../../../renderer/stores/imageStore.ts'
import { useLearnProblemStore } from '../../../../renderer/stores/learnProblemStore.ts'
import { createLearningEngine, learnProblem } from '../../support/fakeLearning.ts'
import { createLab } from '../../support/labApp.ts'

function show() {
  const findings = [{ id: 'unexplained', share: 0.5 }] as const
  const engine = createLearningEngine(({ size }) => learnProblem(size, { findings }))
  const { global } = createLab({ engine })
  const stores = { images: useImageStore(), problems: useLearnProblemStore() }
  const pane = mount({ render: () => h(TooltipProvider, () => h(LearnPane)) }, { global, attachTo: document.body })
  return { pane, engine, ...stores }
}

describe('LearnPane', () => {
  it('says what to do while there is no photo', async () => {
    const { pane, images } = show()
    expect(pane.text()).toContain('No photo to learn from')
    const [sample] = pane.findAll('button').filter((button) => button.text() === 'Use the sample photo')
    await sample.trigger('click')
    await vi.waitFor(() => expect(images.info).not.toBeNull())
    await vi.waitFor(() => expect(pane.text()).not.toContain('No photo to learn from'))
    pane.unmount()
  })

  it('shows the exact answer and the findings of the pair before any run', async () => {
    const { pane, images, problems } = show()
    await images.open({ kind: 'sample' })
    problems.attended = true
    await vi.waitFor(() => expect(pane.find('[data-testid=kernel-exact]').exists()).toBe(true))
    expect(pane.find('[data-testid=kernel-exact]').text()).toContain('0.8')
    expect(pane.text()).toContain('explains 50 %')
    expect(pane.text()).toContain('Ready: 1,000 equations for 9 unknowns')
    const [start] = pane.findAll('button').filter((button) => button.text() === 'Start')
    expect(start.attributes('disabled')).toBeUndefined()
    pane.unmount()
  })
})
