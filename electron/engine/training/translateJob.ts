import { refusal } from '../../../shared/refusal.ts'
import type { Image } from '../../../shared/image/image.ts'
import type { Planes } from '../../../shared/image/resample.ts'
import { floatsOf } from '../../../shared/image/samples.ts'
import { grayPlane } from '../../../shared/maths/gray.ts'
import { sizeOf } from '../../../shared/maths/tensor.ts'
import { formatNetwork, withInput } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import type { Network } from '../../../shared/network/network.ts'
import { packParameters } from '../../../shared/network/parameters.ts'
import type { JobOptions } from '../convolveJob.ts'
import { keepOnly } from '../sharedBuffers.ts'
import type { Workshop } from '../workshop.ts'
import type { Model } from './model.ts'

/** Numbers of all layers in one band: 64 MB of float32, and as much again on the way. */
const bandNumbers = 16e6

/**
 * The picture that a network makes of a photo at full size, in bands of rows: each band reads the rows around it that its
 * outputs depend on, so that it has the same bits as the whole at once. In shared memory; whoever gets it gives it back.
 * Throws `shape-mismatch` for a network whose output is no picture, or that wants its own input size.
 */
export async function translateImage(
  image: Image,
  model: Model,
  workshop: Workshop,
  { signal, onProgress }: JobOptions = {},
  rows?: number,
): Promise<Planes> {
  const network = networkFor(model.network, image)
  const [K, P, Q] = network.output
  const job = async (take: Workshop['buffers']['take']): Promise<Planes> => {
    const x = inputPlanes(image, network.input[0], take)
    const parameters = take(packed.length)
    parameters.set(packed)
    const y = take(K * P * Q)
    const task = { kind: 'translate', network: formatNetwork(network.description), parameters, x, y } as const
    const size = rows ?? rowsOfBand(network, workshop.bands.threads)
    await workshop.bands.run(task, P, {
      signal,
      rows: size,
      onBand: (done, total) => onProgress?.({ done, total }),
    })
    return { width: Q, height: P, channels: K as 1 | 3, data: y, alpha: null }
  }
  const packed = Float32Array.from(packParameters(network, model.parameters))
  return keepOnly(workshop.buffers, job, ({ data }) => [data])
}

/** The network for a picture of this size. */
function networkFor({ description }: Network, { height, width }: Image): Network {
  const network = createNetwork(withInput(description, [description.input[0], height, width]))
  const { output } = network
  if (output.length !== 3 || (output[0] !== 1 && output[0] !== 3)) {
    throw refusal('shape-mismatch', 'noPictureAnswer', { output: output.join('×') })
  }
  return network
}

/** Where the picture already has the network's channels, its own planes. */
function inputPlanes(
  { channels, data: samples, width, height }: Image,
  C: number,
  take: Workshop['buffers']['take'],
): Float32Array {
  const data = floatsOf(samples, take)
  if (C === channels) return data
  if (C === 1) return grayPlane(data, width * height, take(width * height))
  if (C !== 3) throw refusal('shape-mismatch', 'inputChannels', { wanted: C, channels })
  const color = take(3 * width * height)
  for (let c = 0; c < 3; c++) color.set(data, c * width * height)
  return color
}

/** As many as fit the memory of a band, and few enough to keep every thread busy. */
function rowsOfBand(network: Network, threads: number): number {
  const [, P] = network.output
  const numbers = sizeOf(network.input) + network.layers.reduce((sum, { output }) => sum + sizeOf(output), 0)
  const byMemory = Math.floor((bandNumbers * P) / numbers)
  return Math.max(1, Math.min(byMemory, Math.ceil(P / (4 * threads))))
}
