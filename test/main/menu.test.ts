import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { menuTemplate } from '../../electron/main/menu.ts'
import type { MenuParts } from '../../electron/main/menu.ts'
import { createMenuBar } from '../../electron/main/menuBar.ts'
import type { Locale } from '../../shared/commandLabels.ts'
import { commandList } from '../../shared/commandList.ts'
import type { Settings } from '../../shared/rpc/hostContract.ts'

const settings: Settings = { locale: 'system', theme: 'dark', workspace: {} }
const parts: MenuParts = { platform: 'linux', locale: 'en', settings, enabled: new Set(), run: () => {} }

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[])
}

const ids = commandList.map(({ id }) => id)

describe('menuTemplate', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'holds every command once, in the order of the list, on %s',
    (platform) => {
      const shown = itemsOf(menuTemplate({ ...parts, platform })).flatMap(({ id }) => id ?? [])
      const byMenu = ['file', 'edit', 'kernel', 'view', 'learn', 'help'].flatMap((menu) =>
        commandList.filter((command) => command.menu === menu).map(({ id }) => id as string),
      )
      expect(shown).toEqual(byMenu)
    },
  )

  it('speaks the language it is given', () => {
    expect(menuTemplate(parts).map(({ label }) => label)).toEqual(['File', 'Edit', 'Kernel', 'View', 'Learn', 'Help'])
    const chinese = menuTemplate({ ...parts, locale: 'zh' })
    expect(chinese.map(({ label }) => label)).toEqual(['文件', '编辑', '卷积核', '视图', '学习', '帮助'])
    expect(itemsOf(chinese).find(({ id }) => id === 'openPhoto')?.label).toBe('打开照片…')
    expect(itemsOf(chinese).find(({ role }) => role === 'copy')?.label).toBe('复制')
  })

  it('shows the keys but leaves them to the page', () => {
    const undo = itemsOf(menuTemplate(parts)).find(({ id }) => id === 'undo')
    expect(undo).toMatchObject({ accelerator: 'CmdOrCtrl+Z', registerAccelerator: false })
  })

  it('enables what can be used', () => {
    const items = itemsOf(menuTemplate({ ...parts, enabled: new Set(['undo', 'zoomIn']) }))
    expect(items.filter(({ id, enabled }) => id && enabled).map(({ id }) => id)).toEqual(['undo', 'zoomIn'])
  })

  it('marks the theme and the language in use, and no other item', () => {
    const items = itemsOf(menuTemplate({ ...parts, settings: { ...settings, locale: 'zh' } }))
    expect(items.filter(({ checked }) => checked).map(({ id }) => id)).toEqual(['themeDark', 'languageChinese'])
    expect(items.filter(({ type }) => type === 'radio').map(({ id }) => id)).toEqual([
      'themeLight',
      'themeDark',
      'themeSystem',
      'languageEnglish',
      'languageChinese',
      'languageSystem',
    ])
  })

  it('sends the id of the chosen command', () => {
    const run = vi.fn()
    for (const item of itemsOf(menuTemplate({ ...parts, run }))) if (item.id) (item.click as () => void)()
    expect(run.mock.calls.flat().sort()).toEqual([...ids].sort())
  })

  it('gives text fields the platform’s own editing, and each platform its place to quit', () => {
    const roles = (platform: NodeJS.Platform) =>
      menuTemplate({ ...parts, platform }).map(({ submenu }) =>
        (submenu as MenuItemConstructorOptions[]).flatMap(({ role }) => role ?? []),
      )
    expect(roles('linux')[1]).toEqual(['cut', 'copy', 'paste', 'selectAll'])
    expect(roles('linux')[0]).toEqual(['quit'])
    expect(roles('darwin')[0]).toContain('quit')
    expect(roles('darwin')[1]).toEqual([])
  })

  it('starts and ends no menu with a line', () => {
    for (const { submenu } of menuTemplate(parts)) {
      const items = submenu as MenuItemConstructorOptions[]
      expect([items[0]?.type, items.at(-1)?.type]).not.toContain('separator')
    }
  })
})

/** Installs a template as Electron does: items that can be found and changed. */
function setUp() {
  let locale: Locale = 'en'
  const installed: Map<string, { enabled: boolean; label: string }>[] = []
  const bar = createMenuBar({
    platform: 'linux',
    locale: () => locale,
    run: () => {},
    install(template) {
      const items = itemsOf(template).map((item) => [item.id, { ...item }] as const)
      installed.push(new Map(items as never))
      return { getMenuItemById: (id: string) => (installed.at(-1)!.get(id) ?? null) as never }
    },
  })
  const item = (id: string) => installed.at(-1)!.get(id)!
  const speak = (next: Locale): void => void (locale = next)
  return { bar, installed, item, speak }
}

describe('createMenuBar', () => {
  it('changes what can be used in the menu that is there', () => {
    const { bar, installed, item } = setUp()
    bar.show(settings)
    bar.enable(new Set(['undo']))
    expect([item('undo').enabled, item('redo').enabled]).toEqual([true, false])
    bar.enable(new Set(['redo']))
    expect([item('undo').enabled, item('redo').enabled]).toEqual([false, true])
    expect(installed).toHaveLength(1)
  })

  it('makes a new one, in which the same can be used, for another language', () => {
    const { bar, installed, item, speak } = setUp()
    bar.show(settings)
    bar.enable(new Set(['undo']))
    speak('zh')
    bar.show(settings)
    expect(installed).toHaveLength(2)
    expect(item('undo')).toMatchObject({ label: '撤销', enabled: true })
  })

  it('leaves an open menu alone when only the workspace changed', () => {
    const { bar, installed } = setUp()
    bar.show(settings)
    bar.show({ ...settings, workspace: { border: 'zeros' } })
    expect(installed).toHaveLength(1)
  })
})
