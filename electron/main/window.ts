import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { WindowPlace } from './settings.ts'

const productName = 'Kernel Lab'

/** The page's own background (--surface in tokens.css), so that the window does not flash before the page is there. */
export function backgroundColor(dark: boolean): string {
  return dark ? '#242424' : '#f6f6f6'
}

const smallest = { width: 800, height: 560 }
const usual = { width: 1280, height: 840 }

/** A window of which less than this much is on the screen cannot be grasped. */
const graspable = 96

export interface WindowParts {
  readonly preload: string
  readonly dark: boolean
  readonly place: WindowPlace | null
  /** The work area of every screen there is now. */
  readonly screens: readonly Rectangle[]
}

/** The fixed safe options of the one window; the defaults of Electron that we rely on are spelled out. */
export function windowOptions({ preload, dark, place, screens }: WindowParts): BrowserWindowConstructorOptions {
  const kept = place && screens.some((screen) => isGraspable(place, screen)) ? place : null
  return {
    title: productName,
    show: false,
    backgroundColor: backgroundColor(dark),
    minWidth: smallest.width,
    minHeight: smallest.height,
    ...(kept ? { x: kept.x, y: kept.y, width: kept.width, height: kept.height } : usual),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false, // it would fetch its dictionaries from the network
    },
  }
}

/** Whether the title bar of the window can be seen and dragged on this screen. */
function isGraspable(window: Rectangle, screen: Rectangle): boolean {
  const left = Math.max(window.x, screen.x)
  const right = Math.min(window.x + window.width, screen.x + screen.width)
  const titleBarIsInside = window.y >= screen.y && window.y <= screen.y + screen.height - graspable
  return right - left >= graspable && titleBarIsInside
}

type PlacedWindow = Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized'>

export function placeOf(window: PlacedWindow): WindowPlace {
  const { x, y, width, height } = window.getNormalBounds()
  return { x, y, width, height, maximized: window.isMaximized() }
}

export function windowTitle(document: string | null): string {
  return document === null ? productName : `${document} — ${productName}`
}
