import { describe, expect, it } from 'vitest'
import { commandList } from '../../../shared/commandList.ts'
import type { Command } from '../../../shared/commandList.ts'
import { belongsToText, commandOfKey, readableKeys } from '../../../renderer/commands/shortcutKeys.ts'
import type { PressedKey } from '../../../renderer/commands/shortcutKeys.ts'

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
const press = (key: string, code: string, down: Partial<PressedKey> = {}): PressedKey => ({
  key,
  code,
  ...none,
  ...down,
})

/** How a US keyboard reports an accelerator. */
function typed(keys: string, isMac: boolean): PressedKey {
  const parts = keys.split('+')
  const key = parts.at(-1)!
  const named: Record<string, string> = { Left: 'ArrowLeft', Right: 'ArrowRight' }
  const code = /^[A-Z]$/.test(key) ? `Key${key}` : /^\d$/.test(key) ? `Digit${key}` : ''
  return press(named[key] ?? (key.length === 1 ? key.toLowerCase() : key), code, {
    ctrlKey: parts.includes('CmdOrCtrl') && !isMac,
    metaKey: parts.includes('CmdOrCtrl') && isMac,
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  })
}

describe('commandOfKey', () => {
  const withKeys = (commandList as readonly (Command & { id: string })[]).filter((command) => command.keys)

  it.each([false, true])('finds every command by its keys (Mac: %s)', (isMac) => {
    const found = withKeys.map(({ keys }) => commandOfKey(typed(keys!, isMac), isMac))
    expect(found).toEqual(withKeys.map(({ id }) => id))
  })

  it('knows a letter by its place when Alt turns it into a sign', () => {
    expect(commandOfKey(press('†', 'KeyT', { altKey: true }), true)).toBe('transpose')
  })

  it('takes Ctrl and + for zooming in, with or without Shift', () => {
    expect(commandOfKey(press('+', 'Equal', { ctrlKey: true, shiftKey: true }), false)).toBe('zoomIn')
    expect(commandOfKey(press('+', 'NumpadAdd', { ctrlKey: true }), false)).toBe('zoomIn')
  })

  it('leaves plain letters and foreign modifiers alone', () => {
    expect(commandOfKey(press('o', 'KeyO'), false)).toBeNull()
    expect(commandOfKey(press('o', 'KeyO', { metaKey: true }), false)).toBeNull()
    expect(commandOfKey(press('o', 'KeyO', { ctrlKey: true, altKey: true }), false)).toBeNull()
  })
})

describe('belongsToText', () => {
  it('leaves undo, paste and the word keys to a text field, and opening a photo to the lab', () => {
    const ids = ['undo', 'redo', 'pasteKernel', 'rotateLeft'] as const
    for (const isMac of [false, true]) {
      expect(ids.map((id) => belongsToText(id, isMac))).toEqual(Array(4).fill(true))
      expect(belongsToText('openPhoto', isMac)).toBe(false)
    }
  })

  it('goes to a room from a field, too, but on a Mac, where Alt and a digit are a letter', () => {
    expect([false, true].map((isMac) => belongsToText('showWorkshop', isMac))).toEqual([false, true])
  })
})

describe('readableKeys', () => {
  it('writes keys as each platform does', () => {
    expect(readableKeys('redo', false)).toBe('Ctrl+Shift+Z')
    expect(readableKeys('redo', true)).toBe('⇧⌘Z')
    expect(readableKeys('rotateLeft', false)).toBe('Alt+←')
    expect(readableKeys('openSample', false)).toBe('')
  })
})
