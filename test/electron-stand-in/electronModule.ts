// The module id `electron` in the main process. What is not modelled exists, and throws when it is used.
import { app } from './modules/application.ts'
import { BrowserWindow } from './modules/browserWindow.ts'
import { clipboard, ClipboardItem } from './modules/clipboard.ts'
import { dialog } from './modules/dialog.ts'
import { ipcMain } from './modules/ipcMain.ts'
import { Menu, MenuItem } from './modules/menu.ts'
import { nativeImage } from './modules/nativeImage.ts'
import { nativeTheme } from './modules/nativeTheme.ts'
import { net } from './modules/net.ts'
import { protocol } from './modules/protocol.ts'
import { screen } from './modules/screen.ts'
import { session } from './modules/session.ts'
import { shell } from './modules/shell.ts'
import { utilityProcess } from './modules/utilityProcess.ts'
import { webContents } from './modules/webContents.ts'
import { MessageChannelMain } from './ports/mainPorts.ts'
import { unmodelled } from './unmodelled.ts'

// One line a name, because a module's exports cannot be computed and `import { Tray } from 'electron'` must load.
export const autoUpdater = unmodelled('autoUpdater')
export const BaseWindow = unmodelled('BaseWindow')
export const BrowserView = unmodelled('BrowserView')
export const contentTracing = unmodelled('contentTracing')
export const crashReporter = unmodelled('crashReporter')
export const desktopCapturer = unmodelled('desktopCapturer')
export const globalShortcut = unmodelled('globalShortcut')
export const ImageView = unmodelled('ImageView')
export const inAppPurchase = unmodelled('inAppPurchase')
export const netLog = unmodelled('netLog')
export const Notification = unmodelled('Notification')
export const powerMonitor = unmodelled('powerMonitor')
export const powerSaveBlocker = unmodelled('powerSaveBlocker')
export const pushNotifications = unmodelled('pushNotifications')
export const safeStorage = unmodelled('safeStorage')
export const ServiceWorkerMain = unmodelled('ServiceWorkerMain')
export const ShareMenu = unmodelled('ShareMenu')
export const sharedTexture = unmodelled('sharedTexture')
export const systemPreferences = unmodelled('systemPreferences')
export const TouchBar = unmodelled('TouchBar')
export const Tray = unmodelled('Tray')
export const View = unmodelled('View')
export const webFrameMain = unmodelled('webFrameMain')
export const WebContentsView = unmodelled('WebContentsView')

const modelledModules = {
  app,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
  webContents,
}
const electron = {
  ...modelledModules,
  autoUpdater,
  BaseWindow,
  BrowserView,
  contentTracing,
  crashReporter,
  desktopCapturer,
  globalShortcut,
  ImageView,
  inAppPurchase,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  pushNotifications,
  safeStorage,
  ServiceWorkerMain,
  ShareMenu,
  sharedTexture,
  systemPreferences,
  TouchBar,
  Tray,
  View,
  webFrameMain,
  WebContentsView,
}
export default electron
export { electron as 'module.exports' } // what require('electron') gives
export {
  app,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
  webContents,
}
