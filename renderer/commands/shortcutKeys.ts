import { commandList } from '../../shared/commandList.ts'
import type { Command, CommandId } from '../../shared/commandList.ts'

export interface PressedKey {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const commands: readonly (Command & { readonly id: CommandId })[] = commandList

/** What Alt makes of a letter depends on the keyboard (macOS: Alt+T is †); the key's place does not. */
const codeOfKey: Readonly<Record<string, string>> = {
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Enter: 'Enter',
}

/** The command of a key press, or null. */
export function commandOfKey(pressed: PressedKey, isMac: boolean): CommandId | null {
  return commands.find(({ keys }) => keys !== undefined && isPressed(keys, pressed, isMac))?.id ?? null
}

function isPressed(keys: string, pressed: PressedKey, isMac: boolean): boolean {
  const { key, modifiers } = split(keys)
  const primary = isMac ? pressed.metaKey : pressed.ctrlKey
  const other = isMac ? pressed.ctrlKey : pressed.metaKey
  if (other || primary !== modifiers.includes('CmdOrCtrl')) return false
  if (pressed.altKey !== modifiers.includes('Alt')) return false
  const shifted = modifiers.includes('Shift')
  // '+' needs Shift on most keyboards, and is what people mean by Ctrl and the '=' key.
  if (key === '=' && (pressed.key === '=' || pressed.key === '+')) return true
  if (pressed.shiftKey !== shifted) return false
  const isLetter = /^[A-Z]$/.test(key)
  const isDigit = /^[0-9]$/.test(key)
  if (isLetter) return pressed.code === `Key${key}` || pressed.key.toUpperCase() === key
  if (isDigit) return pressed.code === `Digit${key}` || pressed.code === `Numpad${key}` || pressed.key === key
  return pressed.key === (codeOfKey[key] ?? key)
}

/** Keys that mean something to a text field themselves: there the field has them. Alt with a digit is a letter on a Mac only. */
export function belongsToText(id: CommandId, isMac: boolean): boolean {
  const keys = commands.find((command) => command.id === id)?.keys ?? ''
  if (!isMac && /^Alt\+\d$/.test(keys)) return false
  return /^(CmdOrCtrl\+(Shift\+)?Z|CmdOrCtrl\+Shift\+V|Alt\+.*)$/.test(keys)
}

/** An accelerator as a person reads it: ⇧⌘Z on a Mac, Ctrl+Shift+Z elsewhere. '' for a command without one. */
export function readableKeys(id: CommandId, isMac: boolean): string {
  const keys = commands.find((command) => command.id === id)?.keys
  if (!keys) return ''
  const { key, modifiers } = split(keys)
  const shownKey = readableNames[key] ?? key
  if (!isMac) return [...modifiers.map((name) => (name === 'CmdOrCtrl' ? 'Ctrl' : name)), shownKey].join('+')
  const signs: Readonly<Record<string, string>> = { Alt: '⌥', Shift: '⇧', CmdOrCtrl: '⌘' }
  return (
    ['Alt', 'Shift', 'CmdOrCtrl']
      .filter((name) => modifiers.includes(name))
      .map((name) => signs[name])
      .join('') + shownKey
  )
}

const readableNames: Readonly<Record<string, string>> = {
  ...{ Left: '←', Right: '→', '-': '−', '=': '+', Enter: '↵' },
  ...{ PageUp: 'PgUp', PageDown: 'PgDn' },
}

function split(keys: string): { key: string; modifiers: readonly string[] } {
  const parts = keys.split('+')
  return { key: parts[parts.length - 1], modifiers: parts.slice(0, -1) }
}
