// Starts an Electron app for a spec: with Electron's own binary where it is installed, with the stand-in elsewhere.
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const root = path.join(import.meta.dirname, '../..')
const standIn = path.join(root, 'test/electron-stand-in')

/** Of Electron's binary, or null. Never by `import 'electron'`: that would download it. */
function installedBinary(): string | null {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pathFile = path.join(folder, 'path.txt')
  const binary = existsSync(pathFile) && path.join(folder, 'dist', readFileSync(pathFile, 'utf8'))
  return binary && existsSync(binary) ? binary : null
}

export const isStandIn = installedBinary() === null
export const electronBinary = installedBinary() ?? path.join(standIn, 'electron')
// Read by require('electron') inside Playwright.
if (isStandIn) process.env.ELECTRON_OVERRIDE_DIST_PATH = standIn

export interface LaunchOptions {
  /** Of the app's package.json; the lab itself by default. */
  folder?: string
  /** What follows the app on the command line, such as a photo. */
  args?: string[]
  env?: Record<string, string>
  /** Kept after close; without it a fresh one is made and removed. */
  userData?: string
  /** null lets the page see nativeTheme instead of Playwright's emulation. */
  colorScheme?: 'light' | 'dark' | null
}

export interface Launched {
  app: ElectronApplication
  page: Page
  userData: string
  /** Uncaught errors and console errors of pages and main. A spec that provokes some takes them out. */
  errors: string[]
  /** Ends the app and fails the test when there were errors. */
  close(): Promise<void>
}

export async function launch(options: LaunchOptions = {}): Promise<Launched> {
  const { folder = root, args = [], env = {}, colorScheme = null } = options
  const userData = options.userData ?? mkdtempSync(path.join(tmpdir(), 'lab-e2e-'))
  const app = await _electron.launch({
    args: [folder, `--user-data-dir=${userData}`, ...args],
    env: { ...definedEnvironment(), ...env },
    colorScheme,
  })
  const errors: string[] = []
  watch(app, errors)
  const page = await app.firstWindow()
  await page.waitForURL(({ protocol }) => protocol !== 'about:') // what a window shows until it is told
  const close = async () => {
    await app.close()
    if (!options.userData) rmSync(userData, { recursive: true, force: true })
    expect(errors, 'errors of the page and of the main process').toEqual([])
  }
  return { app, page, userData, errors, close }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

const MAIN_ERRORS = /.*(Uncaught Exception|UnhandledPromiseRejection|is not modelled|Error occurred in handler).*/g

function watch(app: ElectronApplication, errors: string[]): void {
  app.context().on('weberror', (error) => errors.push(`page: ${error.error().stack ?? error.error()}`))
  app.context().on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()} (${message.location().url})`)
  })
  app.process().stderr?.on('data', (data: Buffer) => {
    for (const [line] of data.toString().matchAll(MAIN_ERRORS)) errors.push(`main: ${line}`)
  })
}
