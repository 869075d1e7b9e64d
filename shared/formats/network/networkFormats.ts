import { fileNote } from '../../fileNote.ts'
import type { FileNote } from '../../fileNote.ts'
import type { NetworkWeights } from './networkWeights.ts'
import { writeNetworkJson } from './networkJson.ts'
import { writeNetworkOnnx } from './networkOnnx.ts'
import { writeNetworkPytorch } from './networkPytorch.ts'
import { writeNetworkSafetensors } from './networkSafetensors.ts'

export interface NetworkFormat {
  readonly id: string
  /** As a person calls it; not translated, because these are names. */
  readonly name: string
  /** Without the dot. */
  readonly extension: string
  readonly write: (weights: NetworkWeights) => Uint8Array
  /** What a person has to know who uses the file. */
  readonly notes: readonly FileNote[]
}

export const networkFormats = [
  {
    id: 'safetensors',
    name: 'safetensors (PyTorch)',
    extension: 'safetensors',
    write: writeNetworkSafetensors,
    notes: [],
  },
  { id: 'onnx', name: 'ONNX model', extension: 'onnx', write: writeNetworkOnnx, notes: [] },
  { id: 'json', name: 'Kernel Lab JSON', extension: 'json', write: writeNetworkJson, notes: [] },
  {
    id: 'pytorch',
    name: 'PyTorch code',
    extension: 'py',
    write: writeNetworkPytorch,
    notes: [fileNote('codeOnly')],
  },
] as const satisfies readonly NetworkFormat[]

export type NetworkFormatId = (typeof networkFormats)[number]['id']

export function networkBytes(
  weights: NetworkWeights,
  id: NetworkFormatId,
): { readonly bytes: Uint8Array; readonly notes: readonly FileNote[] } {
  const format = networkFormats.find((candidate) => candidate.id === id)!
  return { bytes: format.write(weights), notes: format.notes }
}
