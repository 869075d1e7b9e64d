// The window as a stranger's script would find it: no way out, and no way to the computer.
import { expect, test } from '@playwright/test'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contentPolicy } from '../../electron/main/protocol.ts'
import type { Launched } from './launch.ts'
import { addresses, startLab } from './steps/lab.ts'

let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  lab = await startLab()
})
test.afterAll(() => lab.close())

/** What was refused stands in the page's console; these errors are wanted. */
async function refusals(pattern: RegExp): Promise<void> {
  await expect.poll(() => lab.errors.filter((error) => pattern.test(error)).length).toBeGreaterThan(0)
  lab.errors.length = 0
}

async function isStillTheLab(): Promise<void> {
  await expect(lab.page.getByRole('heading', { name: 'Kernel Lab' })).toBeVisible()
  expect(await addresses(lab)).toEqual(['lab://app/index.html'])
}

test('the page comes with its policy', async () => {
  const headers = await lab.page.evaluate(async () => {
    const answer = await fetch(location.href)
    return [answer.headers.get('content-security-policy'), answer.headers.get('x-content-type-options')]
  })
  expect(headers).toEqual([contentPolicy, 'nosniff'])
})

test('a script that is written into the page does not run', async () => {
  const ran = await lab.page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "ran"' }))
    document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="document.title = \'ran\'">')
    return document.title
  })
  expect(ran).not.toBe('ran')
  await refusals(/Content Security Policy/)
  expect(await lab.page.title()).not.toBe('ran')
})

test('text does not become code', async () => {
  const ran = await lab.page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('securitypolicyviolation', ({ blockedURI }) => resolve(blockedURI), { once: true })
        setTimeout('document.title = "ran"')
      }),
  )
  expect(ran).toBe('eval')
  expect(await lab.page.title()).not.toBe('ran')
  lab.errors.length = 0
})

for (const url of ['https://example.com/', 'file:///etc/passwd', 'data:text/html,<h1>Elsewhere</h1>']) {
  test(`the window does not go to ${url}`, async () => {
    await lab.page.evaluate((to) => {
      const link = Object.assign(document.createElement('a'), { href: to, textContent: 'away', id: 'away' })
      document.body.append(link)
      link.click()
      link.remove()
      location.href = to
    }, url)
    await isStillTheLab()
    lab.errors.length = 0 // Chromium says of some that they may not be loaded
  })
}

test('no window opens', async () => {
  expect(await lab.page.evaluate(() => window.open('https://example.com/') === null)).toBe(true)
  await isStillTheLab()
})

test('a frame shows nothing', async () => {
  await lab.page.evaluate(() => document.body.append(Object.assign(document.createElement('iframe'), { src: '/' })))
  await refusals(/Content Security Policy|frame/)
  await isStillTheLab()
})

test('the page knows neither Node nor Electron, only the named verbs of the lab', async () => {
  const known = await lab.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) => name in window),
    lab: Object.keys(window.lab),
    frozen: Object.isFrozen(window.lab),
  }))
  expect(known).toEqual({
    node: [],
    lab: [
      ...['start', 'choosePhoto', 'chooseKernel', 'chooseNetwork', 'chooseSave', 'chooseFolder', 'ownRunFolder'],
      ...[
        'recentFiles',
        'saveSettings',
        'describeWindow',
        'restartEngine',
        'acceptDrop',
        'connectEngine',
        'onCommand',
        'onEngineStatus',
        'onOpenFile',
      ],
    ],
    frozen: true,
  })
})

test('nothing reaches the network, not even this computer', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    response.setHeader('Access-Control-Allow-Origin', '*').end('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fate = await lab.page.evaluate(async (near) => {
    const fails = (work: Promise<unknown>) =>
      work.then(
        () => 'got through',
        () => 'refused',
      )
    const picture = new Image()
    const loaded = new Promise((resolve, reject) => Object.assign(picture, { onload: resolve, onerror: reject }))
    picture.src = `${near}/picture.png`
    const socket = new WebSocket(near.replace('http', 'ws'))
    const opened = new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
    return [
      await fails(fetch(near)),
      await fails(fetch('https://example.com/')),
      await fails(fetch('file:///etc/passwd')),
      await fails(loaded),
      await fails(opened),
      navigator.sendBeacon(near, 'x'),
    ]
  }, `http://127.0.0.1:${port}`)
  expect(fate.slice(0, 5)).toEqual(['refused', 'refused', 'refused', 'refused', 'refused'])
  await refusals(/Content Security Policy/)
  await new Promise((resolve) => server.close(resolve))
  expect(asked).toBe(0)
})

test('the page gets no camera, no place, no notifications', async () => {
  const states = await lab.page.evaluate(() =>
    Promise.all(
      (['camera', 'microphone', 'geolocation', 'notifications'] as const).map(
        async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
      ),
    ),
  )
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
})

test('main refuses what is no request of the contract', async () => {
  const answers = await lab.page.evaluate(async () => [
    await window.lab.saveSettings({ theme: 'pink' } as never),
    await window.lab.chooseFolder({ purpose: 'delete' } as never),
  ])
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'bad-argument' } })
})
