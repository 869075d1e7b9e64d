import { refusal } from '../../../shared/refusal.ts'
import type { Image } from '../../../shared/image/image.ts'
import { sizeOf, tensor } from '../../../shared/maths/tensor.ts'
import { softmax } from '../../../shared/maths/softmax.ts'
import { formatNetwork } from '../../../shared/network/description.ts'
import { packParameters } from '../../../shared/network/parameters.ts'
import { largestScore } from '../../../shared/network/training/chunk.ts'
import type { Prediction } from '../../../shared/rpc/modelContract.ts'
import type { JobOptions } from '../convolveJob.ts'
import type { Workshop } from '../workshop.ts'
import { fitPicture } from './fitPicture.ts'
import type { Model } from './model.ts'
import { createSampleMemory } from './sampleMemory.ts'

/** Tells pictures apart, one after the other. */
export interface Classifier {
  readonly classes: readonly string[]
  classify(image: Image, file: string, options?: JobOptions): Promise<Prediction>
}

/** Throws `shape-mismatch` for a network that answers pictures. */
export function createClassifier({ network, parameters }: Model, workshop: Workshop): Classifier {
  const { output, description } = network
  if (output.length !== 1) {
    throw refusal('shape-mismatch', 'noClassifier', { output: output.join('×') })
  }
  const [K] = output
  const { classes = Array.from({ length: K }, (_, k) => String(k)) } = description
  if (classes.length !== K) {
    throw refusal('shape-mismatch', 'classNames', { classes: K, came: classes.length })
  }
  const text = formatNetwork(description)
  const numbers = Float32Array.from(packParameters(network, parameters))
  const isProbability = description.layers.at(-1)?.type === 'softmax'
  return {
    classes,
    async classify(image, file, options = {}) {
      const memory = createSampleMemory(sizeOf(network.input) * 4)
      const picture = await fitPicture(image, network.input, workshop, memory, options)
      const drawn = [{ picture, place: { row: 0, column: 0, flip: false } }]
      const task = { kind: 'answer', network: text, parameters: numbers, drawn } as const
      const [scores] = await workshop.bands.run(task, 1, { signal: options.signal })
      const answer = tensor([1, K], scores)
      const { data } = isProbability ? answer : softmax(answer)
      return {
        file,
        label: classes[largestScore(answer, 0)],
        probabilities: Object.fromEntries(classes.map((name, k) => [name, data[k]])),
      }
    },
  }
}
