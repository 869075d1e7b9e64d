// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { createApp } from '../../renderer/domRenderer.ts'

it('writes text that changes into the node that is there', async () => {
  const [text, children] = [shallowRef<string | null>('1'), shallowRef(false)]
  const host = document.createElement('div')
  const app = createApp(
    defineComponent(() => () => h('p', children.value ? [h('b', '2'), h('i', '3')] : (text.value ?? ''))),
  )
  app.mount(host)
  const paragraph = host.firstElementChild!
  const node = paragraph.firstChild
  text.value = '−4.25'
  await nextTick()
  expect(paragraph.textContent).toBe('−4.25')
  expect(paragraph.firstChild).toBe(node)
  children.value = true
  await nextTick()
  expect(paragraph.innerHTML).toBe('<b>2</b><i>3</i>')
  children.value = false
  text.value = null
  await nextTick()
  expect(paragraph.childNodes).toHaveLength(0)
  text.value = 'again'
  await nextTick()
  expect(paragraph.textContent).toBe('again')
  app.unmount()
  expect(host.childNodes).toHaveLength(0)
})
