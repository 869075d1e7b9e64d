import type { CommandId } from '../../shared/commandList.ts'
import type { ChosenFile, Settings } from '../../shared/rpc/hostContract.ts'
import type { EngineConnection } from './engineConnection.ts'
import type { Files } from './files.ts'
import type { HostHandlers } from './ipc.ts'
import type { OpenedFiles } from './openedFiles.ts'
import type { Memory } from './settings.ts'

export interface HostParts {
  readonly files: Files
  readonly memory: Pick<Memory, 'current' | 'remember'>
  readonly connection: Pick<EngineConnection, 'connect'>
  readonly opened: Pick<OpenedFiles, 'pageStarted'>
  /** Tells the page of a photo that the system wants to be shown. */
  readonly sendFile: (file: ChosenFile) => void
  readonly restartEngine: () => void
  readonly systemLanguages: () => readonly string[]
  readonly version: string
  /** The looks that follow the settings: colors, and the menu's words and marks. */
  readonly showSettings: (settings: Settings) => void
  readonly describeWindow: (document: string | null, enabled: ReadonlySet<CommandId>) => void
}

/** The host contract's methods, in its order; each is one call to the file that knows. */
export function createHostHandlers(parts: HostParts): HostHandlers {
  const { files, memory } = parts
  return {
    start() {
      const first = parts.opened.pageStarted((filePath) => parts.sendFile(files.acceptOpen(filePath)))
      return {
        settings: memory.current.settings,
        systemLanguages: parts.systemLanguages(),
        file: first === null ? null : files.acceptOpen(first),
        version: parts.version,
      }
    },
    choosePhoto: () => files.choose('photo'),
    chooseKernel: () => files.choose('kernel'),
    chooseNetwork: () => files.choose('network'),
    chooseSave: (suggestion) => files.chooseSave(suggestion),
    chooseFolder: ({ purpose }) => files.chooseFolder(purpose),
    ownRunFolder: () => files.ownRunFolder(),
    acceptDrop: ({ path }) => files.acceptDrop(path),
    recentFiles: () => files.recent(),
    saveSettings(settings) {
      memory.remember({ settings })
      parts.showSettings(settings)
      return null
    },
    describeWindow({ document, enabled }) {
      parts.describeWindow(document, new Set(enabled))
      return null
    },
    connectEngine: ({ nonce }) => parts.connection.connect(nonce),
    restartEngine() {
      parts.restartEngine()
      return null
    },
  }
}
