import { basename } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import { formatNetwork, readNetwork } from '../../shared/network/description.ts'
import type { NetworkDescription } from '../../shared/network/description.ts'
import type { Written } from '../../shared/rpc/engineContract.ts'
import { readWhole } from './openPicture.ts'
import { writeWhole } from './writeWhole.ts'

/** A network's description from its JSON. Throws `not-found`, `broken-file`, `bad-argument`. */
export async function readNetworkFile(path: string): Promise<NetworkDescription> {
  return readNetwork(textOf(await readWhole(path)))
}

/** Writes what `readNetworkFile` reads back. */
export async function writeNetworkFile(
  description: NetworkDescription,
  path: string,
  options: { readonly replace: boolean },
): Promise<Written> {
  const bytes = new TextEncoder().encode(formatNetwork(description))
  await writeWhole(path, bytes, options)
  return { name: basename(path), bytes: bytes.length, notes: [] }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LabError('broken-file', 'a network in JSON was wanted, the file is no UTF-8 text')
  }
}
