// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import LabNumberField from '../../../../renderer/panes/base/LabNumberField.vue'

function mountField(props: { modelValue: number; min?: number; max?: number; step?: number }) {
  const field = mount(LabNumberField, { props: { label: 'Bias', ...props } })
  const input = field.get('input')
  const meant = (): unknown[] => (field.emitted('update:modelValue') ?? []).map(([value]) => value)
  const type = async (text: string): Promise<void> => {
    input.element.value = text
    await input.trigger('input')
  }
  /** Enter, or leaving the field: the browser makes `change` of both. */
  const settle = (): Promise<void> => input.trigger('change')
  return { input, type, settle, meant, written: () => input.element.value }
}

describe('LabNumberField', () => {
  it('means a number when it is done, not while it is typed', async () => {
    const { type, settle, meant } = mountField({ modelValue: 1, step: 0.1 })
    await type('-0.')
    await type('-0.25')
    const before = meant().length
    await settle()
    expect(before).toBe(0)
    expect(meant()).toEqual([-0.25])
  })

  it('takes a decimal comma and a typographic minus', async () => {
    const { type, settle, meant } = mountField({ modelValue: 1, step: 0.1 })
    await type('−1,5')
    await settle()
    expect(meant()).toEqual([-1.5])
  })

  it('goes back to the last number when what was typed is none', async () => {
    const { input, type, settle, meant, written } = mountField({ modelValue: 3, min: 1 })
    await type('three')
    expect(input.attributes('aria-invalid')).toBe('true')
    await settle()
    expect(written()).toBe('3')
    expect(meant()).toEqual([])
  })

  it('keeps to its limits, and to whole numbers where its steps are whole', async () => {
    const { type, settle, meant } = mountField({ modelValue: 3, min: 1, max: 31 })
    await type('99')
    await settle()
    await type('2.5')
    await settle()
    expect(meant()).toEqual([31])
  })

  it('steps by the arrow keys, ten at a time with Shift, without the noise of binary fractions', async () => {
    const { input, meant, written } = mountField({ modelValue: 0.2, step: 0.1 })
    await input.trigger('keydown', { key: 'ArrowUp' })
    expect(written()).toBe('0.3')
    await input.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    expect(meant().at(-1)).toBeCloseTo(-0.7, 12)
  })
})
