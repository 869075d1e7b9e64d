import { useDevicePixelRatio, useResizeObserver } from '@vueuse/core'
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { Size } from '../stores/viewport.ts'

export interface UseCanvasReturn {
  /** The canvas in device pixels. */
  readonly size: Readonly<ShallowRef<Size>>
  /** Draws again in the next frame: when something that `scene` cannot see changed. */
  readonly redraw: () => void
}

/**
 * A canvas as sharp as its screen, drawn once per frame at most, and only when its scene or size changed. Everything that
 * `scene` reads is followed; `draw` is a plain function of the context and what it is given.
 */
export function useCanvas<Scene>(
  element: Readonly<ShallowRef<HTMLCanvasElement | null>>,
  scene: () => Scene,
  draw: (context: CanvasRenderingContext2D, scene: Scene, size: Size) => void,
): UseCanvasReturn {
  const size = shallowRef<Size>({ width: 0, height: 0 })
  const { pixelRatio } = useDevicePixelRatio()
  let frame = 0

  useResizeObserver(
    element,
    ([entry]) => {
      const box = entry.devicePixelContentBoxSize?.[0]
      size.value = box
        ? { width: box.inlineSize, height: box.blockSize }
        : {
            width: Math.round(entry.contentRect.width * pixelRatio.value),
            height: Math.round(entry.contentRect.height * pixelRatio.value),
          }
    },
    { box: 'device-pixel-content-box' },
  )

  function redraw(): void {
    if (frame === 0) frame = requestAnimationFrame(paint)
  }

  function paint(): void {
    frame = 0
    const canvas = element.value
    const context = canvas?.getContext('2d')
    const { width, height } = size.value
    if (!canvas || !context || width === 0 || height === 0) return
    // Setting a canvas's size clears it, and costs an allocation.
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    else context.clearRect(0, 0, width, height)
    draw(context, scene(), size.value)
  }

  watch([scene, size, element], redraw, { immediate: true })
  onScopeDispose(() => cancelAnimationFrame(frame))
  return { size, redraw }
}
