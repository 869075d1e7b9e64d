import { readSafetensors } from '../../shared/formats/safetensors.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { NetworkDescription } from '../../shared/network/description.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { findNetworkPreset } from '../../shared/network/presets.ts'
import { readNetworkFile } from '../engine/layers/layerFiles.ts'
import { readWhole } from '../engine/openPicture.ts'

export { readNetworkFile }

/** A preset, for the input that it was thought out for, or a network file. */
export async function readNamedNetwork(name: string, classes: number): Promise<NetworkDescription> {
  const preset = findNetworkPreset(name)
  return preset ? preset.describe(preset.input, classes) : readNetworkFile(name)
}

/** Weights by PyTorch's names from a `.safetensors` file. */
export async function readWeightsFile(path: string): Promise<NetworkParameters> {
  const arrays = readSafetensors(await readWhole(path))
  return new Map(arrays.map(({ name, shape, data }) => [name, tensor(shape, Float32Array.from(data))]))
}
