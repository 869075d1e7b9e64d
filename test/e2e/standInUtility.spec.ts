// How utility processes behave in Electron, as far as the lab relies on it.
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

test('a utility process has its arguments, environment and electron module, and early messages wait for it', async () => {
  const heard = await lab.app.evaluate(async ({ utilityProcess }) => {
    const env = { ...process.env, MINE: 'x' }
    const engine = utilityProcess.fork(`${fixture}/child.mjs`, ['a', '--b'], { env })
    const next = () => new Promise((resolve) => engine.once('message', resolve))
    const pidAtFirst = engine.pid
    engine.postMessage('early')
    const early = await next()
    engine.postMessage('electron')
    return [pidAtFirst, typeof engine.pid, early, await next()]
  })
  expect(heard).toEqual([
    undefined,
    'number',
    { data: 'early', argv: ['a', '--b'], env: 'x', type: 'utility' },
    expect.arrayContaining(['net', 'systemPreferences']),
  ])
})

test('the exit code of a utility process tells how it ended', async () => {
  const ends = await lab.app.evaluate(async ({ app, utilityProcess }) => {
    const gone: string[] = []
    app.on('child-process-gone', (_event, { type, reason, name }) => gone.push(`${type} ${name} ${reason}`))
    const endOf = async (end: (engine: Electron.UtilityProcess) => void) => {
      const engine = utilityProcess.fork(`${fixture}/child.mjs`, [], { serviceName: 'engine', stdio: 'pipe' })
      let text = ''
      engine.stderr?.on('data', (part) => (text += part))
      await new Promise<void>((resolve) => engine.once('spawn', resolve))
      const exited = new Promise((resolve) => engine.once('exit', resolve))
      end(engine)
      return { code: await exited, pid: engine.pid, text }
    }
    const byItself = await endOf((engine) => engine.postMessage('exit'))
    const killed = await endOf((engine) => engine.kill())
    const thrown = await endOf((engine) => engine.postMessage('throw'))
    const signalled = await endOf((engine) => process.kill(engine.pid!, 'SIGKILL'))
    return {
      codes: [byItself, killed, thrown, signalled].map(({ code }) => code),
      pids: [byItself, killed].map(({ pid }) => pid),
      isReported: thrown.text.includes('deliberate'),
      gone,
    }
  })
  expect(ends).toEqual({
    codes: [7, 0, 1, 9],
    pids: [undefined, undefined],
    isReported: true,
    gone: [
      'Utility engine abnormal-exit',
      'Utility engine killed',
      'Utility engine abnormal-exit',
      'Utility engine killed',
    ],
  })
})

test('worker threads and forks of a utility process are plain Node', async () => {
  const heard = await lab.app.evaluate(async ({ utilityProcess }) => {
    const engine = utilityProcess.fork(`${fixture}/child.mjs`)
    const heard: object[] = []
    const both = new Promise<void>((resolve) =>
      engine.on('message', (message: object) => {
        if (heard.push(message) === 2) resolve()
      }),
    )
    engine.postMessage('threads')
    await both
    return Object.assign({}, ...heard)
  })
  expect(heard).toEqual({ thread: 'undefined', grandchild: ['undefined', true] })
})
