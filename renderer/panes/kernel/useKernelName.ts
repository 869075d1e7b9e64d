import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { presetNames } from '../../../shared/kernel/presetNames.ts'
import { useText } from '../../locales/useText.ts'
import { useKernelStore } from '../../stores/kernelStore.ts'
import { useSettingsStore } from '../../stores/settingsStore.ts'
import { kernelOrigin } from './kernelOrigin.ts'
import type { KernelOrigin } from './kernelOrigin.ts'

export interface UseKernelNameReturn {
  readonly origin: ComputedRef<KernelOrigin>
  /** In the language of the window. */
  readonly name: ComputedRef<string>
  readonly edited: ComputedRef<boolean>
}

/** What the kernel in the editor is called. */
export function useKernelName(): UseKernelNameReturn {
  const { t } = useText()
  const kernels = useKernelStore()
  const settings = useSettingsStore()
  const origin = computed(() => kernelOrigin(kernels.kernel))

  const name = computed(() => {
    const from = origin.value
    switch (from.kind) {
      case 'preset':
        return presetNames[from.preset.id][settings.language]
      case 'generator':
        return t(`kernel.generator.names.${from.generator.id}`)
      case 'named':
        return from.name || t('kernel.unnamed')
      default:
        return t(`kernel.${from.kind}`)
    }
  })
  const edited = computed(() => 'edited' in origin.value && origin.value.edited)
  return { origin, name, edited }
}
