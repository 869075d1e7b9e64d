import type { LabErrorRecord } from '../errors.ts'

/** What one call looks like on the port. Ids are whole numbers from 1, counted by the client. */
export type ToServer =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly request: unknown }
  | { readonly kind: 'cancel'; readonly id: number }

export type ToClient =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly error: LabErrorRecord }

/** null for anything that is no message of ours: the other end is another process and may send whatever it likes. */
export function readToServer(message: unknown): ToServer | null {
  if (!hasId(message)) return null
  if (message.kind === 'cancel') return message as unknown as ToServer
  return message.kind === 'call' && typeof message.method === 'string' ? (message as unknown as ToServer) : null
}

export function readToClient(message: unknown): ToClient | null {
  if (!hasId(message)) return null
  if (message.kind === 'fault' && (typeof message.error !== 'object' || message.error === null)) return null
  return ['progress', 'reply', 'fault'].includes(message.kind as string) ? (message as unknown as ToClient) : null
}

function hasId(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null && 'id' in message && Number.isSafeInteger(message.id)
}
