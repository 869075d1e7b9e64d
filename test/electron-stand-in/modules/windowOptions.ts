// The options of a BrowserWindow that are modelled, and what a preload sees of them.
import { refuse } from '../unmodelled.ts'
import { app } from './application.ts'
import type { Rectangle } from './screen.ts'

interface WebPreferences {
  preload?: string
  additionalArguments?: string[]
  nodeIntegration?: boolean
  contextIsolation?: boolean
  sandbox?: boolean
  webviewTag?: boolean
  partition?: string
  session?: unknown
}
export interface WindowOptions extends Partial<Rectangle> {
  title?: string
  show?: boolean
  webPreferences?: WebPreferences
}

export function refuseUnmodelled(preferences: WebPreferences): void {
  if (preferences.nodeIntegration) refuse('webPreferences nodeIntegration: true')
  if (preferences.contextIsolation === false) refuse('webPreferences contextIsolation: false')
  if (preferences.sandbox === false) refuse('webPreferences sandbox: false')
  if (preferences.webviewTag) refuse('webPreferences webviewTag: true')
  if (preferences.partition || preferences.session) refuse('webPreferences partition or session')
}

/** `process` of a sandboxed preload. */
export const preloadProcess = (additionalArguments: string[] = []) => ({
  platform: process.platform,
  arch: process.arch,
  pid: process.pid,
  version: process.version,
  versions: process.versions,
  execPath: app.getPath('exe'),
  env: { ...process.env },
  argv: [app.getPath('exe'), ...additionalArguments],
  defaultApp: true,
})
