import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileNoteTexts } from '../../../shared/fileNote.ts'
import { refusalTexts } from '../../../shared/refusal.ts'
import { en } from '../../../renderer/locales/en/index.ts'
import { flatten } from './flatten.ts'

const renderer = join(import.meta.dirname, '../../../renderer')
const keys = flatten(en).map(([key]) => key)
const areas = Object.keys(en).join('|')

/** A message in quotes, or `frame.${a}.b` with holes that stand for one word of the path each. */
const mention = new RegExp(`['"\`]((?:${areas})\\.(?:[\\w.-]|\\$\\{[^\`}]*\\})+)['"\`]`, 'g')

describe('the messages', () => {
  it('are all asked for somewhere in the window', () => {
    const sources = globSync('**/*.{ts,vue}', { cwd: renderer }).filter((path) => !/^locales.(en|zh)/.test(path))
    const texts = sources.map((path) => readFileSync(join(renderer, path), 'utf8'))
    const mentioned = new Set(texts.flatMap((text) => Array.from(text.matchAll(mention), ([, key]) => key)))
    const patterns = [...mentioned].filter((key) => key.includes('$')).map(withHoles)
    const unused = keys.filter((key) => !mentioned.has(key) && !patterns.some((pattern) => pattern.test(key)))
    expect(unused).toEqual([])
  })

  it('that come from the engine are all said by it', () => {
    const root = join(renderer, '..')
    const sources = globSync('{shared,electron}/**/*.ts', {
      cwd: root,
      exclude: ['shared/fileNote.ts', 'shared/refusal.ts', 'shared/refusalTexts.ts', 'shared/**/refusals.ts'],
    })
    const said = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n')
    const ids = [...Object.keys(fileNoteTexts), ...Object.keys(refusalTexts)]
    expect(ids.filter((id) => !said.includes(`'${id}'`))).toEqual([])
  })
})

function withHoles(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${parts.join('[\\w-]+')}$`)
}
