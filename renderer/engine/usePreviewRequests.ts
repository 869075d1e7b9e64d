import type { View, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { paintPixels } from './paintedPixels.ts'
import type { PaintedPixels } from './paintedPixels.ts'
import { useProgressiveView } from './useProgressiveView.ts'
import type { ProgressiveView, ProgressiveViewOptions, Shown } from './useProgressiveView.ts'

export { restMs } from './useProgressiveView.ts'

/** What the pane should show; the quality is the requests' own affair. */
export type WantedView = Omit<ViewRequest, 'quality'>

export type ShownView = Shown<WantedView, PaintedPixels>

export type PreviewRequests = ProgressiveView<WantedView, PaintedPixels>

export type PreviewRequestsOptions = Omit<ProgressiveViewOptions<WantedView, View, PaintedPixels>, 'toBitmap'> & {
  readonly toBitmap?: (view: View) => PaintedPixels
}

/** One view of one picture or result. */
export function usePreviewRequests(options: PreviewRequestsOptions): PreviewRequests {
  return useProgressiveView({ toBitmap: paintPixels, ...options })
}
