import { LabError } from '../../../shared/errors.ts'
import { refusal } from '../../../shared/refusal.ts'
import type { Image } from '../../../shared/image/image.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { initialParameters, parameterCount } from '../../../shared/network/parameters.ts'
import { mostStackNumbers, mostStackParameters, stackNumbers } from '../../../shared/network/workingSize.ts'
import type { ImageId } from '../../../shared/rpc/engineContract.ts'
import type { StackId, StackRequest } from '../../../shared/rpc/stackContract.ts'
import type { JobOptions } from '../convolveJob.ts'
import { createLeasedCache } from '../leasedCache.ts'
import type { Workshop } from '../workshop.ts'
import type { LayerMaps } from './layerMaps.ts'
import { createStack } from './stack.ts'
import type { Stack } from './stack.ts'

/** Stacks by id. The window looks at one; the one before may still be running out. */
export interface Stacks {
  pose(image: Image, request: StackRequest, options?: JobOptions): Promise<StackId>
  /** Throws `not-found`. */
  find(id: StackId): Stack
  /** Closes the stacks on a picture. */
  forget(image: ImageId): void
}

const mostKept = 2

/** All maps of the largest stack, with the photo as it is and shifted, and some to spare for the stack before. */
const budget = 2.5 * mostStackNumbers * Float32Array.BYTES_PER_ELEMENT

export function createMapCache({ buffers }: Workshop, bytes = budget) {
  return createLeasedCache<LayerMaps>(
    bytes,
    ({ data }) => data.byteLength,
    ({ data }) => buffers.give(data),
  )
}

export function createStacks(workshop: Workshop): Stacks {
  const cache = createMapCache(workshop)
  const stacks = new Map<StackId, { readonly stack: Stack; readonly image: ImageId }>()
  let lastId = 0

  function close(id: StackId): void {
    stacks.get(id)?.stack.close()
    stacks.delete(id)
  }

  return {
    async pose(image, { image: imageId, description, parameters: given, seed = 1 }, options) {
      const network = createNetwork(parseNetwork(description))
      const numbers = stackNumbers(network.description.layers, network.input)
      if (numbers > mostStackNumbers) {
        throw refusal('too-large', 'mapNumbers', { most: mostStackNumbers, count: numbers })
      }
      const count = parameterCount(network)
      if (count > mostStackParameters) {
        throw refusal('too-large', 'layerParameters', { most: mostStackParameters, count })
      }
      const parameters = new Map([...initialParameters(network, mulberry32(seed)), ...given])
      const id = `stack-${++lastId}` as StackId
      const stack = await createStack(image, { network, parameters, workshop, cache, name: id }, options)
      stacks.set(id, { stack, image: imageId })
      for (const oldest of [...stacks.keys()].slice(0, -mostKept)) close(oldest)
      return id
    },
    find(id) {
      const found = stacks.get(id)
      if (!found) throw new LabError('not-found', `the engine holds no layers '${id}'; pose them again`)
      return found.stack
    },
    forget(image) {
      for (const [id, entry] of [...stacks]) if (entry.image === image) close(id)
    },
  }
}
