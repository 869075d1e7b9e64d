import type { BrowserWindow } from './browserWindow.ts'

/** Every window that is not destroyed, oldest first. Apart from both app and BrowserWindow, which need each other. */
export const openWindows: BrowserWindow[] = []
