import { createI18n } from 'vue-i18n'
import type { Locale } from '../../shared/commandLabels.ts'
import { en } from './en/index.ts'
import { zh } from './zh/index.ts'

/** The messages are compiled to syntax trees, not to functions: the window's policy forbids eval. */
export function createTexts(language: Locale) {
  return createI18n({ legacy: false, locale: language, fallbackLocale: 'en', messages: { en, zh } })
}
