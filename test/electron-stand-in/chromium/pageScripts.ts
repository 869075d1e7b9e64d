// The scripts that run in a page before its own: modules of page/ put one after the other, types and imports cut off,
// because a script that Chromium injects can import nothing.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

const ROOT = path.join(import.meta.dirname, '..')

function source(file: string): string {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  return stripTypeScriptTypes(text)
    .replace(/^import [^]*? from '.*'$/gm, '')
    .replace(/^export /gm, '')
}

/** The SharedWorker of a document; its address is the socket's but for the last two parts. */
export const carrierScript = `${['ports/clone.ts', 'ports/message.ts', 'page/carrier.ts'].map(source).join('\n')}
onconnect = ({ ports: [page] }) =>
  carry(page, location.href.replace(/[^/]*\\/favicon\\.ico$/, 'ws').replace(/^http/, 'ws'))`

/** A script that runs in the top frame only; `setting` is what its modules know as SETTING. */
function joined(files: string[]): (setting: unknown) => string {
  const body = files.map(source).join('\n')
  return (setting) =>
    `;(() => {\nif (window !== window.top) return\nconst SETTING = ${JSON.stringify(setting)}\n${body}\n})()`
}

/** The page's own world. */
export const mainWorldScript = joined(['page/contextBridge.ts', 'page/mainWorld.ts'])

/** The preload's world. */
export const isolatedWorldScript = joined([
  'ports/clone.ts',
  'ports/message.ts',
  'page/contextBridge.ts',
  'page/pageEvents.ts',
  'page/carrier.ts',
  'page/transport.ts',
  'page/ipcRenderer.ts',
  'page/filePaths.ts',
  'page/preloadRunner.ts',
])

/** The preload, as the function that Electron's sandbox wraps it in. */
export function preloadScript(file: string, code: string): string {
  const parameters = 'require, process, exports, module, Buffer, global, setImmediate, clearImmediate'
  return `globalThis.__standInRunPreload?.(${JSON.stringify(file)}, function (${parameters}) {${code}\n})`
}
