import { mount } from '@vue/test-utils'
import { defineComponent } from 'vue'
import { createTexts } from '../../../renderer/locales/i18n.ts'
import { useText } from '../../../renderer/locales/useText.ts'

/** useText in a language, as a component of the window uses it. */
export function texts(language: 'en' | 'zh'): ReturnType<typeof useText> {
  let found: ReturnType<typeof useText>
  const Reader = defineComponent({ setup: () => ((found = useText()), () => null) })
  mount(Reader, { global: { plugins: [createTexts(language)] } })
  return found!
}
