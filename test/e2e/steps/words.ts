// The window's own words, to find things in it whatever its language.
import type { Locator, Page } from '@playwright/test'
import type { Locale } from '../../../shared/commandLabels.ts'
import { en } from '../../../renderer/locales/en/index.ts'
import type { MessageKey } from '../../../renderer/locales/messages.ts'
import { zh } from '../../../renderer/locales/zh/index.ts'

export const texts = { en, zh }

export interface Words {
  /** A message with its values. */
  text(key: MessageKey, named?: Readonly<Record<string, string | number>>): string
  /** For names that go on, or that have values where the message has braces. */
  beginning(key: MessageKey): RegExp
  button(key: MessageKey, where: Page | Locator): Locator
}

export function said(language: Locale): Words {
  const find = (key: MessageKey): string => {
    const at = key.split('.').reduce<unknown>((tree, word) => (tree as Record<string, unknown>)[word], texts[language])
    return at as string
  }
  const text: Words['text'] = (key, named = {}) => find(key).replace(/\{(\w+)\}/g, (_, name) => String(named[name]))
  return {
    text,
    beginning: (key) =>
      new RegExp(
        `^${find(key)
          .split(/\{\w+\}/)[0]
          .replace(/[.*+?^$()[\]\\|]/g, '\\$&')}`,
      ),
    button: (key, where) => where.getByRole('button', { name: text(key), exact: true }),
  }
}
