// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { moveToRegion } from '../../../renderer/commands/regionFocus.ts'

beforeEach(() => {
  document.body.innerHTML = `
    <header data-region><button disabled>0</button><button id="a">a</button></header>
    <div data-region><p>nothing to focus</p></div>
    <main data-region><div tabindex="-1"></div><input id="b" /><button id="b2">b2</button></main>
    <aside data-region><div id="c" tabindex="0"></div></aside>`
})

const focused = (): string => document.activeElement!.id

describe('moveToRegion', () => {
  it('goes round the regions that have something to focus', () => {
    const visited = Array.from({ length: 4 }, () => (moveToRegion(1), focused()))
    expect(visited).toEqual(['a', 'b', 'c', 'a'])
  })

  it('goes back, from anywhere within a region', () => {
    document.getElementById('b2')!.focus()
    moveToRegion(-1)
    expect(focused()).toBe('a')
    moveToRegion(-1)
    expect(focused()).toBe('c')
  })

  it('begins with the last region when nothing has the focus', () => {
    moveToRegion(-1)
    expect(focused()).toBe('c')
  })
})
