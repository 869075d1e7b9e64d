import { usePreferredDark } from '@vueuse/core'
import { shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import { useSettingsStore } from '../stores/settingsStore.ts'
import { readColors } from './readColors.ts'

/** Of the runs of learning, by their number: told apart by every kind of color vision. */
export const runColors = [
  '--run-1',
  '--run-2',
  '--run-3',
  '--run-4',
  '--run-5',
  '--run-6',
  '--run-7',
  '--run-8',
] as const

/** Runs are counted from 1. */
export function runColor(id: number): (typeof runColors)[number] {
  return runColors[(id - 1) % runColors.length]
}

/** The colors of some tokens, read again whenever the theme changes. Empty until the element is there. */
export function useColors<N extends `--${string}`>(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  names: readonly N[],
): Readonly<ShallowRef<Partial<Record<N, string>>>> {
  const settings = useSettingsStore()
  const dark = usePreferredDark()
  const colors = shallowRef<Partial<Record<N, string>>>({})
  watch(
    [element, dark, () => settings.settings.theme],
    () => {
      // A canvas has no children to probe with; its parent has the same theme.
      const parent = element.value?.parentElement
      if (parent) colors.value = readColors(parent, names)
    },
    { immediate: true, flush: 'post' },
  )
  return colors
}
