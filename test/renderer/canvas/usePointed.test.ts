// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick, useTemplateRef } from 'vue'
import { usePointed } from '../../../renderer/canvas/usePointed.ts'

let unmount = (): void => undefined
afterEach(() => unmount())

async function mountPane() {
  const heard: (readonly [type: string, x: number])[] = []
  const wrapper = mount(
    {
      template: '<div ref="pane" />',
      setup() {
        usePointed(useTemplateRef<HTMLElement>('pane'), ({ type, clientX }, { left }) =>
          heard.push([type, clientX - left]),
        )
      },
    },
    { attachTo: document.body },
  )
  unmount = () => wrapper.unmount()
  await nextTick() // listeners are attached when the element is there
  const element = wrapper.element as HTMLElement
  const place = { left: 10, measured: 0 }
  element.getBoundingClientRect = () => {
    place.measured++
    return new DOMRect(place.left, 0, 200, 100)
  }
  const pointer = (type: string, clientX: number): boolean => element.dispatchEvent(new PointerEvent(type, { clientX }))
  return { heard, pointer, place }
}

it('hears of the pointer at once, and again with the frame', async () => {
  const { heard, pointer } = await mountPane()
  pointer('pointerrawupdate', 30)
  pointer('pointermove', 30)
  expect(heard).toEqual([
    ['pointerrawupdate', 20],
    ['pointermove', 20],
  ])
})

it('measures once a frame, however often the pointer is told of', async () => {
  const { heard, pointer, place } = await mountPane()
  pointer('pointermove', 30)
  for (let x = 31; x < 40; x++) pointer('pointerrawupdate', x)
  expect(place.measured).toBe(1)
  place.left = 15 // the layout changed
  pointer('pointermove', 40)
  pointer('pointerrawupdate', 41)
  expect(heard.slice(-2)).toEqual([
    ['pointermove', 25],
    ['pointerrawupdate', 26],
  ])
})

it('measures anew when the pointer comes back', async () => {
  const { heard, pointer, place } = await mountPane()
  pointer('pointermove', 30)
  pointer('pointerleave', 0)
  place.left = 20
  pointer('pointerrawupdate', 30)
  expect(heard.at(-1)).toEqual(['pointerrawupdate', 10])
})
