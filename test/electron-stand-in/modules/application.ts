// app: life cycle, names, paths and switches.
import { EventEmitter } from 'node:events'
import { deferred } from '../deferred.ts'
import { preventable } from '../preventable.ts'
import { modelledClass } from '../unmodelled.ts'
import { ApplicationPaths } from './applicationPaths.ts'
import { systemLanguages } from './languages.ts'
import { openWindows } from './openWindows.ts'
import { SingleInstance } from './singleInstance.ts'

const ready = deferred()
const nativeExit = process.exit.bind(process)
const LEAVES_WITHIN = 8000 // ms, whatever hangs

class Application extends EventEmitter {
  #isReady = false
  #isQuitting = false
  #isLeaving = false
  #version = process.versions.electron
  #appPath = ''
  #instance = new SingleInstance()
  #recent: string[] = []
  name = 'Electron'
  readonly isPackaged = false
  readonly switches = new Map<string, string>()
  #paths = new ApplicationPaths(this)
  /** What has to end before the process may. */
  readonly _beforeExit: (() => unknown)[] = []

  readonly commandLine = {
    hasSwitch: (name: string) => this.switches.has(name),
    getSwitchValue: (name: string) => this.switches.get(name) ?? '',
    appendSwitch: (name: string, value = '') => void this.switches.set(name, String(value)),
    removeSwitch: (name: string) => void this.switches.delete(name),
  }

  // --- names, places, languages
  getName = () => this.name
  setName = (name: string) => void (this.name = name)
  getVersion = () => this.#version
  setVersion = (version: string) => void (this.#version = version)
  getAppPath = () => this.#appPath
  setAppPath = (folder: string) => void (this.#appPath = folder)
  getPath = (name: string) => this.#paths.get(name)
  setPath = (name: string, value: string) => this.#paths.set(name, value)
  getLocale = () => this.switches.get('lang') || systemLanguages()[0]
  getSystemLocale = () => systemLanguages()[0]
  getPreferredSystemLanguages = () => systemLanguages()

  // --- processes
  readonly _utilities = new Set<{ readonly pid: number | undefined; readonly _name: string }>()
  getAppMetrics = () => [
    { type: 'Browser', pid: process.pid },
    ...[...this._utilities].flatMap(({ pid, _name }) => (pid ? [{ type: 'Utility', pid, name: _name }] : [])),
  ]

  // --- of no effect here
  enableSandbox = () => {} // pages are always sandboxed as Chromium was started
  setAboutPanelOptions = () => {}
  showAboutPanel = () => {}
  setAppUserModelId = () => {}
  setDesktopName = () => {}
  focus = () => {}
  addRecentDocument = (file: string) => void (this.#recent = [file, ...this.#recent.filter((one) => one !== file)])
  clearRecentDocuments = () => void (this.#recent = [])
  getRecentDocuments = () => [...this.#recent]
  disableHardwareAcceleration = () => void this.switches.set('disable-gpu', '')

  // --- life cycle
  whenReady = () => ready.promise
  isReady = () => this.#isReady
  _setReady(): void {
    this.emit('will-finish-launching')
    this.#isReady = true
    ready.resolve()
    this.emit('ready', preventable(), {})
  }

  quit(): void {
    if (this.#isQuitting) return
    const event = preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#isQuitting = true
    if (!openWindows.length) return this._allClosed()
    for (const window of [...openWindows]) window.close()
  }

  /** A window refused to close. */
  _quitCancelled(): void {
    this.#isQuitting = false
  }

  _allClosed(): void {
    if (this.#isLeaving) return
    if (!this.#isQuitting) {
      if (this.listenerCount('window-all-closed') === 0) return this.quit()
      return void this.emit('window-all-closed')
    }
    const event = preventable()
    this.emit('will-quit', event)
    if (event.defaultPrevented) this.#isQuitting = false
    else this.#leave(Number(process.exitCode ?? 0))
  }

  exit(code = 0): void {
    for (const window of [...openWindows]) window.destroy()
    this.#leave(code)
  }

  #leave(code: number): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.emit('quit', preventable(), code)
    this.releaseSingleInstanceLock()
    const ends = [this.#instance.handover, ...this._beforeExit.map((end) => end())]
    void Promise.allSettled(ends).then(() => nativeExit(code))
    setTimeout(() => nativeExit(code), LEAVES_WITHIN).unref()
  }

  // --- one instance
  requestSingleInstanceLock(additionalData: unknown = {}): boolean {
    return this.#instance.request(this.getPath('userData'), additionalData, (second) =>
      this.emit('second-instance', preventable(), ...second),
    )
  }
  hasSingleInstanceLock = () => this.#instance.isHeld
  releaseSingleInstanceLock = () => this.#instance.release()
}
modelledClass('app', Application)
export const app = new Application()
