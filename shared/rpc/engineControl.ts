import type { FileToken } from './engineContract.ts'

/**
 * The road that the window cannot reach: main and the engine over `parentPort`. With `client` comes one port in the
 * event's `ports`, on which the engine serves the engine contract.
 */
export type ToEngine =
  | { readonly kind: 'client' }
  | { readonly kind: 'file'; readonly token: FileToken; readonly path: string; readonly access: FileAccess }
  /** Stop the jobs, close the files, exit with 0 within a second. */
  | { readonly kind: 'shutdown' }

/** `write` means that the person agreed, in the save dialog, to replace a file of that name. */
export type FileAccess = 'read' | 'write'

/** Ready means that the engine said so, not that its process exists. */
export type FromEngine = { readonly kind: 'hello'; readonly protocol: number }

/** On the engine's command line: it should try wider vectors. */
export const turboArgument = '--turbo'

/** Raised whenever main and engine of two builds would no longer understand each other. */
export const engineProtocol = 1
