import * as v from 'valibot'
import { LabError } from '../../errors.ts'
import { refusal } from '../../refusal.ts'
import { fileNote } from '../../fileNote.ts'
import { parseNetwork, readNetwork } from '../../network/description.ts'
import type { NamedArray } from '../kernelArray.ts'
import { onnx } from '../onnx.ts'
import { readSafetensors, readSafetensorsMetadata, safetensors } from '../safetensors.ts'
import { decodeText, excerpt, glance } from '../text.ts'
import { networkMarker, networkVersion } from './networkJson.ts'
import { readNetworkOnnx } from './networkOnnxRead.ts'
import { oneConvolution, withWeights } from './networkWeights.ts'
import type { NetworkRead } from './networkWeights.ts'

/** Any file of weights by its content. Throws `unsupported-format`, `broken-file`, `too-large`. */
export function readNetworkBytes(bytes: Uint8Array): NetworkRead {
  if (safetensors.matches(bytes)) return readFromSafetensors(bytes)
  if (onnx.matches(bytes)) return readNetworkOnnx(bytes)
  if (/^\s*\{/.test(glance(bytes))) return readFromJson(bytes)
  throw refusal('unsupported-format', 'networkFormats')
}

/** The network of the header with its weights; of a foreign file, its convolutions. */
function readFromSafetensors(bytes: Uint8Array): NetworkRead {
  const arrays = readSafetensors(bytes)
  const { network } = readSafetensorsMetadata(bytes)
  const convolutions = convolutionsOf(arrays)
  if (network === undefined) {
    if (convolutions.length === 0) {
      const found = arrays.map(({ name, shape }) => `${excerpt(name)} ${shape.join('×')}`).slice(0, 8)
      throw refusal('unsupported-format', 'noConvolutionInFile', { found: found.join(', ') })
    }
    return { network: null, convolutions, notes: [fileNote('weightsOnly')] }
  }
  return { network: withWeights(readNetwork(network), arrays), convolutions, notes: [] }
}

const document = v.object({
  format: v.literal(networkMarker, `format "${networkMarker}"`),
  version: v.literal(networkVersion, `version ${networkVersion}`),
  network: v.unknown(),
  parameters: v.record(v.string(), v.object({ shape: v.array(v.number()), data: v.array(v.number()) })),
})

function readFromJson(bytes: Uint8Array): NetworkRead {
  let value: unknown
  try {
    value = JSON.parse(decodeText(bytes))
  } catch (error) {
    if (error instanceof LabError) throw error
    throw refusal('broken-file', 'networkJson', { why: excerpt((error as Error).message, 120) })
  }
  const parsed = v.safeParse(document, value, { abortEarly: true })
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0])
    const wanted = excerpt(parsed.issues[0].message, 120)
    throw refusal('broken-file', 'networkWeightsJson', { why: `${path ? `${path}: ` : ''}${wanted}` })
  }
  const { network, parameters } = parsed.output
  const arrays = Object.entries(parameters).map(([name, { shape, data }]) => ({
    name,
    shape,
    data: Float32Array.from(data),
  }))
  return { network: withWeights(parseNetwork(network), arrays), convolutions: convolutionsOf(arrays), notes: [] }
}

/** Larger ones are no kernels to look at, and a hostile file has no more of them than this. */
const mostConvolutions = 4096

/** Every array of four axes is a convolution K×C×R×S; an array of its name with `bias` is its bias. */
function convolutionsOf(arrays: readonly NamedArray[]): NetworkRead['convolutions'] {
  const byName = new Map(arrays.map((array) => [array.name, array]))
  const found = arrays.filter(({ shape }) => shape.length === 4 && shape.every((extent) => extent > 0))
  return found.slice(0, mostConvolutions).map(({ name, shape, data }) => {
    const bias = /weight$/.test(name) ? byName.get(name.replace(/weight$/, 'bias')) : undefined
    const fits = bias?.shape.length === 1 && bias.shape[0] === shape[0]
    return oneConvolution(name.replace(/\.?weight$/, '') || name, { shape, data }, fits ? bias.data : null)
  })
}
