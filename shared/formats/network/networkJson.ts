import { formatNetwork } from '../../network/description.ts'
import { encodeText } from '../text.ts'
import type { NetworkWeights } from './networkWeights.ts'

export const networkMarker = 'kernel-lab/network'
export const networkVersion = 1

/** Kernel Lab's own: the network file and its weights in one, for people and programs that read JSON. */
export function writeNetworkJson({ description, parameters }: NetworkWeights): Uint8Array {
  const network = formatNetwork(description).trimEnd().replaceAll('\n', '\n  ')
  const weights = [...parameters].map(
    ([name, { shape, data }]) =>
      `    ${JSON.stringify(name)}: {"shape": ${JSON.stringify(shape)}, "data": [${data.join(', ')}]}`,
  )
  return encodeText(
    [
      '{',
      `  "format": "${networkMarker}",`,
      `  "version": ${networkVersion},`,
      `  "network": ${network},`,
      '  "parameters": {',
      weights.join(',\n'),
      '  }',
      '}',
      '',
    ].join('\n'),
  )
}
