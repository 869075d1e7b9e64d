// Finds the app as default_app/main.ts does, and runs it.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandLine } from './commandLine.ts'
import type { app as application } from './modules/application.ts'

/** `fail` hears of an error in the app's code, however late. */
export async function loadApp(
  app: typeof application,
  line: CommandLine,
  fail: (error: unknown) => never,
): Promise<void> {
  const require = createRequire(path.join(process.cwd(), 'from-here.js'))
  for (const id of line.modules) require(path.isAbsolute(id) ? id : path.resolve(id))
  if (!line.appPath) throw new Error('no app: give the folder of a package.json, or a script')
  const given = path.resolve(line.appPath)
  const manifest = path.join(given, 'package.json')
  const hasManifest = existsSync(manifest)
  if (hasManifest) {
    const { name, productName, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>
    if (version) app.setVersion(version)
    if (productName ?? name) app.setName(productName ?? name)
  }
  const file = require.resolve(given)
  app.setAppPath(hasManifest ? given : path.dirname(file))
  // Electron waits for the app's code, but not past the point where nothing is left to do (NodeBindings::JoinAppCode):
  // a top-level `await app.whenReady()` gets by.
  const idle = new Promise((resolve) => process.once('beforeExit', resolve))
  const loaded = import(pathToFileURL(file).href).catch(fail)
  await Promise.race([loaded, idle])
}
