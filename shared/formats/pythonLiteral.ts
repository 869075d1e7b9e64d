import type { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'

export type PythonValue = string | number | boolean | null | PythonValue[] | { [key: string]: PythonValue }

/** Deeper than any header nests; a hostile one must not exhaust the stack. */
const deepest = 16

const tokens = /\s*(?:('[^'\\]*'|"[^"\\]*")|(-?\d+)L?|(True|False|None)|([{}()[\]:,]))/y

/**
 * The value of a Python literal as NumPy writes it into headers: dictionaries with string keys, tuples, lists, strings
 * without escapes, whole numbers, True, False, None. Nothing is evaluated. Throws `broken-file`.
 */
export function parsePythonLiteral(text: string): PythonValue {
  let at = 0
  let token = ''

  function advance(): void {
    tokens.lastIndex = at
    const found = tokens.exec(text)
    if (!found && text.slice(at).trim() !== '') throw unexpected()
    token = found ? (found[1] ?? found[2] ?? found[3] ?? found[4]) : ''
    at = found ? tokens.lastIndex : text.length
  }

  function unexpected(): LabError {
    return refusal('broken-file', 'pythonCut', { found: text.slice(at, at + 20) })
  }

  function take(expected: string): void {
    if (token !== expected) throw unexpected()
    advance()
  }

  function value(depth: number): PythonValue {
    if (depth > deepest) throw unexpected()
    const first = token
    advance()
    if (first === '{') return dictionary(depth)
    if (first === '(') return sequence(')', depth)
    if (first === '[') return sequence(']', depth)
    if (first.startsWith("'") || first.startsWith('"')) return first.slice(1, -1)
    if (first === 'True' || first === 'False') return first === 'True'
    if (first === 'None') return null
    if (/^-?\d+$/.test(first)) return Number(first)
    throw unexpected()
  }

  function sequence(end: string, depth: number): PythonValue[] {
    const items: PythonValue[] = []
    while (token !== end) {
      items.push(value(depth + 1))
      if (token !== end) take(',')
    }
    advance()
    return items
  }

  function dictionary(depth: number): { [key: string]: PythonValue } {
    const entries: [string, PythonValue][] = []
    while (token !== '}') {
      const key = value(depth + 1)
      if (typeof key !== 'string') throw unexpected()
      take(':')
      entries.push([key, value(depth + 1)])
      if (token !== '}') take(',')
    }
    advance()
    return Object.fromEntries(entries)
  }

  advance()
  const result = value(0)
  if (token !== '') throw unexpected()
  return result
}
