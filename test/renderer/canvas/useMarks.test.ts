// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef, useTemplateRef } from 'vue'
import { covered, useMarks } from '../../../renderer/canvas/useMarks.ts'
import type { Box } from '../../../renderer/canvas/drawPreview.ts'

const pane = { width: 400, height: 300 }

describe('covered', () => {
  it('is the box around all marks and their lines, its sides in steps of 32', () => {
    const boxes = [
      { x: 100, y: 50, width: 10, height: 10 },
      { x: 120, y: 80, width: 20, height: 5 },
    ]
    // 96 to 144 across, 46 to 89 down
    expect(covered({ boxes, margin: 4 }, pane)).toEqual({ x: 96, y: 46, width: 64, height: 64 })
  })

  it('ends at the rim of the pane, and is nothing where all of it is beyond or nothing is marked', () => {
    const across = { x: -1000, y: -1000, width: 3000, height: 3000 }
    expect(covered({ boxes: [across], margin: 4 }, pane)).toEqual({ x: 0, y: 0, width: 416, height: 320 })
    expect(covered({ boxes: [{ ...across, x: 500 }], margin: 4 }, pane)).toBeNull()
    expect(covered({ boxes: [], margin: 4 }, pane)).toBeNull()
  })
})

describe('useMarks', () => {
  const calls: (readonly [name: string, ...numbers: number[]])[] = []
  let frames: FrameRequestCallback[] = []
  const note = (name: string) => (...numbers: number[]) => void calls.push([name, ...numbers]) // prettier-ignore
  const context = {
    setTransform: note('setTransform'),
    resetTransform: note('resetTransform'),
    clearRect: note('clearRect'),
  }

  beforeEach(() => {
    calls.length = 0
    frames = []
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
    vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  async function mountMarks() {
    const marked = shallowRef<Box | null>(null)
    const wrapper = mount({
      template: '<canvas ref="canvas" />',
      setup() {
        useMarks(useTemplateRef<HTMLCanvasElement>('canvas'), {
          scene: () => marked.value,
          pane: () => pane,
          reach: (box: Box) => ({ boxes: [box], margin: 2 }),
          draw: (_, { x, y }) => void calls.push(['draw', x, y]),
        })
      },
    })
    const canvas = wrapper.element as HTMLCanvasElement
    const nextFrame = async (): Promise<void> => {
      await nextTick()
      for (const run of frames.splice(0)) run(0)
    }
    await nextFrame()
    return { marked, canvas, nextFrame }
  }

  it('is a small canvas in the place of its marks, drawn in the pane’s own coordinates', async () => {
    const { marked, canvas, nextFrame } = await mountMarks()
    expect(canvas.style.display).toBe('none')
    marked.value = { x: 102, y: 52, width: 10, height: 10 }
    await nextFrame()
    expect([canvas.width, canvas.height, canvas.style.display]).toEqual([32, 32, ''])
    expect(canvas.style.transform).toBe('translate(100px, 50px)')
    expect(calls).toEqual([
      ['setTransform', 1, 0, 0, 1, -100, -50],
      ['draw', 102, 52],
    ])
  })

  it('moves without a new canvas, once a frame, and is gone with its marks', async () => {
    const { marked, canvas, nextFrame } = await mountMarks()
    marked.value = { x: 102, y: 52, width: 10, height: 10 }
    await nextFrame()
    calls.length = 0
    for (const x of [110, 120, 130]) {
      marked.value = { x, y: 52, width: 10, height: 10 }
      await nextTick()
    }
    await nextFrame()
    expect(calls).toEqual([
      ['resetTransform'],
      ['clearRect', 0, 0, 32, 32],
      ['setTransform', 1, 0, 0, 1, -128, -50],
      ['draw', 130, 52],
    ])
    marked.value = null
    await nextFrame()
    expect(canvas.style.display).toBe('none')
  })
})
