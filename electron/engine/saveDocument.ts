import { basename } from 'node:path'
import type { Written } from '../../shared/rpc/engineContract.ts'
import { writeWhole } from './writeWhole.ts'

/** A file of bytes that the window made itself; the dialog that named it has asked whether it may be replaced. */
export async function saveDocument(bytes: Uint8Array, path: string): Promise<Written> {
  await writeWhole(path, bytes, { replace: true })
  return { name: basename(path), bytes: bytes.length, notes: [] }
}
