import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, shallowRef } from 'vue'
import { LabError } from '../../shared/errors.ts'
import * as history from '../../shared/history.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import type { PresetId } from '../../shared/kernel/presets.ts'
import type { MessageKey } from '../locales/messages.ts'
import { useSettingsStore } from './settingsStore.ts'

/** What a new user sees happen to a photo at once, and what reset goes back to: the lecture's edges. */
export const firstKernel = presetKernel('laplacian')

function presetKernel(id: PresetId): Kernel {
  const preset = findPreset(id)
  if (!preset) throw new LabError('internal', `the preset ${id} is missing`)
  return preset.kernel
}

const extent = v.pipe(v.number(), v.integer(), v.minValue(1))

/** Only the shape of it: createKernel checks the rest, as for a kernel from anywhere. */
export const kernelSchema = v.object({
  name: v.string(),
  shape: v.tuple([extent, extent, extent, extent]),
  weight: v.array(v.number()),
  bias: v.array(v.number()),
  divisor: v.number(),
})

/** The kernel that is edited, and how it came to be. Every change is a frozen kernel in place of the last. */
export const useKernelStore = defineStore('kernel', () => {
  const settings = useSettingsStore()
  const past = shallowRef(history.createHistory<Kernel>(rememberedKernel() ?? firstKernel))
  /** While a gesture lasts, undo would pull the kernel from under it: it waits. That a key is held is no reason to gray a button, twice an edit. */
  const inGesture = shallowRef(false)

  const kernel = computed(() => past.value.present.document)
  const canUndo = computed(() => past.value.past.length > 0)
  const canRedo = computed(() => past.value.future.length > 0)
  const undoLabel = computed(() => history.undoLabel(past.value) as MessageKey | undefined)
  const redoLabel = computed(() => history.redoLabel(past.value) as MessageKey | undefined)

  function rememberedKernel(): Kernel | null {
    const remembered = settings.recall('kernel', kernelSchema)
    if (!remembered) return null
    try {
      return createKernel(remembered)
    } catch {
      return null // a settings file that somebody edited: start as if there were none
    }
  }

  function become(next: history.History<Kernel>): void {
    if (next === past.value) return
    past.value = next
    if (!inGesture.value) settings.remember('kernel', kernel.value)
  }

  /** A step of its own. The label is a message key, so that it can be read in the language of the moment. */
  function commit(next: Kernel, label: MessageKey): void {
    become(history.commit(past.value, next, label))
  }

  /** A kernel that came through a port: cloning has thawed it. */
  function adopt(received: Kernel, label: MessageKey): void {
    commit(createKernel(received), label)
  }

  /** The first change of a drag commits, the rest amends; `endGesture` follows. */
  function drag(next: Kernel, label: MessageKey): void {
    const wasInGesture = inGesture.value
    inGesture.value = true
    become(wasInGesture ? history.amend(past.value, next) : history.commit(past.value, next, label))
  }

  function endGesture(): void {
    if (!inGesture.value) return
    inGesture.value = false
    settings.remember('kernel', kernel.value)
  }

  /** Pointer lost, Escape: as if the gesture had not been. */
  function cancelGesture(): void {
    if (!inGesture.value) return
    inGesture.value = false
    become(history.revert(past.value))
  }

  function undo(): void {
    if (canUndo.value && !inGesture.value) become(history.undo(past.value))
  }

  function redo(): void {
    if (canRedo.value && !inGesture.value) become(history.redo(past.value))
  }

  return {
    ...{ kernel, canUndo, canRedo, undoLabel, redoLabel, inGesture },
    ...{ commit, adopt, drag, endGesture, cancelGesture, undo, redo },
  }
})
