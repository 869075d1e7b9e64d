// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick, useTemplateRef } from 'vue'
import { usePanZoom, wheelFactor } from '../../../renderer/canvas/usePanZoom.ts'
import type { Placed, Point, Viewport } from '../../../renderer/stores/viewport.ts'

let unmount = (): void => undefined
afterEach(() => unmount())

/** A pane of 200×100 CSS pixels on a screen with two device pixels each. */
async function mountPane() {
  let placed: Placed = { scale: 2, center: { x: 50, y: 30 } }
  const points: (Point | null)[] = []
  const wrapper = mount(
    {
      template: '<div ref="pane" />',
      setup() {
        usePanZoom(useTemplateRef<HTMLElement>('pane'), {
          placed: () => placed,
          pane: () => ({ width: 400, height: 200 }),
          onViewport: (viewport: Viewport) => {
            if (viewport.mode === 'free') placed = viewport
          },
          onPoint: (point) => points.push(point),
        })
      },
    },
    { attachTo: document.body },
  )
  unmount = () => wrapper.unmount()
  await nextTick() // listeners are attached when the element is there
  const element = wrapper.element as HTMLElement
  element.getBoundingClientRect = () => new DOMRect(0, 0, 200, 100)
  element.setPointerCapture = () => undefined
  const pointer = (type: string, clientX: number, clientY: number, pointerId = 1): void => {
    element.dispatchEvent(new PointerEvent(type, { clientX, clientY, pointerId, button: 0 }))
  }
  const wheel = (parts: Partial<WheelEvent>): boolean => {
    // happy-dom's WheelEvent knows neither place nor modifier keys.
    const none = { deltaX: 0, deltaY: 0, deltaMode: 0, clientX: 0, clientY: 0, shiftKey: false, ctrlKey: false }
    return element.dispatchEvent(Object.assign(new Event('wheel', { cancelable: true }), none, parts))
  }
  return { placed: () => placed, points, pointer, wheel }
}

describe('wheelFactor', () => {
  it('zooms by √2 a notch, and back by as much', () => {
    const up = wheelFactor({ deltaY: -120, deltaMode: 0, ctrlKey: false })
    const down = wheelFactor({ deltaY: 120, deltaMode: 0, ctrlKey: false })
    expect(up).toBeCloseTo(Math.SQRT2, 12)
    expect(up * down).toBeCloseTo(1, 12)
  })

  it('counts three lines as one notch', () => {
    const lines = wheelFactor({ deltaY: -3, deltaMode: 1, ctrlKey: false })
    expect(lines).toBeCloseTo(Math.SQRT2, 12)
  })
})

describe('usePanZoom', () => {
  it('moves the photo with the pointer, in device pixels', async () => {
    const { placed, pointer } = await mountPane()
    pointer('pointerdown', 100, 50)
    pointer('pointermove', 110, 45)
    // 10 CSS pixels are 20 device pixels are 10 photo pixels at scale 2.
    expect(placed().center).toEqual({ x: 40, y: 35 })
    pointer('pointerup', 110, 45)
    pointer('pointermove', 150, 45)
    expect(placed().center).toEqual({ x: 40, y: 35 })
  })

  it('says which photo point is under the pointer, and when it is gone', async () => {
    const { points, pointer } = await mountPane()
    pointer('pointermove', 100, 50)
    pointer('pointerleave', 0, 0)
    expect(points).toEqual([{ x: 50, y: 30 }, null])
  })

  it('zooms about the pointer by the wheel, and keeps the page from scrolling', async () => {
    const { placed, wheel } = await mountPane()
    expect(wheel({ deltaY: -240, clientX: 0, clientY: 0 })).toBe(false)
    expect(placed().scale).toBe(4)
    // The corner showed (50 − 100, 30 − 50) and still does: −50 = x − 200/4.
    expect(placed().center).toEqual({ x: 0, y: 5 })
  })

  it('pans by Shift and wheel, and by a sideways wheel', async () => {
    const { placed, wheel } = await mountPane()
    wheel({ deltaY: 20, shiftKey: true })
    expect(placed()).toEqual({ mode: 'free', scale: 2, center: { x: 50 + 10 * devicePixelRatio, y: 30 } })
  })

  it('zooms by two fingers', async () => {
    const { placed, pointer } = await mountPane()
    pointer('pointerdown', 50, 50, 1)
    pointer('pointerdown', 60, 50, 2)
    pointer('pointermove', 70, 50, 2)
    expect(placed().scale).toBe(4)
  })
})
