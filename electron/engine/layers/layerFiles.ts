import { basename } from 'node:path'
import { refusal } from '../../../shared/refusal.ts'
import { readNetworkBytes } from '../../../shared/formats/network/networkRead.ts'
import { excerpt } from '../../../shared/formats/text.ts'
import { onPhoto } from '../../../shared/network/onPhoto.ts'
import { formatNetwork, readNetwork } from '../../../shared/network/description.ts'
import type { NetworkDescription } from '../../../shared/network/description.ts'
import type { Written } from '../../../shared/rpc/engineContract.ts'
import type { ImportedLayers } from '../../../shared/rpc/stackContract.ts'
import { readWhole } from '../openPicture.ts'
import { writeWhole } from '../writeWhole.ts'

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

/** A network file, or a file of weights: the network in it, or else one of its convolutions, by its number or its name. */
export async function importLayers(path: string, convolution: number | string = 0): Promise<ImportedLayers> {
  const bytes = await readWhole(path)
  if (isDescription(bytes)) {
    return { description: readNetwork(textOf(bytes)), parameters: new Map(), notes: [], foreign: null }
  }
  const { network, convolutions, notes } = readNetworkBytes(bytes)
  if (network) return { ...network, notes, foreign: null }
  if (convolutions.length === 0) {
    throw refusal('unsupported-format', 'noLayersInFile')
  }
  const listed = convolutions.map(({ name, parameters }) => ({ name, shape: parameters.get('0.weight')!.shape }))
  const chosen = typeof convolution === 'number' ? convolution : listed.findIndex(({ name }) => name === convolution)
  if (!convolutions[chosen]) {
    const named = listed.slice(0, mostListed).map(({ name }, number) => `${number} ${excerpt(name)}`)
    const list = `${named.join(', ')}${listed.length > mostListed ? `, … up to ${listed.length - 1}` : ''}`
    throw refusal('bad-argument', 'noSuchConvolution', { list, came: excerpt(String(convolution)) })
  }
  const { layer, ...weights } = onPhoto(convolutions[chosen])
  return { ...weights, notes, foreign: { convolutions: listed, chosen, layer } }
}

const mostListed = 20

/** Layers and no weights: what `format` marks has both. */
function isDescription(bytes: Uint8Array): boolean {
  if (bytes.length > 1 << 20 || !/^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64)))) return false
  try {
    return !('format' in JSON.parse(textOf(bytes)))
  } catch {
    return true // read again, which says what is wrong with it
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal('broken-file', 'networkNoText')
  }
}
