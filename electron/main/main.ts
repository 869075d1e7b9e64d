import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron'
import type { MenuItemConstructorOptions, MessagePortMain } from 'electron'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { chooseLocale } from '../../shared/commandLabels.ts'
import type { Locale } from '../../shared/commandLabels.ts'
import { turboArgument } from '../../shared/rpc/engineControl.ts'
import { systemClock } from '../../shared/rpc/clock.ts'
import type { EngineStatus, HostEvents } from '../../shared/rpc/hostContract.ts'
import { photoOn } from './commandLine.ts'
import { createEngineConnection } from './engineConnection.ts'
import type { EngineConnection } from './engineConnection.ts'
import { engineEnvironment, superviseEngine } from './engineSupervisor.ts'
import type { EngineSupervisor } from './engineSupervisor.ts'
import { createFiles } from './files.ts'
import type { Dialogs } from './files.ts'
import { createFileTokens } from './fileTokens.ts'
import type { FileTokens } from './fileTokens.ts'
import { hardenContents, hardenSession, isOpenable, originOf } from './hardening.ts'
import { createHostHandlers } from './hostHandlers.ts'
import { serveHost } from './ipc.ts'
import { createMenuBar } from './menuBar.ts'
import { createOpenedFiles } from './openedFiles.ts'
import { developmentPolicy, labOrigin, labScheme, serveRenderer } from './protocol.ts'
import { createMemory, readRemembered } from './settings.ts'
import type { Memory } from './settings.ts'
import { backgroundColor, placeOf, windowOptions, windowTitle } from './window.ts'

/** The main process: window, menu, dialogs and files. It starts the engine and hands its port to the window; it computes nothing. */
const built = path.join(import.meta.dirname, '..')
/** Set by electron-vite while developing: its server brings the page instead of our build. */
const developmentServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
const pageOrigin = (developmentServer && originOf(developmentServer)) || labOrigin
const packageRoot = app.isPackaged ? null : app.getAppPath()
const opened = createOpenedFiles()

app.enableSandbox()
protocol.registerSchemesAsPrivileged([labScheme])
app.on('web-contents-created', (_event, contents) => hardenContents(contents, pageOrigin, openLink))
app.on('open-file', (_event, filePath) => opened.offer(filePath))
app.on('window-all-closed', () => app.quit())

// A second start hands its photo to the first and goes. No await here: ESM would hold back the very event it waits for.
if (app.requestSingleInstanceLock()) void app.whenReady().then(startLab)
else app.quit()

function startLab(): void {
  const memory = createMemory(app.getPath('userData'), readRemembered(app.getPath('userData'), log), log)
  const { settings } = memory.current
  nativeTheme.themeSource = settings.theme
  offerPhotoOn(process.argv, process.cwd())
  hardenSession(session.defaultSession, pageOrigin)
  servePage()
  const window = openWindow(memory)
  const send: Send = (event, value) => void (window.isDestroyed() || window.webContents.send(`host:${event}`, value))
  const tokens = createFileTokens(randomUUID, (message) => void supervisor.post(message))
  const supervisor = startEngine(tokens, memory, (status) => {
    send('engineStatus', status)
    connection.statusChanged(status)
  })
  const connection = connectTo(window, supervisor)
  const locale = (): Locale => chooseLocale(memory.current.settings.locale, systemLanguages())
  const menuBar = createMenuBar({
    platform: process.platform,
    locale,
    install: installMenu,
    run: (id) => send('command', id),
  })
  menuBar.show(settings)
  const handlers = createHostHandlers({
    files: createFiles({
      dialogs: dialogsOf(window),
      tokens,
      memory,
      locale,
      runFolder: path.join(app.getPath('userData'), 'training'),
    }),
    memory,
    connection,
    opened,
    sendFile: (file) => send('openFile', file),
    restartEngine: supervisor.restart,
    systemLanguages,
    version: app.getVersion(),
    showSettings(changed) {
      nativeTheme.themeSource = changed.theme
      menuBar.show(changed)
    },
    describeWindow(document, enabled) {
      window.setTitle(windowTitle(document))
      menuBar.enable(enabled)
    },
  })
  serveHost(window.webContents.ipc, handlers, pageOrigin, log)
  leaveNothingBehind(supervisor, memory)
  supervisor.start()
  window.loadURL(developmentServer ?? `${labOrigin}/index.html`).catch((reason) => log(String(reason)))
}

type Send = <E extends keyof HostEvents>(event: E, value: HostEvents[E]) => void

function systemLanguages(): string[] {
  return app.getPreferredSystemLanguages()
}

function servePage(): void {
  protocol.handle(labScheme.scheme, serveRenderer(path.join(built, 'renderer')))
  if (developmentServer === undefined) return
  session.defaultSession.webRequest.onHeadersReceived(({ responseHeaders }, answer) => {
    answer({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [developmentPolicy(pageOrigin)] } })
  })
}

function openWindow(memory: Memory): BrowserWindow {
  const place = memory.current.window
  const window = new BrowserWindow(
    windowOptions({
      preload: path.join(built, 'preload/preload.cjs'),
      dark: nativeTheme.shouldUseDarkColors,
      place,
      screens: screen.getAllDisplays().map(({ workArea }) => workArea),
    }),
  )
  window.once('ready-to-show', () => {
    if (place?.maximized) window.maximize()
    window.show()
  })
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(backgroundColor(nativeTheme.shouldUseDarkColors))
  })
  window.on('close', () => memory.remember({ window: placeOf(window) }))
  window.on('page-title-updated', (event) => event.preventDefault()) // describeWindow names it
  app.on('second-instance', (_event, argv, workingDirectory) => {
    offerPhotoOn(argv, workingDirectory)
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  return window
}

function startEngine(
  tokens: FileTokens,
  memory: Memory,
  onStatus: (status: EngineStatus) => void,
): EngineSupervisor<MessagePortMain> {
  return superviseEngine<MessagePortMain>({
    fork() {
      const env = engineEnvironment(process.env)
      const options = { serviceName: 'engine', stdio: 'pipe', env }
      const turbo = memory.current.settings.turbo ? [turboArgument] : []
      const child = utilityProcess.fork(path.join(built, 'main/engine.js'), turbo, options)
      child.stdout?.pipe(process.stdout, { end: false })
      child.stderr?.pipe(process.stderr, { end: false })
      return child
    },
    clock: systemClock,
    greeting: tokens.announcements,
    onStatus,
    log,
  })
}

function connectTo(window: BrowserWindow, supervisor: EngineSupervisor<MessagePortMain>): EngineConnection {
  return createEngineConnection({
    supervisor,
    newChannel: () => new MessageChannelMain(),
    sendToWindow(nonce, port) {
      if (!window.isDestroyed()) window.webContents.postMessage('host:enginePort', nonce, [port])
    },
  })
}

/** Dialogs belong to the window: on macOS they are its sheets. */
function dialogsOf(window: BrowserWindow): Dialogs {
  return {
    open: (options) => dialog.showOpenDialog(window, options),
    save: (options) => dialog.showSaveDialog(window, options),
  }
}

function installMenu(template: MenuItemConstructorOptions[]): Menu {
  const menu = Menu.buildFromTemplate(template)
  Menu.setApplicationMenu(menu)
  return menu
}

/** The last window has closed: no engine may outlive us, and what was remembered has to reach the disk. */
function leaveNothingBehind(supervisor: EngineSupervisor<MessagePortMain>, memory: Memory): void {
  app.once('will-quit', (event) => {
    event.preventDefault()
    void Promise.allSettled([supervisor.shutdown(), memory.flush()]).then(() => app.exit())
  })
}

function offerPhotoOn(argv: readonly string[], workingDirectory: string): void {
  const photo = photoOn({ arguments: argv, workingDirectory, packageRoot })
  if (photo !== null) opened.offer(photo)
}

function openLink(url: string): void {
  if (isOpenable(url)) void shell.openExternal(url)
  else log(`not opened, because it is none of the pages we link to: ${url}`)
}

function log(line: string): void {
  process.stderr.write(`${line}\n`)
}
