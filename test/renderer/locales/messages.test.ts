// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { en } from '../../../renderer/locales/en/index.ts'
import { createTexts } from '../../../renderer/locales/i18n.ts'
import { zh } from '../../../renderer/locales/zh/index.ts'
import { flatten } from './flatten.ts'

const english = flatten(en)
const chinese = new Map(flatten(zh))
const names = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

describe('the messages', () => {
  it('have the same keys in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual(english.map(([key]) => key).sort())
  })

  it('name the same values in both languages', () => {
    const different = english.filter(([key, text]) => String(names(text)) !== String(names(chinese.get(key)!)))
    expect(different).toEqual([])
  })

  it('say something everywhere', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('are shown as they are written, the form of one and that of many: nothing is taken for a link', () => {
    for (const language of ['en', 'zh'] as const) {
      const { t } = createTexts(language).global
      for (const [key, written] of flatten(language === 'en' ? en : zh)) {
        const named = Object.fromEntries(names(written).map((name) => [name.slice(1, -1), `<${name.slice(1, -1)}>`]))
        for (const [form, text] of written.split(' | ').entries()) {
          const expected = text.replace(/\{(\w+)\}/g, '<$1>').replace(/\{'(.)'\}/g, '$1')
          expect(t(key, named, form + 1), key).toBe(expected)
        }
      }
    }
  })
})
