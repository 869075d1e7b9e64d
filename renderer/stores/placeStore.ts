import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** What fills the middle of the window. */
export const rooms = ['photo', 'workshop', 'learning', 'layers'] as const
export type Room = (typeof rooms)[number]

/** The tabs on the right. */
export const tools = ['convolution', 'learn', 'explain'] as const
export type Tool = (typeof tools)[number]

/** Where in the lab a person is: a command goes there. */
export const usePlaceStore = defineStore('place', () => {
  const room = shallowRef<Room>('photo')
  const tool = shallowRef<Tool>('convolution')

  /** The layers have the whole window to themselves. */
  function take(next: Tool): void {
    tool.value = next
    if (room.value === 'layers') room.value = 'photo'
  }

  return { room, tool, take }
})
