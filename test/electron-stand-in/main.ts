// Starts like Electron: argv, `electron` as a module id, the inspector, -r modules, the app, then Chromium and 'ready'.
// Called as: node main.ts <path of the stand-in> ...what Electron was called with
import inspector from 'node:inspector'
import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { readCommandLine } from './commandLine.ts'
import { deferred } from './deferred.ts'

const [, , binary, ...argv] = process.argv
process.argv = [binary, ...argv]
const line = readCommandLine(argv)
const electronPackage = createRequire(import.meta.url).resolve('electron/package.json')
const electronVersion: string = JSON.parse(readFileSync(electronPackage, 'utf8')).version
if (line.wantsVersion) {
  console.log(`v${electronVersion}`)
  process.exit(0)
}

const define = (name: string, value: unknown) =>
  Object.defineProperty(process, name, { value, configurable: true, enumerable: true, writable: true })
define('type', 'browser')
define('defaultApp', true)
define('resourcesPath', path.join(path.dirname(binary), 'resources'))
define('versions', Object.freeze({ ...process.versions, electron: electronVersion }))

// The modules read process.versions, so they come after.
await import('./electronModule.ts')
const { app } = await import('./modules/application.ts')
const { chromium, isHeadless } = await import('./chromium/chromium.ts')
const { listening, server } = await import('./chromium/server.ts')
const { killUtilities } = await import('./modules/utilityProcess.ts')
const { watchWindows } = await import('./modules/windowWatch.ts')
const { loadApp } = await import('./loadApp.ts')

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/main|\/common)?$/.test(specifier)
      ? { url: pathToFileURL(path.join(import.meta.dirname, 'electronModule.ts')).href, shortCircuit: true }
      : next(specifier, context),
})
for (const [name, value] of line.switches) app.commandLine.appendSwitch(name, value)

// --- leaving
const exitNow = process.exit.bind(process)
const fail = (sentence: string, error: unknown): never => {
  console.error(`${sentence}\n${(error as Error).stack ?? error}`)
  return exitNow(1)
}
app._beforeExit.push(
  killUtilities,
  () => chromium.close(),
  () => server.closeAllConnections(),
)
process.exit = ((code?: number) => app.exit(code ?? Number(process.exitCode ?? 0))) as typeof process.exit
process.on('exit', () => {
  killUtilities()
  chromium.kill()
})
let wasAsked = false // whoever asks twice does not want to wait for the windows
const leave = () => {
  if (wasAsked) app.exit()
  else app.quit()
  wasAsked = true
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, leave)
process.on('unhandledRejection', (reason) => console.error('(stand-in) UnhandledPromiseRejection in main:', reason))
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') > 1) return
  console.error(`A JavaScript error occurred in the main process\nUncaught Exception:\n${error.stack ?? error}`) // Electron shows a box and goes on
})

// --- Playwright's loader.js (-r) holds 'ready' back until __playwright_run(); with executablePath it is not loaded, so
// the stand-in holds back itself.
const released = deferred()
if (line.inspectPort === null) released.resolve()
else {
  if (line.isDriven && !line.modules.length) Object.assign(globalThis, { __playwright_run: released.resolve })
  else released.resolve()
  inspector.open(line.inspectPort, '127.0.0.1')
}

const failToLoad = (error: unknown) => fail('App threw an error during load', error)
await loadApp(app, line, failToLoad).catch(failToLoad)

try {
  const profile = path.join(app.getPath('sessionData'), 'stand-in-chromium')
  watchWindows()
  chromium.launch({ profile, port: await listening, switches: app.switches, isHeadless })
  await chromium.started
} catch (error) {
  fail('(stand-in) Chromium did not start', error)
}
chromium.on('exit', () => app.exit(1)) // losing Chromium is losing the browser process
const [{ product }] = await Promise.all([
  chromium.send('Browser.getVersion'),
  chromium.send('Target.setDiscoverTargets', { discover: true }),
])
define('versions', Object.freeze({ ...process.versions, chrome: product.split('/')[1] }))
await released.promise
app._setReady()
