import { LabError } from '../../shared/errors.ts'
import { readSafetensors } from '../../shared/formats/safetensors.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { readNetwork } from '../../shared/network/description.ts'
import type { NetworkDescription } from '../../shared/network/description.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { readWhole } from '../engine/openPicture.ts'

/** NETWORK.json of the command line. Throws `not-found`, `broken-file`, `bad-argument`. */
export async function readNetworkFile(path: string): Promise<NetworkDescription> {
  return readNetwork(textOf(await readWhole(path)))
}

/** Weights by PyTorch's names from a `.safetensors` file. */
export async function readWeightsFile(path: string): Promise<NetworkParameters> {
  const arrays = readSafetensors(await readWhole(path))
  return new Map(arrays.map(({ name, shape, data }) => [name, tensor(shape, Float32Array.from(data))]))
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LabError('broken-file', 'a network in JSON was wanted, the file is no UTF-8 text')
  }
}
