import { LabError } from '../../../shared/errors.ts'
import type { Image } from '../../../shared/image/image.ts'
import { layerAt } from '../../../shared/network/network.ts'
import type { ImageId } from '../../../shared/rpc/engineContract.ts'
import type { Handlers } from '../../../shared/rpc/rpc.ts'
import type { StackContract } from '../../../shared/rpc/stackContract.ts'
import type { Workshop } from '../workshop.ts'
import { influenceOf } from './influenceJob.ts'
import { renderMapView, renderThumbs } from './mapViewJob.ts'
import { compareShift } from './shiftJob.ts'
import type { Stacks } from './stacks.ts'
import { checkPlace } from '../../../shared/network/receptiveField.ts'

type OnImage = <T>(id: ImageId, job: (image: Image) => Promise<T>) => Promise<T>

/** The engine's answers about layers on a photo. */
export function stackHandlers(
  stacks: Stacks,
  workshop: Workshop,
  onImage: OnImage,
): Handlers<Omit<StackContract, 'importLayers' | 'exportLayers'>> {
  const { bands } = workshop
  return {
    poseStack: (request, { signal }) => onImage(request.image, (image) => stacks.pose(image, request, { signal })),
    renderMaps: ({ stack, ...request }, { signal }) => renderThumbs(stacks.find(stack), request, workshop, { signal }),
    renderMap: ({ stack, ...request }, { signal }) => renderMapView(stacks.find(stack), request, workshop, { signal }),
    async readRow({ stack: id, layer, first, end }, { signal }) {
      const stack = stacks.find(id)
      const [F] = layerAt(stack.network, layer).output
      if (!(0 <= first && first < end && end <= F)) {
        throw new LabError('bad-argument', `numbers within 0 to ${F} were wanted, got ${first} to ${end}`)
      }
      const lease = await stack.layer(layer, undefined, { signal })
      const row = Float32Array.from(lease.value.data.subarray(first, end)) // what is shared cannot be posted
      lease.release()
      return row
    },
    async readMap({ stack: id, layer, map: k, row: p, column: q }, { signal }) {
      const stack = stacks.find(id)
      checkPlace(stack.network, layer, { k, p, q })
      const lease = await stack.maps(layer, k, k + 1, undefined, { signal })
      const { width, data } = lease.value.picture(k)
      const value = data[p * width + q]
      lease.release()
      return value
    },
    influence: ({ stack, ...place }, { signal }) => influenceOf(stacks.find(stack), place, bands, { signal }),
    compareShift: ({ stack, layer, shift }, { signal }) =>
      compareShift(stacks.find(stack), layer, shift, bands, { signal }),
  }
}
