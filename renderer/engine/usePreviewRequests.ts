import type { View, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { useProgressiveView } from './useProgressiveView.ts'
import type { ProgressiveView, ProgressiveViewOptions, Shown } from './useProgressiveView.ts'

export { restMs } from './useProgressiveView.ts'

/** What the pane should show; the quality is the requests' own affair. */
export type WantedView = Omit<ViewRequest, 'quality'>

export type ShownView = Shown<WantedView, ImageBitmap>

export type PreviewRequests = ProgressiveView<WantedView, ImageBitmap>

export type PreviewRequestsOptions = Omit<ProgressiveViewOptions<WantedView, View, ImageBitmap>, 'toBitmap'> & {
  readonly toBitmap?: (view: View) => Promise<ImageBitmap>
}

/** One view of one picture or result. */
export function usePreviewRequests(options: PreviewRequestsOptions): PreviewRequests {
  return useProgressiveView({ toBitmap: bitmapOf, ...options })
}

export function bitmapOf({
  rgba,
  pixelWidth,
  pixelHeight,
}: Pick<View, 'rgba' | 'pixelWidth' | 'pixelHeight'>): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(rgba, pixelWidth, pixelHeight))
}
