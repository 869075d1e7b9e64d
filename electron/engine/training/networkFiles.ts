import type { FileNote } from '../../../shared/fileNote.ts'
import { networkBytes } from '../../../shared/formats/network/networkFormats.ts'
import type { NetworkWeights } from '../../../shared/formats/network/networkWeights.ts'
import type { NetworkFormat } from '../../../shared/rpc/modelContract.ts'
import { writeWhole } from '../writeWhole.ts'

/** A network in one of its formats, written whole or not at all. */
export async function writeNetwork(
  weights: NetworkWeights,
  format: NetworkFormat,
  path: string,
  { replace }: { readonly replace: boolean },
): Promise<{ readonly bytes: number; readonly notes: readonly FileNote[] }> {
  const { bytes, notes } = networkBytes(weights, format)
  await writeWhole(path, bytes, { replace })
  return { bytes: bytes.length, notes }
}
