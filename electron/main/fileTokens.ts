import path from 'node:path'
import type { FileToken } from '../../shared/rpc/engineContract.ts'
import type { FileAccess, ToEngine } from '../../shared/rpc/engineControl.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'

export interface FileTokens {
  /** Gives the path a token (always the same for the same access) and lets the engine know what it means. */
  grant(filePath: string, access: FileAccess): ChosenFile
  /** What a new engine has to be told so that the tokens of the window keep their meaning. */
  announcements(): readonly ToEngine[]
}

/** The only place that knows which file a token stands for; the window sees names, never folders. */
export function createFileTokens(newToken: () => string, announce: (message: ToEngine) => void): FileTokens {
  const known = new Map<string, Extract<ToEngine, { kind: 'file' }>>()

  return {
    grant(filePath, access) {
      const key = `${access}:${filePath}`
      let message = known.get(key)
      if (!message) {
        message = { kind: 'file', token: newToken() as FileToken, path: filePath, access }
        known.set(key, message)
        announce(message)
      }
      return { token: message.token, name: path.basename(filePath) }
    },
    announcements: () => [...known.values()],
  }
}
