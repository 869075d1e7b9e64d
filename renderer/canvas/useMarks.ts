import { onScopeDispose, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { Size } from '../stores/viewport.ts'
import type { Box } from './drawPreview.ts'

/** What marks cover: boxes in device pixels of the pane, and how far their lines go beyond. */
export interface Reach {
  readonly boxes: readonly Box[]
  readonly margin: number
}

export interface MarkOptions<Scene> {
  readonly scene: () => Scene | null
  /** Of the pane that the marks lie over, in device pixels. */
  readonly pane: () => Size
  readonly reach: (scene: Scene, pane: Size) => Reach
  /** In device pixels of the pane, whatever part of it the canvas covers. */
  readonly draw: (context: CanvasRenderingContext2D, scene: Scene, pane: Size) => void
}

/** Sides of the canvas are multiples: one of another size costs an allocation. */
const step = 32

/**
 * Marks that follow the pointer over a picture: a canvas as small as they are, moved to its place by a transform. One of the
 * picture's size would be cleared, copied and blended as a whole for a mark of some pixels: without a graphics card that takes
 * most of a frame, of two threads.
 */
export function useMarks<Scene>(
  element: Readonly<ShallowRef<HTMLCanvasElement | null>>,
  { scene, pane, reach, draw }: MarkOptions<Scene>,
): void {
  let frame = 0

  function paint(): void {
    frame = 0
    const canvas = element.value
    if (!canvas) return
    const [shown, room] = [scene(), pane()]
    const box = shown && covered(reach(shown, room), room)
    canvas.style.display = box ? '' : 'none'
    if (!shown || !box) return
    const context = clearedContext(canvas, box)
    context.setTransform(1, 0, 0, 1, -box.x, -box.y)
    draw(context, shown, room)
    canvas.style.transform = `translate(${box.x / devicePixelRatio}px, ${box.y / devicePixelRatio}px)`
  }

  watch([scene, pane, element], () => (frame ||= requestAnimationFrame(paint)), { immediate: true })
  onScopeDispose(() => cancelAnimationFrame(frame))
}

function clearedContext(canvas: HTMLCanvasElement, { width, height }: Box): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')!
  if (canvas.width === width && canvas.height === height) {
    context.resetTransform()
    context.clearRect(0, 0, width, height)
    return context
  }
  Object.assign(canvas, { width, height })
  canvas.style.width = `${width / devicePixelRatio}px`
  canvas.style.height = `${height / devicePixelRatio}px`
  return context
}

/** The smallest box around all that is in the pane, in steps; null where nothing is. */
export function covered({ boxes, margin }: Reach, pane: Size): Box | null {
  const left = Math.max(0, Math.floor(Math.min(...boxes.map(({ x }) => x)) - margin))
  const top = Math.max(0, Math.floor(Math.min(...boxes.map(({ y }) => y)) - margin))
  const right = Math.min(pane.width, Math.max(...boxes.map(({ x, width }) => x + width)) + margin)
  const bottom = Math.min(pane.height, Math.max(...boxes.map(({ y, height }) => y + height)) + margin)
  if (!(right > left && bottom > top)) return null
  return { x: left, y: top, width: inSteps(right - left), height: inSteps(bottom - top) }
}

function inSteps(length: number): number {
  return Math.ceil(length / step) * step
}
