// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it } from 'vitest'
import { h } from 'vue'
import LabButton from '../../../../renderer/panes/base/LabButton.vue'

/** As the window has it: tooltips need their provider. */
function mountButton(props: { iconOnly?: boolean; disabled?: boolean; pressed?: boolean }) {
  let clicks = 0
  const button = h(LabButton, { label: 'Undo', icon: 'undo', class: 'mine', onClick: () => clicks++, ...props })
  const window = mount(TooltipProvider, { slots: { default: () => button } })
  return { button: window.get('button'), clicks: () => clicks }
}

describe('LabButton', () => {
  for (const iconOnly of [false, true]) {
    it(`is clicked, named and styled from outside ${iconOnly ? 'as an icon with a tooltip' : 'as a word'}`, async () => {
      const { button, clicks } = mountButton({ iconOnly })
      await button.trigger('click')
      expect(clicks()).toBe(1)
      expect(button.classes()).toContain('mine')
      expect(button.attributes('aria-label') ?? button.text()).toBe('Undo')
    })
  }

  it('is a toggle only when it is told whether it is pressed', () => {
    expect(mountButton({}).button.attributes('aria-pressed')).toBeUndefined()
    expect(mountButton({ pressed: false }).button.attributes('aria-pressed')).toBe('false')
    expect(mountButton({ pressed: true }).button.attributes('aria-pressed')).toBe('true')
  })

  it('cannot be clicked while it is disabled', async () => {
    const { button, clicks } = mountButton({ iconOnly: true, disabled: true })
    await button.trigger('click')
    expect(clicks()).toBe(0)
  })
})
