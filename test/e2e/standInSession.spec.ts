// How requests, permissions, policies and storage behave in Electron, as far as the lab relies on it.
import { expect, test } from '@playwright/test'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { electronBinary, launch, type Launched } from './launch.ts'

const folder = path.join(import.meta.dirname, 'fixture')
let lab: Launched

test.beforeEach(async () => {
  lab = await launch({ folder })
  await lab.page.locator('h1').waitFor()
})
test.afterEach(() => lab.close())

test('a request is cancelled by onBeforeRequest, of the scheme and of the network', async () => {
  const { app, page } = lab
  await app.evaluate(({ session }) =>
    session.defaultSession.webRequest.onBeforeRequest(({ url }, done) => {
      log.push(url)
      done({ cancel: !url.startsWith('lab:') || url.includes('forbidden') })
    }),
  )
  const outcomes = await page.evaluate(async () => {
    const outcome = (url: string) =>
      fetch(url).then(
        () => 'fetched',
        () => 'refused',
      )
    return [await outcome('/echo'), await outcome('/forbidden'), await outcome('https://example.com/pixel')]
  })
  expect(outcomes).toEqual(['fetched', 'refused', 'refused'])
  expect(await app.evaluate(() => log)).toEqual(['lab://app/echo', 'lab://app/forbidden', 'https://example.com/pixel'])
  await expect.poll(() => lab.errors.splice(0).length).toBeGreaterThan(0) // Chromium reports refused loads
})

test('permissions follow the two handlers, headers the listener', async () => {
  const { app, page } = lab
  await app.evaluate(({ session: { defaultSession } }) => {
    defaultSession.setPermissionRequestHandler((_contents, permission, done) => done(permission !== 'geolocation'))
    defaultSession.setPermissionCheckHandler((_contents, permission) => permission !== 'midi')
    defaultSession.setDevicePermissionHandler(() => false)
    defaultSession.webRequest.onHeadersReceived(({ responseHeaders }, done) =>
      done({ responseHeaders: { ...responseHeaders, 'x-extra': ['yes'] } }),
    )
  })
  const stateOf = () =>
    page.evaluate(() =>
      Promise.all(
        (['geolocation', 'midi', 'notifications'] as PermissionName[]).map(
          async (name) => (await navigator.permissions.query({ name })).state,
        ),
      ),
    )
  await expect.poll(stateOf).toEqual(['denied', 'denied', 'granted'])
  expect(await page.evaluate(async () => (await fetch('/echo')).headers.get('x-extra'))).toBe('yes')
})

test('the strictest policy leaves the preload its road to main', async () => {
  const { app, page } = lab
  await app.evaluate(({ BrowserWindow }) => {
    const csp = encodeURIComponent("default-src 'none'; script-src 'self'")
    return BrowserWindow.getAllWindows()[0].loadURL(`lab://app/strict?csp=${csp}`)
  })
  await expect(page.locator('h1')).toHaveText('/strict')
  expect(await page.evaluate(() => window.api.invoke('echo', 1))).toMatchObject({ value: 1 })
  expect(
    await page.evaluate(() =>
      fetch('/echo').then(
        () => 'fetched',
        () => 'blocked',
      ),
    ),
  ).toBe('blocked')
  expect(lab.errors.splice(0).join()).toContain('Content Security Policy')
})

test("storage of the app's origin survives a restart", async () => {
  const userData = mkdtempSync(path.join(tmpdir(), 'lab-e2e-'))
  const first = await launch({ folder, userData })
  await first.page.evaluate(() => localStorage.setItem('k', 'v'))
  await first.close()
  const second = await launch({ folder, userData })
  expect(await second.page.evaluate(() => localStorage.getItem('k'))).toBe('v')
  await second.close()
  rmSync(userData, { recursive: true })
})

test('a second instance tells the first and ends', async () => {
  const { app, userData } = lab
  const second = spawn(electronBinary, ['--no-sandbox', folder, `--user-data-dir=${userData}`, '--hello'])
  expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(0)
  await expect.poll(() => app.evaluate(() => log)).toEqual([['second-instance', true, 1]])
})
