import type { Image } from '../../../shared/image/image.ts'
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
export function stackHandlers(stacks: Stacks, workshop: Workshop, onImage: OnImage): Handlers<StackContract> {
  const { bands } = workshop
  return {
    poseStack: (request, { signal }) => onImage(request.image, (image) => stacks.pose(image, request, { signal })),
    renderMaps: ({ stack, ...request }, { signal }) => renderThumbs(stacks.find(stack), request, workshop, { signal }),
    renderMap: ({ stack, ...request }, { signal }) => renderMapView(stacks.find(stack), request, workshop, { signal }),
    async readMap({ stack: id, layer, map: k, row: p, column: q }, { signal }) {
      const stack = stacks.find(id)
      checkPlace(stack.network, layer, { k, p, q })
      const lease = await stack.maps(layer, k, k + 1, undefined, { signal })
      const { width, data } = lease.value.pictures[k]
      const value = data[p * width + q]
      lease.release()
      return value
    },
    influence: ({ stack, ...place }, { signal }) => influenceOf(stacks.find(stack), place, bands, { signal }),
    compareShift: ({ stack, layer, shift }, { signal }) =>
      compareShift(stacks.find(stack), layer, shift, bands, { signal }),
  }
}
