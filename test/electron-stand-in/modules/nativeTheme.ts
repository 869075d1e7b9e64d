// nativeTheme.themeSource reaches pages as prefers-color-scheme, by emulated media. The system is light.
import { EventEmitter } from 'node:events'
import { modelledClass } from '../unmodelled.ts'
import { app } from './application.ts'
import { webContents, type WebContents } from './webContents.ts'

type ThemeSource = 'system' | 'light' | 'dark'

class NativeTheme extends EventEmitter {
  #source: ThemeSource = 'system'
  readonly shouldUseHighContrastColors = false
  readonly shouldUseInvertedColorScheme = false
  readonly prefersReducedTransparency = false
  readonly inForcedColorsMode = false

  get themeSource(): ThemeSource {
    return this.#source
  }
  set themeSource(source: ThemeSource) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Invalid themeSource '${source}'`)
    if (source === this.#source) return
    this.#source = source
    for (const contents of webContents.getAllWebContents()) this._apply(contents)
    this.emit('updated')
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark'
  }

  _apply(contents: WebContents): void {
    const value = this.#source === 'system' ? '' : this.#source
    void contents._whenOpen(() =>
      contents._cdp('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] }),
    )
  }
}
modelledClass('nativeTheme', NativeTheme)
export const nativeTheme = new NativeTheme()

app.on('web-contents-created', (_event, contents: WebContents) => {
  if (nativeTheme.themeSource !== 'system') nativeTheme._apply(contents)
})
