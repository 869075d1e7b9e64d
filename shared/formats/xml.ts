import { refusal } from '../refusal.ts'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** The text up to the next tag. */
  readonly text: string
}

/** A kernel's file has a few dozen; a drawing around it may have many more. */
const mostElements = 1 << 18
const longestTag = 1 << 22

/**
 * The start tags of an XML text in order, each with the text behind it. No entities but the five of XML itself and no
 * external ones, so nothing is ever loaded or multiplied. Throws `broken-file`, `too-large`.
 */
export function xmlElements(text: string): XmlElement[] {
  const elements: XmlElement[] = []
  let at = text.indexOf('<')
  while (at >= 0) {
    const skipped = skipSpecial(text, at)
    if (skipped >= 0) {
      at = text.indexOf('<', skipped)
      continue
    }
    const end = tagEnd(text, at)
    const next = text.indexOf('<', end)
    if (text[at + 1] !== '/') {
      if (elements.length === mostElements) throw refusal('too-large', 'xmlElements', { most: mostElements })
      const inner = text.slice(at + 1, end - 1)
      const behind = text.slice(end, next < 0 ? end : next)
      elements.push({ ...readTag(inner), text: unescapeXml(behind) })
    }
    at = next
  }
  return elements
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

/** Where a comment, CDATA, declaration or instruction ends; −1 for a plain tag. */
function skipSpecial(text: string, at: number): number {
  const endings = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<!', '>'],
    ['<?', '?>'],
  ]
  const ending = endings.find(([opening]) => text.startsWith(opening, at))
  if (!ending) return -1
  const end = text.indexOf(ending[1], at + ending[0].length)
  if (end < 0) throw refusal('broken-file', 'xmlCut', { where: ending[0] })
  return end + ending[1].length
}

/** Behind the > of a tag; one inside quotes does not count. */
function tagEnd(text: string, start: number): number {
  let quote = ''
  for (let at = start; at < text.length && at - start < longestTag; at++) {
    const character = text[at]
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at + 1
  }
  throw refusal('broken-file', 'xmlTag')
}

function readTag(inner: string): { name: string; attributes: Record<string, string> } {
  const [name] = /^[^\s/]*/.exec(inner) ?? ['']
  const attributes: [string, string][] = []
  for (const [, key, double, single] of inner
    .slice(name.length)
    .matchAll(/(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes.push([key, unescapeXml(double ?? single)])
  }
  return { name, attributes: Object.fromEntries(attributes) }
}
