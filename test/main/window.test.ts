import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { backgroundColor, placeOf, windowOptions, windowTitle } from '../../electron/main/window.ts'

const screens = [
  { x: 0, y: 0, width: 1920, height: 1040 },
  { x: 1920, y: -200, width: 1280, height: 1024 },
]
const parts = { preload: '/out/preload/preload.cjs', dark: false, place: null, screens }

describe('windowOptions', () => {
  it('are the safe ones, exactly', () => {
    expect(windowOptions(parts).webPreferences).toEqual({
      preload: '/out/preload/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    })
  })

  it('keep the window hidden until the page has painted, in the color of the page', () => {
    expect(windowOptions(parts)).toMatchObject({ show: false, backgroundColor: backgroundColor(false) })
    expect(windowOptions({ ...parts, dark: true })).toMatchObject({ backgroundColor: backgroundColor(true) })
  })

  it('name the color that the page has', () => {
    const tokens = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8')
    expect(tokens).toContain(`--surface: light-dark(${backgroundColor(false)}, ${backgroundColor(true)});`)
  })

  it.each([
    ['in the middle', { x: 300, y: 200 }],
    ['on the second screen', { x: 2000, y: -150 }],
    ['half over the edge', { x: 1500, y: 500 }],
  ])('bring a window back %s', (_where, corner) => {
    const place = { ...corner, width: 900, height: 600, maximized: false }
    expect(windowOptions({ ...parts, place })).toMatchObject({ ...corner, width: 900, height: 600 })
  })

  it.each([
    ['on a screen that is gone', { x: 4000, y: 100 }],
    ['with its title bar above the screen', { x: 100, y: -300 }],
    ['below the screen', { x: 100, y: 1030 }],
    ['but for a sliver beside the screen', { x: -880, y: 100 }],
  ])('let the system place a window that was %s', (_where, corner) => {
    const options = windowOptions({ ...parts, place: { ...corner, width: 900, height: 600, maximized: false } })
    expect(options).toMatchObject({ width: 1280, height: 840 })
    expect(options).not.toHaveProperty('x')
  })
})

describe('placeOf', () => {
  it('is where the window is when it is not maximized, and whether it is', () => {
    const bounds = { x: 1, y: 2, width: 3, height: 4 }
    expect(placeOf({ getNormalBounds: () => bounds, isMaximized: () => true })).toEqual({ ...bounds, maximized: true })
  })
})

describe('windowTitle', () => {
  it('names the photo, if there is one', () => {
    expect(windowTitle('cat.jpg')).toBe('cat.jpg — Kernel Lab')
    expect(windowTitle(null)).toBe('Kernel Lab')
  })
})
