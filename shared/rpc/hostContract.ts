import type { CommandId } from '../commandList.ts'
import type { LabErrorRecord } from '../errors.ts'
import type { FileToken } from './engineContract.ts'

export interface ChosenFile {
  readonly token: FileToken
  /** The file's name without its folder. */
  readonly name: string
}

/** What comes back at the next start. `system` follows the computer. */
export interface Settings {
  readonly locale: 'system' | 'en' | 'zh'
  readonly theme: 'system' | 'light' | 'dark'
  /** Wider vectors in the engine, from its next start on; off when left out. */
  readonly turbo?: boolean | undefined
  /** The window's own choices (border, mapping, layout …) as it wrote them; it checks them again when it reads them. */
  readonly workspace: Readonly<Record<string, unknown>>
}

export interface StartInfo {
  readonly settings: Settings
  /** The system's languages, best first, as BCP 47 tags. */
  readonly systemLanguages: readonly string[]
  /** The photo named on the command line, if any. */
  readonly file: ChosenFile | null
  readonly version: string
}

export interface SaveSuggestion {
  readonly name: string
  readonly filters: readonly { readonly name: string; readonly extensions: readonly string[] }[]
}

/** `data`: pictures to learn from or to tell apart. `run`: where a training run is kept; its files are replaced. */
export const folderPurposes = ['data', 'run'] as const
export type FolderPurpose = (typeof folderPurposes)[number]

export type EngineStatus = 'starting' | 'ready' | 'restarting' | 'gave-up'

/** What the window can ask of main. Every call answers with a record, because only the message of a thrown Error would survive. */
export type HostContract = {
  start: { request: null; reply: StartInfo }
  choosePhoto: { request: null; reply: ChosenFile | null }
  chooseKernel: { request: null; reply: ChosenFile | null }
  chooseNetwork: { request: null; reply: ChosenFile | null }
  chooseSave: { request: SaveSuggestion; reply: ChosenFile | null }
  chooseFolder: { request: { purpose: FolderPurpose }; reply: ChosenFile | null }
  /** The lab's own folder for a training run that nobody chose another for: so that no run is lost. */
  ownRunFolder: { request: null; reply: ChosenFile }
  /** The path comes from webUtils.getPathForFile in the preload; script cannot make one up. */
  acceptDrop: { request: { path: string }; reply: ChosenFile }
  recentFiles: { request: null; reply: readonly ChosenFile[] }
  saveSettings: { request: Settings; reply: null }
  /** The window's title and which menu entries can be used now. */
  describeWindow: {
    request: { document: string | null; enabled: readonly CommandId[] }
    reply: null
  }
  /** Answers once the port is on its way: when the engine is ready, however long that takes; `engine-failed` if it gave up. */
  connectEngine: { request: { nonce: string }; reply: null }
  /** After the supervisor gave up: try once more. */
  restartEngine: { request: null; reply: null }
}

/** What main tells the window unasked, on the channel `host:<event>`. */
export type HostEvents = {
  command: CommandId
  engineStatus: EngineStatus
  openFile: ChosenFile
}

export type HostReply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: LabErrorRecord }

export type HostMethod = keyof HostContract

/** `window.lab`: named verbs only; a listener receives the value, never the event, and gets back how to stop listening. */
export type Lab = {
  readonly [M in Exclude<HostMethod, 'acceptDrop' | 'connectEngine'>]: HostContract[M]['request'] extends null
    ? () => Promise<HostReply<HostContract[M]['reply']>>
    : (request: HostContract[M]['request']) => Promise<HostReply<HostContract[M]['reply']>>
} & {
  /** A dropped file becomes a token; null when it has no path (made by script, or dragged out of another program). */
  acceptDrop(file: File): Promise<HostReply<ChosenFile | null>>
  /** The port arrives as a `message` event on the window whose data is the nonce (a port cannot cross contextBridge). */
  connectEngine(nonce: string): Promise<HostReply<null>>
  onCommand(listener: (id: CommandId) => void): () => void
  onEngineStatus(listener: (status: EngineStatus) => void): () => void
  onOpenFile(listener: (file: ChosenFile) => void): () => void
}
