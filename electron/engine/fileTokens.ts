import { basename } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import type { Clock } from '../../shared/rpc/clock.ts'
import type { FileToken } from '../../shared/rpc/engineContract.ts'
import type { FileAccess } from '../../shared/rpc/engineControl.ts'

export interface KnownFile {
  readonly path: string
  readonly name: string
  readonly access: FileAccess
}

/** What main said each token means. The window has tokens only, so it can name no path. */
export interface FileTokens {
  learn(token: FileToken, path: string, access: FileAccess): void
  /** Rejects with `unknown-token` for a token that main never named, or named for the other kind of access. */
  find(token: FileToken, access: FileAccess): Promise<KnownFile>
}

/**
 * Main names a file before it answers the window, but by another road than the window's call: the call can be here first.
 * So an unknown token is waited for; longer than messages take, shorter than a person's patience.
 */
const patienceMs = 2000

export function createFileTokens(clock: Clock): FileTokens {
  const files = new Map<FileToken, KnownFile>()
  const waiting = new Map<FileToken, Set<() => void>>()

  function named(token: FileToken): Promise<void> {
    return new Promise((resolve) => {
      const waiters = waiting.get(token) ?? new Set()
      waiting.set(token, waiters)
      const forget = clock.schedule(done, patienceMs)
      function done(): void {
        forget()
        waiters.delete(done)
        if (waiters.size === 0) waiting.delete(token)
        resolve()
      }
      waiters.add(done)
    })
  }

  return {
    learn(token, path, access) {
      files.set(token, { path, name: basename(path), access })
      for (const done of waiting.get(token) ?? []) done()
    },
    async find(token, access) {
      if (!files.has(token)) await named(token)
      const file = files.get(token)
      if (!file || file.access !== access) {
        throw new LabError('unknown-token', `wanted a file chosen to ${access}, got a token that stands for none`)
      }
      return file
    },
  }
}
