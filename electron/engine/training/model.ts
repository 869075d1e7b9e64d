import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { refusal } from '../../../shared/refusal.ts'
import { englishNotes } from '../../../shared/fileNote.ts'
import { readNetworkBytes } from '../../../shared/formats/network/networkRead.ts'
import { withWeights } from '../../../shared/formats/network/networkWeights.ts'
import { readSafetensors } from '../../../shared/formats/safetensors.ts'
import { readNetwork } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import type { Network } from '../../../shared/network/network.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import { parameterShapes, ownParameters } from '../../../shared/network/parameters.ts'
import { readWhole } from '../openPicture.ts'
import { networkName, weightsName } from './modelFolder.ts'

/** A network with what it learned. */
export interface Model {
  readonly network: Network
  readonly parameters: NetworkParameters
}

/**
 * The folder that training wrote, a `.safetensors` (with its network in the header, or the network file beside it), an `.onnx`
 * or a `.json`. Throws what it cannot use.
 */
export async function openModel(path: string): Promise<Model> {
  const weights = (await isFolder(path)) ? join(path, weightsName) : path
  const { network, notes, convolutions } = readNetworkBytes(await readWhole(weights))
  if (network) return { network: createNetwork(network.description), parameters: network.parameters }
  const beside = join(dirname(weights), networkName)
  if (extname(weights).toLowerCase() !== '.safetensors' || !(await isFile(beside))) {
    throw refusal('unsupported-format', 'noWholeNetwork', {
      name: basename(path),
      notes: englishNotes(notes).join(' '),
      count: convolutions.length,
    })
  }
  const description = readNetwork(new TextDecoder().decode(await readWhole(beside)))
  const { parameters } = withWeights(description, readSafetensors(await readWhole(weights)))
  return { network: createNetwork(description), parameters }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

/** Every parameter that the network wants is there, in its shape. */
export function checkParameters(network: Network, parameters: NetworkParameters): void {
  for (const { layer } of parameterShapes(network)) ownParameters(network, parameters, layer)
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
