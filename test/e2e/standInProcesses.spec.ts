// What an app leaves behind: nothing, however it ends. And the mode in which GLib is loaded as in Electron for Linux.
import { expect, test } from '@playwright/test'
import path from 'node:path'
import { isStandIn, launch } from './launch.ts'
import { alive, descendants } from './processes.ts'

const folder = path.join(import.meta.dirname, 'fixture')

test('closing the last window quits, and leaves no process', async () => {
  const { app, page, close } = await launch({ folder })
  const processes = descendants(app.process().pid!)
  expect(processes.length).toBeGreaterThan(2)
  const closed = app.waitForEvent('close')
  await page.close()
  await closed
  await expect.poll(() => alive(processes)).toEqual([])
  await close()
})

test('a killed main process leaves nothing, not even an engine that computes without a pause', async () => {
  const { app } = await launch({ folder })
  await app.evaluate(async ({ utilityProcess }) => {
    const engine = utilityProcess.fork(`${fixture}/child.mjs`)
    engine.postMessage('electron')
    await new Promise((resolve) => engine.once('message', resolve))
    engine.postMessage('compute')
  })
  const main = app.process().pid!
  const processes = descendants(main)
  expect(processes.length).toBeGreaterThan(3)
  process.kill(main, 'SIGKILL')
  await expect.poll(() => alive(processes)).toEqual([])
})

test('in GLib mode a utility process has the libraries of Electron for Linux', async () => {
  test.skip(!isStandIn, 'Electron itself links them')
  const { app, close } = await launch({ folder, env: { ELECTRON_STAND_IN_GLIB: '1' } })
  const [preloaded, debug] = await app.evaluate(({ utilityProcess }) => {
    const engine = utilityProcess.fork(`${fixture}/child.mjs`)
    engine.postMessage('preloaded')
    return new Promise<string[]>((resolve) => engine.once('message', resolve))
  })
  expect(preloaded).toContain('libgobject-2.0.so.0')
  expect(debug).toBe('fatal-criticals')
  await close()
})
