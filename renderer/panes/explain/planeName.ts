import type { MessageKey } from '../../locales/messages.ts'

const colors = ['red', 'green', 'blue'] as const

/** What plane `index` of so many is called: colors are three. */
export function planeKey(index: number, count: number): MessageKey {
  return `explain.planes.${count === 3 ? colors[index] : 'gray'}`
}
