import type { Bounds, Placed, Size } from '../stores/viewport.ts'
import { crossReach, drawCross, strokeBox } from './drawOverlay.ts'
import { boxOf } from './drawPreview.ts'
import type { Box } from './drawPreview.ts'
import type { InfluencePicture } from './influencePicture.ts'
import type { Reach } from './useMarks.ts'

export interface FieldScene {
  readonly placed: Placed
  readonly picture: Size
  /** What the value can depend on at most. */
  readonly field: Bounds | null
  /** The same of the layers before, smallest first. */
  readonly grown: readonly Bounds[]
  /** How much each pixel of the field moves the value. */
  readonly heat: { readonly picture: InfluencePicture; readonly bounds: Bounds } | null
  /** The value itself, on its map. */
  readonly cell: Bounds | null
}

/** Smaller than this a box would hide what it frames. */
const leastBox = 5

/** What one value sees of the photo: the rest of it darker, the field framed, the influence as heat. */
export function drawField(context: CanvasRenderingContext2D, scene: FieldScene, pane: Size): void {
  const { placed, picture, field, grown, heat, cell } = scene
  const whole = boxOf({ left: 0, top: 0, right: picture.width, bottom: picture.height }, placed, pane)
  if (field) {
    const box = boxOf(field, placed, pane)
    if (box.width >= leastBox) drawShade(context, whole, box)
    if (heat) drawHeat(context, heat.picture, boxOf(heat.bounds, placed, pane))
    context.globalAlpha = 0.55
    for (const bounds of grown) frame(context, boxOf(bounds, placed, pane), 1)
    context.globalAlpha = 1
    frame(context, box, 2)
  }
  if (cell) frame(context, boxOf(cell, placed, pane), 2)
}

/** What that covers of the pane: all of the picture where it is darker. */
export function fieldReach({ placed, picture, field, grown, heat, cell }: FieldScene, pane: Size): Reach {
  const shaded = field && boxOf(field, placed, pane).width >= leastBox
  const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height }
  const framed = field ? [field, ...grown, ...(heat ? [heat.bounds] : [])] : []
  const marked = [...framed, ...(cell ? [cell] : []), ...(shaded ? [whole] : [])]
  return { boxes: marked.map((bounds) => boxOf(bounds, placed, pane)), margin: crossReach + 2 }
}

function frame(context: CanvasRenderingContext2D, box: Box, width: number): void {
  if (Math.max(box.width, box.height) >= leastBox) strokeBox(context, box, width)
  else drawCross(context, box)
}

function drawShade(context: CanvasRenderingContext2D, whole: Box, box: Box): void {
  context.beginPath()
  context.rect(whole.x, whole.y, whole.width, whole.height)
  context.rect(box.x, box.y, box.width, box.height)
  context.fillStyle = 'rgb(0 0 0 / 38%)'
  context.fill('evenodd')
}

function drawHeat(context: CanvasRenderingContext2D, { canvas, step }: InfluencePicture, box: Box): void {
  const rest = box.width / canvas.width
  context.imageSmoothingEnabled = rest < step
  context.drawImage(canvas, box.x, box.y, box.width, box.height)
}
