import type { OpenDialogOptions, SaveDialogOptions } from 'electron'
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Locale } from '../../shared/commandLabels.ts'
import { refusal } from '../../shared/refusal.ts'
import type { ChosenFile, FolderPurpose, SaveSuggestion } from '../../shared/rpc/hostContract.ts'
import { isPhotoName, openFilters } from './fileFilters.ts'
import type { FileKind } from './fileFilters.ts'
import type { FileTokens } from './fileTokens.ts'
import type { Memory } from './settings.ts'

/** More than a menu of them can show. */
const mostRecentFiles = 12

/** Electron's dialogs, bound to the window they belong to. */
export interface Dialogs {
  open(options: OpenDialogOptions): Promise<{ canceled: boolean; filePaths: string[] }>
  save(options: SaveDialogOptions): Promise<{ canceled: boolean; filePath: string }>
}

export interface Files {
  choose(kind: FileKind): Promise<ChosenFile | null>
  chooseSave(suggestion: SaveSuggestion): Promise<ChosenFile | null>
  chooseFolder(purpose: FolderPurpose): Promise<ChosenFile | null>
  /** Made when it is asked for. */
  ownRunFolder(): Promise<ChosenFile>
  acceptDrop(filePath: string): Promise<ChosenFile>
  /** A photo that the system hands us: the command line, a second start, macOS' open-file. */
  acceptOpen(filePath: string): ChosenFile
  recent(): Promise<readonly ChosenFile[]>
}

export interface FilesParts {
  readonly dialogs: Dialogs
  readonly tokens: FileTokens
  readonly memory: Pick<Memory, 'current' | 'remember'>
  readonly locale: () => Locale
  /** The lab's own, for a training run that nobody chose a folder for. */
  readonly runFolder: string
}

export function createFiles({ dialogs, tokens, memory, locale, runFolder }: FilesParts): Files {
  function opened(filePath: string): ChosenFile {
    if (isPhotoName(filePath)) {
      const others = memory.current.recentFiles.filter((other) => other !== filePath)
      memory.remember({ recentFiles: [filePath, ...others].slice(0, mostRecentFiles) })
    }
    return tokens.grant(filePath, 'read')
  }

  return {
    async choose(kind) {
      const { canceled, filePaths } = await dialogs.open({
        properties: ['openFile'],
        filters: openFilters(kind, locale()),
      })
      const [filePath] = filePaths
      return canceled || filePath === undefined ? null : opened(filePath)
    },
    async chooseSave(suggestion) {
      const { canceled, filePath } = await dialogs.save({
        defaultPath: path.basename(suggestion.name),
        filters: suggestion.filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      })
      if (canceled || filePath === '') return null
      return tokens.grant(await withExtension(filePath, suggestion), 'write')
    },
    async chooseFolder(purpose) {
      const properties: OpenDialogOptions['properties'] = ['openDirectory']
      if (purpose === 'run') properties.push('createDirectory')
      const { canceled, filePaths } = await dialogs.open({ properties })
      const [folder] = filePaths
      return canceled || folder === undefined ? null : tokens.grant(folder, purpose === 'run' ? 'write' : 'read')
    },
    async ownRunFolder() {
      await mkdir(runFolder, { recursive: true })
      return tokens.grant(runFolder, 'write')
    },
    async acceptDrop(filePath) {
      if (!path.isAbsolute(filePath) || !(await isFile(filePath))) {
        throw refusal('not-found', 'noFileDropped', { name: path.basename(filePath) })
      }
      return opened(filePath)
    },
    acceptOpen: opened,
    async recent() {
      const paths = memory.current.recentFiles
      const there = await Promise.all(paths.map(isFile))
      const found = paths.filter((_, index) => there[index])
      if (found.length < paths.length) memory.remember({ recentFiles: found })
      return found.map((filePath) => tokens.grant(filePath, 'read'))
    },
  }
}

/**
 * Some systems' dialogs leave the extension to the person. The one we add makes another name, of which nobody asked
 * whether it may be replaced, so then it must not exist.
 */
async function withExtension(filePath: string, { filters }: SaveSuggestion): Promise<string> {
  const extension = filters[0]?.extensions[0]
  if (path.extname(filePath) !== '' || extension === undefined) return filePath
  const full = `${filePath}.${extension}`
  if (await exists(full)) {
    throw refusal('already-exists', 'nameTaken', { name: path.basename(full) })
  }
  return full
}

async function isFile(filePath: string): Promise<boolean> {
  return stat(filePath).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function exists(filePath: string): Promise<boolean> {
  return stat(filePath).then(
    () => true,
    () => false,
  )
}
