import { computed } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { generate, generators } from '../../../shared/kernel/generators.ts'
import type { Kernel } from '../../../shared/kernel/kernel.ts'
import { presetFamilyNames, presetNames } from '../../../shared/kernel/presetNames.ts'
import { presetFamilies, presets } from '../../../shared/kernel/presets.ts'
import type { MessageKey } from '../../locales/messages.ts'
import { useText } from '../../locales/useText.ts'
import { useSettingsStore } from '../../stores/settingsStore.ts'

/** A kernel to begin with. */
export interface KernelChoice {
  readonly id: string
  readonly name: string
  /** Its source, or its number of sliders. */
  readonly hint: string
  readonly kernel: Kernel
  readonly label: MessageKey
}

export interface ChoiceGroup {
  readonly id: string
  readonly name: string
  readonly choices: readonly KernelChoice[]
}

const generated = generators.map((generator) => ({ generator, kernel: generate(generator.id) }))

/** Presets by family, then generators; those in which every word of the search stands, in either language. */
export function useKernelChoices(search: Readonly<ShallowRef<string>>): ComputedRef<readonly ChoiceGroup[]> {
  const { t } = useText()
  const settings = useSettingsStore()

  const all = computed<readonly ChoiceGroup[]>(() => {
    const language = settings.language
    const families = presetFamilies.map((family) => ({
      id: family,
      name: presetFamilyNames[family][language],
      choices: presets
        .filter((preset) => preset.family === family)
        .map(({ id, kernel, source }) => {
          return {
            id,
            name: presetNames[id][language],
            hint: source.text[language],
            kernel,
            label: 'kernel.history.preset',
          } as const
        }),
    }))
    const choices = generated.map(({ generator: { id, parameters }, kernel }) => {
      const hint = parameters
        .map((parameter) => t(`kernel.generator.parameters.${parameter.id}` as MessageKey))
        .join(' · ')
      return { id, name: t(`kernel.generator.names.${id}`), hint, kernel, label: 'kernel.history.generate' } as const
    })
    return [{ id: 'generators', name: t('kernel.picker.generators'), choices }, ...families]
  })

  return computed(() => {
    const words = search.value.toLowerCase().split(/\s+/)
    return all.value
      .map((group) => ({ ...group, choices: group.choices.filter((choice) => words.every(holds(group, choice))) }))
      .filter(({ choices }) => choices.length > 0)
  })
}

function holds(group: ChoiceGroup, { id, name, hint }: KernelChoice): (word: string) => boolean {
  const english = id in presetNames ? presetNames[id as keyof typeof presetNames].en : ''
  const text = [group.id, group.name, id, name, english, hint].join(' ').toLowerCase()
  return (word) => text.includes(word)
}
