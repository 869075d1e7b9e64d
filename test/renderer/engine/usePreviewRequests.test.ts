import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import type { ImageId, View, ViewRequest } from '../../../shared/rpc/engineContract.ts'
import { restMs, usePreviewRequests } from '../../../renderer/engine/usePreviewRequests.ts'
import type { PaintedPixels } from '../../../renderer/engine/paintedPixels.ts'
import type { WantedView } from '../../../renderer/engine/usePreviewRequests.ts'

interface Asked {
  readonly request: ViewRequest
  readonly signal: AbortSignal
  readonly answer: (quality?: View['quality']) => Promise<void>
  readonly refuse: (reason: unknown) => Promise<void>
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function wish(left: number, image = 'photo'): WantedView {
  const frame = { left, top: 0, width: 10, height: 10, pixelWidth: 10, pixelHeight: 10 }
  return { image: image as ImageId, frame, convolution: null, mapping: 'clamp' }
}

function setUp() {
  const wanted = shallowRef<WantedView | null>(null)
  const asked: Asked[] = []
  const errors: unknown[] = []
  const closed: number[] = []
  const settled = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0))
  const render = (request: ViewRequest, signal: AbortSignal): Promise<View> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      const { pixelWidth, pixelHeight } = request.frame
      const view = {
        pixelWidth,
        pixelHeight,
        rgba: new Uint8ClampedArray(400),
        quality: request.quality,
        milliseconds: 3,
      }
      const answer = (quality = view.quality): Promise<void> => (resolve({ ...view, quality }), settled())
      const refuse = (reason: unknown): Promise<void> => (reject(reason), settled())
      asked.push({ request, signal, answer, refuse })
    })
  let bitmaps = 0
  const toBitmap = (): PaintedPixels => {
    const id = ++bitmaps
    return { source: {} as OffscreenCanvas, width: 10, height: 10, close: () => void closed.push(id) }
  }
  const scope = effectScope()
  const preview = scope.run(() =>
    usePreviewRequests({ wanted: () => wanted.value, render, toBitmap, onError: (thrown) => errors.push(thrown) }),
  )!
  return { wanted, asked, errors, closed, preview, scope }
}

describe('usePreviewRequests', () => {
  it('asks for a draft at once and for the exact view when the wish has rested', async () => {
    const { wanted, asked, preview } = setUp()
    wanted.value = wish(1)
    expect(asked.map(({ request }) => request.quality)).toEqual(['draft'])
    await asked[0].answer()
    expect(preview.shown.value?.quality).toBe('draft')
    expect(preview.exact.value).toBe(false)
    await vi.advanceTimersByTimeAsync(restMs)
    await asked[1].answer()
    expect(asked[1].request.quality).toBe('exact')
    expect(preview.exact.value).toBe(true)
  })

  it('asks no more when the draft was exact, as it is of what a frame affords', async () => {
    const { wanted, asked, preview } = setUp()
    wanted.value = wish(1)
    await asked[0].answer('exact')
    expect(preview.exact.value).toBe(true)
    await vi.advanceTimersByTimeAsync(10 * restMs)
    expect(asked).toHaveLength(1)
  })

  it('follows a drag without starving: one draft at a time, the newest next', async () => {
    const { wanted, asked } = setUp()
    for (const left of [1, 2, 3]) wanted.value = wish(left)
    expect(asked).toHaveLength(1)
    await asked[0].answer()
    expect(asked[1].request.frame.left).toBe(3)
  })

  it('aborts an exact request as soon as something newer is wanted', async () => {
    const { wanted, asked, preview } = setUp()
    wanted.value = wish(1)
    await asked[0].answer()
    await vi.advanceTimersByTimeAsync(restMs)
    const exact = asked[1]
    wanted.value = wish(2)
    expect(exact.signal.aborted).toBe(true)
    await exact.answer()
    expect(preview.shown.value?.made.frame.left).toBe(1)
    expect(preview.shown.value?.quality).toBe('draft')
  })

  it('asks for the exact view of a wish that rests when its draft is there, and not twice', async () => {
    const { wanted, asked } = setUp()
    wanted.value = wish(1)
    await vi.advanceTimersByTimeAsync(10 * restMs)
    expect(asked).toHaveLength(1)
    await asked[0].answer()
    expect(asked.map(({ request }) => request.quality)).toEqual(['draft', 'exact'])
    await vi.advanceTimersByTimeAsync(10 * restMs)
    expect(asked).toHaveLength(2)
  })

  it('skips the draft of a wish that rests before it began, and takes the late one of an older wish back', async () => {
    const { wanted, asked, preview, closed } = setUp()
    wanted.value = wish(1)
    wanted.value = wish(2)
    await vi.advanceTimersByTimeAsync(restMs)
    expect(asked.map(({ request }) => [request.quality, request.frame.left])).toEqual([
      ['draft', 1],
      ['exact', 2],
    ])
    await asked[1].answer()
    expect(asked[0].signal.aborted).toBe(true)
    await asked[0].answer()
    await vi.advanceTimersByTimeAsync(10 * restMs)
    expect(preview.exact.value).toBe(true)
    expect([asked.length, closed]).toEqual([2, []])
  })

  it('closes every bitmap that is no longer shown', async () => {
    const { wanted, asked, closed, scope } = setUp()
    wanted.value = wish(1)
    await asked[0].answer()
    await vi.advanceTimersByTimeAsync(restMs)
    await asked[1].answer()
    expect(closed).toEqual([1])
    scope.stop()
    expect(closed).toEqual([1, 2])
  })

  it('reports a refusal once, not for the draft before it', async () => {
    const { wanted, asked, errors } = setUp()
    wanted.value = wish(1)
    await asked[0].refuse(new Error('no'))
    expect(errors).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(restMs)
    await asked[1].refuse(new Error('no'))
    expect(errors).toHaveLength(1)
  })

  it('keeps what it shows while nothing can be asked for, and stops asking', async () => {
    const { wanted, asked, preview } = setUp()
    wanted.value = wish(1)
    await asked[0].answer()
    wanted.value = null
    await vi.advanceTimersByTimeAsync(10 * restMs)
    expect(asked).toHaveLength(1)
    expect(preview.shown.value).not.toBeNull()
  })

  it('aborts the draft of another photo', () => {
    const { wanted, asked } = setUp()
    wanted.value = wish(1, 'first')
    wanted.value = wish(1, 'second')
    expect(asked[0].signal.aborted).toBe(true)
    expect(asked[1].request.image).toBe('second')
  })
})
