// What a sandboxed preload may require, and the preload's run.
import { ContextBridge } from './contextBridge.ts'
import { getPathForFile } from './filePaths.ts'
import { ipcRenderer } from './ipcRenderer.ts'
import { PageEventEmitter } from './pageEvents.ts'
import { askSynchronously, send, type Setting } from './transport.ts'

declare const SETTING: Setting

const bridge = new ContextBridge(`${SETTING.secret}-main`, `${SETTING.secret}-isolated`, (name, value) => {
  if (name !== 'open') throw new Error(name)
  askSynchronously({ op: 'open', details: value })
})

const refused = (name: string) => () => {
  throw new Error(`electron stand-in: '${name}' is not modelled`)
}
const absent = (name: string) => new Proxy({}, { get: (_, key) => refused(`${name}.${String(key)}`)() })

const electron = {
  ipcRenderer,
  contextBridge: {
    exposeInMainWorld(key: string, api: unknown) {
      bridge.request('expose', { key, api: api === ipcRenderer ? {} : api })
    },
    exposeInIsolatedWorld: refused('exposeInIsolatedWorld'),
    executeInMainWorld: refused('executeInMainWorld'),
  },
  webUtils: { getPathForFile },
  webFrame: absent('webFrame'),
  crashReporter: absent('crashReporter'),
  nativeImage: absent('nativeImage'),
  sharedTexture: absent('sharedTexture'),
}

const setImmediate = (call: (...args: unknown[]) => void, ...args: unknown[]) => setTimeout(call, 0, ...args)
const timers = {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate: clearTimeout,
}
const modules: Record<string, unknown> = {
  electron,
  'electron/common': electron,
  'electron/renderer': electron,
  events: PageEventEmitter,
  timers,
  url: { URL, URLSearchParams },
}
function preloadRequire(name: string): unknown {
  const found = modules[name.replace(/^node:/, '')]
  if (!found) throw new Error(`module not found: ${name}`)
  return found
}

const preloadProcess = Object.assign(new PageEventEmitter(), SETTING.process, {
  type: 'renderer',
  sandboxed: true,
  contextIsolated: true,
  isMainFrame: true,
  uptime: () => performance.now() / 1000,
  nextTick: (call: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => call(...args)),
})

function runPreload(file: string, preload: (...parameters: unknown[]) => void): void {
  const module = { exports: {} }
  const { setImmediate, clearImmediate } = timers
  const missingBuffer = absent('Buffer')
  try {
    preload(preloadRequire, preloadProcess, module.exports, module, missingBuffer, window, setImmediate, clearImmediate)
  } catch (thrown) {
    console.error(`Unable to load preload script: ${file}`)
    console.error(thrown)
    send({ op: 'preload-error', file }, thrown instanceof Error ? thrown : new Error(String(thrown)))
  }
}
Object.assign(globalThis, { __standInRunPreload: runPreload }) // the preload is injected as a script of its own
