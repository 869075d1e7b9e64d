// How menus, themes, languages and the clipboard behave in Electron, as far as the lab relies on it.
import { expect, test } from '@playwright/test'
import path from 'node:path'
import { isStandIn, launch, type Launched } from './launch.ts'

const folder = path.join(import.meta.dirname, 'fixture')
let lab: Launched

test.beforeEach(async () => {
  lab = await launch({ folder })
  await lab.page.locator('h1').waitFor()
})
test.afterEach(() => lab.close())

test('menu items are found, clicked and checked', async () => {
  const seen = await lab.app.evaluate(({ Menu }) => {
    const clicked: string[] = []
    const click = (item: Electron.MenuItem, window?: Electron.BaseWindow) =>
      void clicked.push(`${item.label} ${window?.getTitle()}`)
    const submenu: Electron.MenuItemConstructorOptions[] = [
      { id: 'open', label: 'Open', accelerator: 'CmdOrCtrl+O', click },
      { type: 'separator' },
      { id: 'grid', type: 'checkbox', label: 'Grid', checked: true },
      { id: 'off', label: 'Off', enabled: false, click },
    ]
    Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'File', submenu }]))
    const menu = Menu.getApplicationMenu()!
    for (const id of ['open', 'grid', 'off']) menu.getMenuItemById(id)!.click()
    return [clicked, menu.getMenuItemById('grid')!.checked, menu.items[0].submenu!.items.length]
  })
  expect(seen).toEqual([['Open /index.html'], false, 4])
})

test('themeSource reaches every page as prefers-color-scheme', async () => {
  const { app, page } = lab
  const isDark = () => matchMedia('(prefers-color-scheme: dark)').matches
  expect(await page.evaluate(isDark)).toBe(false)
  const theme = await app.evaluate(({ nativeTheme }) => {
    let updates = 0
    nativeTheme.on('updated', () => updates++)
    nativeTheme.themeSource = 'dark'
    return [updates, nativeTheme.shouldUseDarkColors]
  })
  expect(theme).toEqual([1, true])
  await expect.poll(() => page.evaluate(isDark)).toBe(true)
  const [second] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ BrowserWindow }) => new BrowserWindow().loadURL('lab://app/second')),
  ])
  expect(await second.evaluate(isDark)).toBe(true)
})

test('--lang decides the language of app and page', async () => {
  const french = await launch({ folder, args: ['--lang=fr'] })
  expect(await french.app.evaluate(({ app }) => app.getLocale())).toBe('fr')
  expect(await french.page.evaluate(() => navigator.language)).toBe('fr')
  await french.close()
})

test('the clipboard of main holds text and pictures', async () => {
  const seen = await lab.app.evaluate(async ({ clipboard, ClipboardItem }) => {
    await clipboard.writeText('1 2 1')
    const text = [await clipboard.readText(), await clipboard.has('text/plain')]
    await clipboard.write([new ClipboardItem({ 'image/png': new Blob(['bytes'], { type: 'image/png' }) })])
    const [item] = await clipboard.read()
    return [...text, item.types, await clipboard.readText()]
  })
  expect(seen).toEqual(['1 2 1', true, ['image/png'], ''])
})

test('what is not modelled says so when it is used', async () => {
  test.skip(!isStandIn, 'Electron itself has everything')
  const sentences = await lab.app.evaluate(({ app, BrowserWindow, dialog, Tray }) => {
    const thrown = (call: () => unknown) => {
      try {
        call()
        return 'none'
      } catch (error) {
        return String(error)
      }
    }
    const [window] = BrowserWindow.getAllWindows()
    return [
      thrown(() => new Tray('icon.png')),
      thrown(() => app.relaunch()),
      thrown(() => window.setContentProtection(true)),
      thrown(() => window.webContents.debugger),
      thrown(() => dialog.showCertificateTrustDialog),
    ]
  })
  expect(sentences).toEqual(
    [
      'Tray',
      'app.relaunch',
      'BrowserWindow.setContentProtection',
      'webContents.debugger',
      'dialog.showCertificateTrustDialog',
    ].map((name) => `Error: electron stand-in: '${name}' is not modelled`),
  )
})
