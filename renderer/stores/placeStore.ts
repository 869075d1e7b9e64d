import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

/** What fills the middle of the window. */
export const rooms = ['photo', 'workshop', 'learning', 'layers', 'train'] as const
export type Room = (typeof rooms)[number]

/** The tabs on the right. */
export const tools = ['convolution', 'learn', 'explain'] as const
export type Tool = (typeof tools)[number]

/** Where in the lab a person is: a command goes there. */
export const usePlaceStore = defineStore('place', () => {
  const room = shallowRef<Room>('photo')
  const tool = shallowRef<Tool>('convolution')

  /** The room that has the whole window to itself, without the kernel and the tabs. */
  const wide = computed(() => (room.value === 'layers' || room.value === 'train' ? room.value : null))

  function take(next: Tool): void {
    tool.value = next
    if (wide.value) room.value = 'photo'
  }

  return { room, tool, wide, take }
})
