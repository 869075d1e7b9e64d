import type { Bounds, Placed, Size } from '../stores/viewport.ts'
import { lineColor, strokeBox } from './drawOverlay.ts'
import { boxOf } from './drawPreview.ts'
import type { Reach } from './useMarks.ts'

export interface ExplainScene {
  readonly placed: Placed
  /** Photo pixels that are read, or that an input goes to: lit. */
  readonly lit: readonly Bounds[]
  /** Photo pixels that the border copies into the window. */
  readonly copies: readonly Bounds[]
  readonly frames: readonly Bounds[]
  /** The pixel that is held. */
  readonly pinned: Bounds | null
}

/** As the overlay's blue, of no theme: they lie on a photo. */
const litColor = 'rgb(141 184 255 / 26%)'
const copyColor = '#ffb46b'

/** What belongs to the explained pixel, on the photo and on the result. */
export function drawExplain(context: CanvasRenderingContext2D, scene: ExplainScene, pane: Size): void {
  const { placed, lit, copies, frames, pinned } = scene
  context.fillStyle = litColor
  for (const bounds of lit) {
    const { x, y, width, height } = boxOf(bounds, placed, pane)
    context.fillRect(x, y, Math.max(1, width), Math.max(1, height))
  }
  context.strokeStyle = copyColor
  context.lineWidth = devicePixelRatio
  context.setLineDash([3 * devicePixelRatio, 2 * devicePixelRatio])
  for (const bounds of copies) {
    const { x, y, width, height } = boxOf(bounds, placed, pane)
    if (width >= 3) context.strokeRect(x + 1, y + 1, width - 2, height - 2)
  }
  context.setLineDash([])
  for (const bounds of frames) strokeBox(context, boxOf(bounds, placed, pane))
  if (pinned) drawPin(context, boxOf(pinned, placed, pane))
}

/** What that covers of the pane. */
export function explainReach({ placed, lit, copies, frames, pinned }: ExplainScene, pane: Size): Reach {
  const marked = [...lit, ...copies, ...frames, ...(pinned ? [pinned] : [])]
  const pin = pinned ? pinReach(boxOf(pinned, placed, pane)) : 0
  return { boxes: marked.map((bounds) => boxOf(bounds, placed, pane)), margin: pin + 2 * devicePixelRatio }
}

/** From the middle of the held pixel to its corners, across. */
function pinReach({ width }: { width: number }): number {
  return Math.max(6, width / 2 + 5) * Math.SQRT1_2 + 4 * devicePixelRatio
}

/** A frame, and corners around it that show where a single device pixel would not. */
function drawPin(
  context: CanvasRenderingContext2D,
  box: { x: number; y: number; width: number; height: number },
): void {
  if (box.width >= 3) strokeBox(context, box, 2)
  const reach = pinReach(box)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  context.beginPath()
  for (const [across, down] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const) {
    const [cornerX, cornerY] = [x + across * reach, y + down * reach]
    context.moveTo(cornerX - across * 5 * devicePixelRatio, cornerY)
    context.lineTo(cornerX, cornerY)
    context.lineTo(cornerX, cornerY - down * 5 * devicePixelRatio)
  }
  context.lineWidth = 4 * devicePixelRatio
  context.strokeStyle = 'rgb(0 0 0 / 65%)'
  context.stroke()
  context.lineWidth = 2 * devicePixelRatio
  context.strokeStyle = lineColor
  context.stroke()
}
