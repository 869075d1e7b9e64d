import { networkBytes } from '../../../shared/formats/network/networkFormats.ts'
import { readNetworkBytes } from '../../../shared/formats/network/networkRead.ts'
import type { NetworkWeights } from '../../../shared/formats/network/networkWeights.ts'
import type { ImportedNetwork, NetworkFormat } from '../../../shared/rpc/trainingContract.ts'
import { readWhole } from '../openPicture.ts'
import { writeWhole } from '../writeWhole.ts'
import { isFolder, openModel } from './model.ts'

/** A network in one of its formats, written whole or not at all. */
export async function writeNetwork(
  weights: NetworkWeights,
  format: NetworkFormat,
  path: string,
  { replace }: { readonly replace: boolean },
): Promise<{ readonly bytes: number; readonly notes: readonly string[] }> {
  const { bytes, notes } = networkBytes(weights, format)
  await writeWhole(path, bytes, { replace })
  return { bytes: bytes.length, notes }
}

/** What a file of weights, or the folder of a training run, holds. */
export async function importNetwork(path: string): Promise<ImportedNetwork> {
  if (!(await isFolder(path))) return readNetworkBytes(await readWhole(path))
  const { network, parameters } = await openModel(path)
  return { network: { description: network.description, parameters }, convolutions: [], notes: [] }
}
