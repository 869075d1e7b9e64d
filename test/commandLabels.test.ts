import { describe, expect, it } from 'vitest'
import { chooseLocale, labels, locales } from '../shared/commandLabels.ts'
import { commandList, menus } from '../shared/commandList.ts'

describe('labels', () => {
  it.each(locales)('name every command and menu in %s, no two commands of one menu alike', (locale) => {
    const { commands, menus: menuWords } = labels[locale]
    expect(Object.keys(menuWords)).toEqual([...menus])
    for (const menu of menus) {
      const words = commandList.filter((command) => command.menu === menu).map(({ id }) => commands[id])
      expect(words.every((word) => word.trim() !== '')).toBe(true)
      expect(new Set(words).size).toBe(words.length)
    }
  })

  it('end with an ellipsis in both languages or in none', () => {
    for (const { id } of commandList) {
      expect(labels.zh.commands[id].endsWith('…'), id).toBe(labels.en.commands[id].endsWith('…'))
    }
  })
})

describe('chooseLocale', () => {
  it.each([
    [['zh-Hans-CN', 'en-US'], 'zh'],
    [['de-DE', 'ZH-TW'], 'zh'],
    [['en-GB', 'zh-CN'], 'en'],
    [['de-DE', 'fr'], 'en'],
    [['zhx'], 'en'],
    [[], 'en'],
  ])('follows the system %j to %s', (languages, locale) => {
    expect(chooseLocale('system', languages)).toBe(locale)
  })

  it('follows a person before the system', () => {
    expect(chooseLocale('en', ['zh-CN'])).toBe('en')
    expect(chooseLocale('zh', ['en-US'])).toBe('zh')
  })
})
