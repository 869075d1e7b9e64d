import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemory, defaults, readRemembered } from '../../electron/main/settings.ts'
import type { Remembered } from '../../electron/main/settings.ts'

let folder: string
const log = vi.fn<(line: string) => void>()

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-settings-'))
  log.mockClear()
})

const file = (name = 'settings.json'): string => path.join(folder, name)

const some: Remembered = {
  settings: { locale: 'zh', theme: 'dark', workspace: { border: 'reflect', panes: [1, 2] } },
  window: { x: -20, y: 30, width: 900, height: 700, maximized: true },
  recentFiles: ['/photos/a.jpg'],
}

describe('readRemembered', () => {
  it('gives the defaults at the first start', () => {
    expect(readRemembered(folder, log)).toEqual(defaults)
    expect(log).not.toHaveBeenCalled()
  })

  it('gives back what was remembered', async () => {
    const memory = createMemory(folder, defaults, log)
    memory.remember(some)
    await memory.flush()
    expect(readRemembered(folder, log)).toEqual(some)
  })

  it.each([
    ['half a file', '{"settings": {"loc'],
    ['no object', '[]'],
    ['an empty file', ''],
    ['an unknown language', JSON.stringify({ ...some, settings: { ...some.settings, locale: 'fr' } })],
    ['a window of no size', JSON.stringify({ ...some, window: { ...some.window, width: 0 } })],
    ['paths that are none', JSON.stringify({ ...some, recentFiles: [7] })],
  ])('sets %s aside, says so, and gives the defaults', (_what, text) => {
    writeFileSync(file(), text)
    expect(readRemembered(folder, log)).toEqual(defaults)
    expect(readdirSync(folder)).toEqual(['settings.broken.json'])
    expect(readFileSync(file('settings.broken.json'), 'utf8')).toBe(text)
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/settings\.broken\.json/))
  })
})

describe('createMemory', () => {
  it('leaves nothing but the whole file, with the newest state of many', async () => {
    const memory = createMemory(folder, defaults, log)
    for (let width = 800; width <= 900; width++) {
      memory.remember({ window: { x: 0, y: 0, width, height: 600, maximized: false } })
    }
    await memory.flush()
    expect(readdirSync(folder)).toEqual(['settings.json'])
    expect(readRemembered(folder, log).window?.width).toBe(900)
  })

  it('makes the folder when there is none yet', async () => {
    const memory = createMemory(path.join(folder, 'new/one'), defaults, log)
    memory.remember({ recentFiles: ['/a.png'] })
    await memory.flush()
    expect(readRemembered(path.join(folder, 'new/one'), log).recentFiles).toEqual(['/a.png'])
  })

  it('writes nothing that was not changed', async () => {
    await createMemory(folder, some, log).flush()
    expect(readdirSync(folder)).toEqual([])
  })

  it('keeps what it knows, and says so, when the disk refuses', async () => {
    writeFileSync(file('blocked'), '')
    const memory = createMemory(file('blocked'), defaults, log)
    memory.remember(some)
    await memory.flush()
    expect(memory.current).toEqual(some)
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/could not be written/))
  })
})
