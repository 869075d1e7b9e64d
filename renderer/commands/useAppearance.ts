import { watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSettingsStore } from '../stores/settingsStore.ts'

/** Theme and language of the settings, put where CSS, screen readers and the texts look for them. */
export function useAppearance(): void {
  const settings = useSettingsStore()
  const { locale } = useI18n({ useScope: 'global' })

  watchEffect(() => {
    const { theme } = settings.settings
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  })
  watchEffect(() => {
    locale.value = settings.language
    document.documentElement.lang = settings.language === 'zh' ? 'zh-CN' : 'en'
  })
}
