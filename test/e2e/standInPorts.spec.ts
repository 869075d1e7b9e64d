// How message ports behave in Electron, as far as the lab relies on it.
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

test('ports of main carry clones in order, transfer ports only, and close with their process', async () => {
  const seen = await lab.app.evaluate(async ({ utilityProcess, MessageChannelMain }) => {
    const engine = utilityProcess.fork(`${fixture}/child.mjs`)
    const { port1, port2 } = new MessageChannelMain()
    engine.postMessage('take', [port2])
    port1.start()
    const next = (port: Electron.MessagePortMain) =>
      new Promise<unknown>((resolve) => port.once('message', ({ data }) => resolve(data)))
    const ask = (message: unknown) => {
      port1.postMessage(message)
      return next(port1)
    }
    const map = (await ask(new Map([['k', 1n]]))) as Map<string, bigint>
    const buffer = new ArrayBuffer(9e6)
    new Uint8Array(buffer)[8_999_999] = 7
    const reply = ask(buffer)
    new Uint8Array(buffer).fill(0) // postMessage has cloned it
    const big = new Uint8Array((await reply) as ArrayBuffer)[8_999_999]
    const order: unknown[] = []
    const all = new Promise<void>((resolve) =>
      port1.on('message', ({ data }) => {
        if (order.push(data) === 500) resolve()
      }),
    )
    for (let i = 0; i < 500; i++) port1.postMessage(i)
    await all
    const spare = new MessageChannelMain()
    spare.port1.start()
    const nested = next(spare.port1)
    port1.postMessage('nested', [spare.port2])
    const closed = new Promise<string>((resolve) => port1.once('close', () => resolve('closed')))
    const nestedText = await nested
    engine.kill()
    return [map.get('k') === 1n, big, order.every((value, i) => value === i), nestedText, await closed]
  })
  expect(seen).toEqual([true, 7, true, 'through the nested port', 'closed'])
})

test('a transfer list is checked as Electron does', async () => {
  const messages = await lab.app.evaluate(async ({ utilityProcess, MessageChannelMain }) => {
    const thrown = (call: () => void) => {
      try {
        call()
        return 'none'
      } catch (error) {
        return String(error)
      }
    }
    const { port1, port2 } = new MessageChannelMain()
    const spare = new MessageChannelMain()
    const engine = utilityProcess.fork(`${fixture}/child.mjs`)
    engine.postMessage('take', [port2])
    port1.start()
    port1.postMessage({ refuse: true })
    const inEngine = await new Promise((resolve) => port1.once('message', ({ data }) => resolve(data)))
    const buffers = [new ArrayBuffer(8)] as unknown as Electron.MessagePortMain[]
    return [
      inEngine,
      thrown(() => port1.postMessage(1, buffers)),
      thrown(() => port1.postMessage(1, [port1])),
      thrown(() => port1.postMessage(1, [spare.port1, spare.port1])),
      thrown(() => port1.postMessage(1, [port2])),
      thrown(() => port1.postMessage(() => {})),
    ]
  })
  expect(messages).toEqual([
    'TypeError: Port at index 0 is not a valid port',
    'TypeError: Port at index 0 is not a valid port',
    'Error: Port at index 0 contains the source port.',
    'Error: Port at index 1 is a duplicate.',
    'Error: Port at index 0 is already neutered.',
    expect.stringContaining('could not be cloned'),
  ])
})

test('what waits in a port follows it through other ports', async () => {
  const heard = await lab.app.evaluate(async ({ MessageChannelMain }) => {
    const [x, y, z] = [new MessageChannelMain(), new MessageChannelMain(), new MessageChannelMain()]
    x.port1.postMessage('first')
    x.port1.postMessage('with a port', [y.port1])
    y.port2.postMessage('queued in y')
    z.port1.postMessage('carrier', [x.port2])
    x.port1.postMessage('third')
    const heard: unknown[] = []
    await new Promise<void>((resolve) => {
      const take = (port: Electron.MessagePortMain) => {
        port.on('message', ({ data, ports }) => {
          ports.forEach(take)
          if (heard.push(data) === 5) resolve()
        })
        port.start()
      }
      take(z.port2)
    })
    return heard
  })
  // Between two ports there is no order to rely on.
  expect(heard.filter((text) => text !== 'queued in y')).toEqual(['carrier', 'first', 'with a port', 'third'])
  expect(heard).toContain('queued in y')
})

test('a listener that throws stops none of the messages behind', async () => {
  const heard = await lab.app.evaluate(async ({ MessageChannelMain }) => {
    const { port1, port2 } = new MessageChannelMain()
    const heard: number[] = []
    process.once('uncaughtException', () => {})
    const third = new Promise<void>((resolve) =>
      port1.on('message', ({ data }) => {
        if (heard.push(data) === 3) resolve()
        if (data === 1) throw new Error('deliberate')
      }),
    )
    port1.start()
    for (const i of [1, 2, 3]) port2.postMessage(i)
    await third
    return heard
  })
  expect(heard).toEqual([1, 2, 3])
})

test('a port joins engine and page: order, buffers, cycles, close', async () => {
  const { app, page } = lab
  const arrived = page.evaluate(
    () =>
      new Promise((resolve) =>
        addEventListener('message', ({ data, ports }) => {
          if (data.kind !== 'to-page') return
          window.port = ports[0]
          resolve(data.data)
        }),
      ),
  )
  await page.evaluate(() => {}) // behind it: the listener is there
  await app.evaluate(({ utilityProcess, MessageChannelMain, BrowserWindow }) => {
    const engine = utilityProcess.fork(`${fixture}/child.mjs`)
    Object.assign(globalThis, { child: engine })
    const { port1, port2 } = new MessageChannelMain()
    engine.postMessage('take', [port1])
    BrowserWindow.getAllWindows()[0].webContents.postMessage('to-page', { a: 1 }, [port2])
  })
  expect(await arrived).toEqual({ a: 1 })

  const seen = await page.evaluate(async () => {
    type Cyclic = { error: Error; self?: Cyclic }
    const { port } = window
    const heard: unknown[] = []
    const all = new Promise<void>((resolve) => {
      port.onmessage = ({ data }) => {
        if (heard.push(data) === 203) resolve()
      }
    })
    for (let i = 0; i < 200; i++) port.postMessage(i)
    const buffer = new ArrayBuffer(5e6)
    new Uint8Array(buffer)[4_999_999] = 9
    port.postMessage({ buffer })
    port.postMessage(new Uint16Array([1, 2]).subarray(1))
    const cyclic: Cyclic = { error: new RangeError('r') }
    cyclic.self = cyclic
    port.postMessage(cyclic)
    await all
    const [big, view, back] = heard.slice(200) as [{ buffer: ArrayBuffer }, Uint16Array, Cyclic]
    return [
      heard.slice(0, 200).every((value, i) => value === i),
      new Uint8Array(big.buffer)[4_999_999],
      [view.byteOffset, view[0]],
      back.self === back && back.error instanceof RangeError,
    ]
  })
  expect(seen).toEqual([true, 9, [2, 2], true])

  const closed = page.evaluate(
    () => new Promise((resolve) => window.port.addEventListener('close', () => resolve('closed'))),
  )
  await page.evaluate(() => {}) // behind it: the listener is there
  await app.evaluate(() => child.kill())
  expect(await closed).toBe('closed')
})
