import { readSafetensors } from '../../shared/formats/safetensors.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { readWhole } from '../engine/openPicture.ts'

export { readNetworkFile } from '../engine/layers/layerFiles.ts'

/** Weights by PyTorch's names from a `.safetensors` file. */
export async function readWeightsFile(path: string): Promise<NetworkParameters> {
  const arrays = readSafetensors(await readWhole(path))
  return new Map(arrays.map(({ name, shape, data }) => [name, tensor(shape, Float32Array.from(data))]))
}
