import { join } from 'node:path'
import { historyCsv } from '../../../shared/formats/historyCsv.ts'
import { writeNetworkOnnx } from '../../../shared/formats/network/networkOnnx.ts'
import { writeNetworkSafetensors } from '../../../shared/formats/network/networkSafetensors.ts'
import { formatNetwork } from '../../../shared/network/description.ts'
import type { NetworkDescription } from '../../../shared/network/description.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import type { EpochRecord } from '../../../shared/rpc/trainingContract.ts'
import { writeWhole } from '../writeWhole.ts'

export const networkName = 'network.json'
export const weightsName = 'model.safetensors'
const onnxName = 'model.onnx'
const historyName = 'history.csv'

/** What a run leaves behind for others to read: the network, its weights under PyTorch's names, and how it got there. */
export async function writeModel(
  folder: string,
  description: NetworkDescription,
  parameters: NetworkParameters,
  history: readonly EpochRecord[],
): Promise<void> {
  const weights = { description, parameters }
  const files = {
    [networkName]: formatNetwork(description),
    [weightsName]: writeNetworkSafetensors(weights),
    [onnxName]: writeNetworkOnnx(weights),
    [historyName]: historyCsv(history),
  }
  for (const [name, content] of Object.entries(files)) await writeWhole(join(folder, name), content, { replace: true })
}
