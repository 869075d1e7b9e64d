// How Electron behaves, as far as the lab relies on it: modules, ipc, the bridge, files. On the stand-in these
// specs keep it honest; on Electron's own binary they keep our belief about Electron honest.
import { expect, test } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { launch, type Launched } from './launch.ts'

const folder = path.join(import.meta.dirname, 'fixture')
let lab: Launched

test.beforeEach(async () => {
  lab = await launch({ folder })
  await lab.page.locator('h1').waitFor()
})
test.afterEach(() => lab.close())

test('the app, its modules and its page are what Electron makes them', async () => {
  const names = await lab.app.evaluate(({ app, ipcMain }) => [
    app.name,
    app.getVersion(),
    app.isPackaged,
    process.type,
    electron.ipcMain === ipcMain,
  ])
  expect(names).toEqual(['fixture', '3.2.1', false, 'browser', true])
  const { page } = lab
  const context = await page.evaluate(() => [isSecureContext, crossOriginIsolated, document.title])
  expect(context).toEqual([true, true, '/index.html'])
  const worker = await page.evaluate(
    () => new Promise((resolve) => (new Worker('/worker.js').onmessage = ({ data }) => resolve(data))),
  )
  expect(worker).toEqual(['/worker.js', true])
})

test("the app's scheme serves requests with method, URL and body", async () => {
  const echoed = await lab.page.evaluate(async () => {
    const { headers, ...response } = await fetch('/echo?a=1', { method: 'POST', body: 'hi' }).then(async (r) => ({
      headers: r.headers,
      text: await r.text(),
    }))
    return [headers.get('x-method'), headers.get('x-url'), response.text]
  })
  expect(echoed).toEqual(['POST', 'lab://app/echo?a=1', 'hi'])
})

test('an inline script is refused by the policy in the header', async () => {
  const directive = await lab.page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
        const script = document.createElement('script')
        script.textContent = '1'
        document.head.append(script)
      }),
  )
  expect(directive).toBe('script-src-elem')
  expect(lab.errors.splice(0)).toEqual([expect.stringContaining('inline script')])
})

test('invoke carries structured values both ways', async () => {
  const seen = await lab.page.evaluate(async () => {
    const sent = {
      date: new Date(5),
      map: new Map([[1, new Set(['a'])]]),
      floats: new Float32Array([0.5]),
      odd: [undefined, NaN, -0, 10n] as const,
      big: new ArrayBuffer(3e6),
    }
    const { url, value } = (await window.api.invoke('echo', sent)) as { url: string; value: typeof sent }
    return [
      url,
      value.date instanceof Date && +value.date,
      value.map.get(1)?.has('a'),
      value.floats[0],
      value.odd[0] === undefined && Number.isNaN(value.odd[1]) && Object.is(value.odd[2], -0) && value.odd[3] === 10n,
      value.big.byteLength,
    ]
  })
  expect(seen).toEqual(['lab://app/index.html', 5, true, 0.5, true, 3e6])
})

test("a handler's error arrives as Electron words it", async () => {
  const messages = await lab.page.evaluate(async () => {
    const message = (call: Promise<unknown>) => call.then(() => 'none', String)
    const { invoke } = window.api
    return [
      await message(invoke('throws')),
      await message(invoke('nobody')),
      await message(invoke('uncloneable')),
      await message(invoke('echo', () => {})),
    ]
  })
  expect(messages).toEqual([
    "Error: Error invoking remote method 'throws': RangeError: nope",
    "Error: Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    expect.stringContaining('could not be cloned'),
    expect.stringContaining('could not be cloned'),
  ])
  // Main's stderr comes by a pipe of its own, at its own time.
  await expect.poll(() => lab.errors.length).toBe(2)
  expect(lab.errors.splice(0)).toEqual([expect.stringContaining('throws'), expect.stringContaining('nobody')])
})

test('send, reply, sendSync and a handler of one window', async () => {
  const { page, app } = lab
  expect(await page.evaluate(() => window.api.sendSync('sync', 5))).toEqual(['got', 5])
  await page.evaluate(() => window.api.send('send', 1, 'two'))
  await expect.poll(() => page.evaluate(() => window.api.replies())).toEqual([2])
  expect(await app.evaluate(() => log)).toEqual([['send', 1, 'two']])
  expect(await page.evaluate(() => window.api.invoke('scoped'))).toEqual([true, null, 'lab://app'])
})

test('a port goes from the page to main', async () => {
  const heard = await lab.page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ data, ports: [port] }) => {
          if (data.kind !== 'from-preload') return
          port.onmessage = (event) => resolve(event.data)
          port.postMessage(new Uint8Array([1, 2]))
        })
        window.api.port('hello')
      }),
  )
  expect(heard).toEqual(['main', 'hello', new Uint8Array([1, 2]), 0])
})

test('the context bridge freezes, calls back, awaits and keeps the preload apart', async () => {
  const seen = await lab.page.evaluate(async () => {
    const { api } = window
    const thrown = (call: () => unknown) => {
      try {
        return call()
      } catch (error) {
        return String(error)
      }
    }
    return {
      refused: api.refused,
      argument: api.argv.includes('--mine'),
      kind: api.kind,
      isFrozen: Object.isFrozen(api),
      called: api.callback((value) => value.n + 1),
      kept: (await api.promise(false)).get(1),
      broken: await api.promise(true).catch(String),
      thrown: thrown(() => api.thrower()),
      blob: await api.blob.text(),
      node: [typeof (window as { require?: unknown }).require, typeof (window as { process?: unknown }).process],
    }
  })
  expect(seen).toEqual({
    refused: 'module not found: fs',
    argument: true,
    kind: ['renderer', true, 'function'],
    isFrozen: true,
    called: 2,
    kept: 2,
    broken: 'Error: no', // the bridge keeps an error's message only
    thrown: 'Error: boo',
    blob: 'abc',
    node: ['undefined', 'undefined'],
  })
})

test('getPathForFile knows files from the disk and no others', async () => {
  const { page, userData } = lab
  const file = path.join(userData, 'some file.txt')
  writeFileSync(file, 'content')
  await page.evaluate(() => {
    document.querySelector('input')!.addEventListener('change', (event) => {
      window.kept = [...(event.target as HTMLInputElement).files!].map((chosen) => window.api.path(chosen))
    })
    addEventListener('drop', (event) => {
      window.kept = [...event.dataTransfer!.files].map((dropped) => window.api.path(dropped))
    })
  })
  await page.locator('input').setInputFiles(file)
  await expect.poll(() => page.evaluate(() => window.kept)).toEqual([file])
  const dropped = await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['a'], 'made by script'))
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }))
    return window.kept
  })
  expect(dropped).toEqual([''])
})
