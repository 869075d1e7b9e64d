import { formatNetwork } from '../../network/description.ts'
import { writeSafetensors } from '../safetensors.ts'
import type { NetworkWeights } from './networkWeights.ts'

/**
 * Float32 tensors under PyTorch's names, in PyTorch's order: `load_state_dict(load_file(…))` takes them as they are. The
 * network itself stands in the header, so that the file can be read back alone.
 */
export function writeNetworkSafetensors({ description, parameters }: NetworkWeights): Uint8Array {
  const tensors = [...parameters].map(([name, { shape, data }]) => ({ name, shape, data: Float32Array.from(data) }))
  return writeSafetensors(tensors, { network: formatNetwork(description) })
}
