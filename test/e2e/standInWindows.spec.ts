// How windows and navigation behave in Electron, as far as the lab relies on it.
import { expect, test } from '@playwright/test'
import path from 'node:path'
import { launch, type Launched } from './launch.ts'

const folder = path.join(import.meta.dirname, 'fixture')
let lab: Launched

test.beforeEach(async () => {
  lab = await launch({ folder })
  await lab.page.locator('h1').waitFor()
})
test.afterEach(() => lab.close())

test('new windows are asked for', async () => {
  const { app, page } = lab
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0].webContents.setWindowOpenHandler(({ url }) => {
      log.push(url)
      return url.includes('allowed')
        ? { action: 'allow', overrideBrowserWindowOptions: { width: 400, height: 300 } }
        : { action: 'deny' }
    })
  })
  expect(await page.evaluate(() => window.open('https://example.com/denied') === null)).toBe(true)
  const [child] = await Promise.all([app.waitForEvent('window'), page.evaluate(() => void window.open('/allowed'))])
  await expect(child.locator('h1')).toHaveText('/allowed')
  const count = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(await count()).toBe(2)
  await child.close()
  await expect.poll(count).toBe(1)
  expect(await app.evaluate(() => log)).toEqual(['https://example.com/denied', 'lab://app/allowed'])
})

test('navigation and redirects are asked for, frame by frame', async () => {
  const { app, page } = lab
  await app.evaluate(({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]
    const isForeign = (url: string) => new URL(url).protocol !== 'lab:'
    for (const name of ['will-frame-navigate', 'will-navigate', 'will-redirect'] as const)
      webContents.on(name as 'will-navigate', (details) => {
        log.push([name, details.url, details.isMainFrame])
        if (isForeign(details.url) || name === 'will-redirect') details.preventDefault()
      })
  })
  await page.evaluate(() => void (location.href = 'https://example.com/'))
  await expect.poll(() => app.evaluate(() => log.length)).toBe(1)
  await page.locator('a').click()
  await expect(page.locator('h1')).toHaveText('/other')
  await page.evaluate(() => void (location.href = '/redirects'))
  await expect.poll(() => app.evaluate(() => log.length)).toBe(6)
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('iframe'), { src: '/inner' })))
  await expect.poll(() => app.evaluate(() => log.length)).toBe(7)
  await expect(page.locator('h1')).toHaveText('/other')
  expect(await app.evaluate(() => log)).toEqual([
    ['will-frame-navigate', 'https://example.com/', true],
    ['will-frame-navigate', 'lab://app/other', true],
    ['will-navigate', 'lab://app/other', true],
    ['will-frame-navigate', 'lab://app/redirects', true],
    ['will-navigate', 'lab://app/redirects', true],
    ['will-redirect', 'lab://app/redirected', true],
    ['will-frame-navigate', 'lab://app/inner', false],
  ])
})

test('loadURL says why it failed', async () => {
  const ends = await lab.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const end = (url: string) =>
      window.loadURL(url).then(
        () => 'loaded',
        (e) => `${e.code} ${e.errno}`,
      )
    return [
      await end('file:///no/such/file.html'),
      await end('lab://app/fails'),
      await end('http://127.0.0.1:1/'),
      await end('lab://app/again#part'),
      window.webContents.getURL(),
      window.getTitle(),
      await window.webContents.executeJavaScript('1 + 1'),
      (await window.capturePage()).getSize().width,
    ]
  })
  expect(ends).toEqual([
    'ERR_FILE_NOT_FOUND -6',
    'ERR_UNEXPECTED -9',
    'ERR_UNSAFE_PORT -312',
    'loaded',
    'lab://app/again#part',
    '/again',
    2,
    800,
  ])
  lab.errors.length = 0 // main's stderr may tell of the handler that failed
})

test('bounds and states are remembered, announced and shown to the page', async () => {
  const { app, page } = lab
  const seen = await app.evaluate(({ BrowserWindow, screen }) => {
    const [window] = BrowserWindow.getAllWindows()
    const events: string[] = []
    for (const name of ['resize', 'move', 'maximize', 'unmaximize'] as const)
      window.on(name as 'resize', () => void events.push(name))
    window.setBounds({ x: 10, y: 20, width: 900, height: 650 })
    const bounds = window.getBounds()
    window.maximize()
    const { workArea } = screen.getDisplayMatching(bounds)
    const maximized = [window.isMaximized(), window.getNormalBounds(), window.getBounds().width === workArea.width]
    window.unmaximize()
    return { events, bounds, maximized, back: window.getBounds() }
  })
  const bounds = { x: 10, y: 20, width: 900, height: 650 }
  expect(seen.bounds).toEqual(bounds)
  expect(seen.maximized).toEqual([true, bounds, true])
  expect(seen.back).toEqual(bounds)
  expect(seen.events).toEqual(expect.arrayContaining(['resize', 'move', 'maximize', 'unmaximize']))
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([900, 650])
})

test('a prevented close keeps the window', async () => {
  const kept = await lab.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    window.once('close', (event) => event.preventDefault())
    window.close()
    return !window.isDestroyed()
  })
  expect(kept).toBe(true)
  await expect(lab.page.locator('h1')).toHaveText('/index.html')
})
