import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { LabError } from '../../../shared/errors.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { createFakeEngine, createLab, imageInfo, token } from '../support/labApp.ts'
import { stubCanvas } from '../support/fakeCanvas.ts'

const file = { token: token('t'), name: 'photo.jpg' }

describe('useImageStore', () => {
  it('opens a chosen file by its token', async () => {
    const engine = createFakeEngine({ openImage: () => imageInfo({ name: 'photo.jpg' }) })
    createLab({ engine, host: { choosePhoto: async () => file } })
    const images = useImageStore()
    await images.choose()
    expect(engine.asked('openImage')[0].request).toEqual({ token: 't' })
    expect(images.info?.name).toBe('photo.jpg')
  })

  it('keeps the photo that is open when another one is refused, and says why', async () => {
    const engine = createFakeEngine({
      openImage: () => {
        throw new LabError('broken-file', 'a JPEG ends with a marker, this one stops')
      },
    })
    createLab({ engine })
    const images = useImageStore()
    await images.open({ kind: 'sample' })
    const opened = images.info
    expect(await images.open({ kind: 'file', file })).toBe(false)
    expect(images.info).toBe(opened)
    expect(useNoticeStore().notices).toMatchObject([{ tone: 'error', code: 'broken-file' }])
  })

  it('takes the complaint back when a photo opens after all', async () => {
    const engine = createFakeEngine({
      openImage: () => {
        throw new LabError('broken-file', 'no')
      },
    })
    createLab({ engine })
    const images = useImageStore()
    await images.open({ kind: 'file', file })
    await images.open({ kind: 'sample' })
    expect(useNoticeStore().notices).toHaveLength(0)
  })

  it('shows a first look while a photo is opened, and none of one that is refused', async () => {
    stubCanvas()
    const glance = { width: 6000, height: 4000, pixelWidth: 1, pixelHeight: 1, rgba: new Uint8ClampedArray(4) }
    let finish: (error?: LabError) => void = () => undefined
    const engine = createFakeEngine({
      openImage: (_, progress) => {
        progress?.(glance as never)
        return new Promise((resolve, reject) => (finish = (error) => (error ? reject(error) : resolve(imageInfo()))))
      },
    })
    createLab({ engine })
    const images = useImageStore()
    const opening = images.open({ kind: 'file', file })
    await vi.waitFor(() => expect(images.arriving).toMatchObject({ width: 6000, height: 4000 }))
    finish()
    await opening
    expect([images.arriving, images.firstLook?.width]).toEqual([null, 6000]) // until the photo itself is drawn
    images.lookedAt()
    expect(images.firstLook).toBeNull()

    const refused = images.open({ kind: 'file', file })
    await vi.waitFor(() => expect(images.arriving).not.toBeNull())
    finish(new LabError('broken-file', 'cut short'))
    expect(await refused).toBe(false)
    expect([images.arriving, images.firstLook]).toEqual([null, null])
    vi.unstubAllGlobals()
  })

  it('frees the photo that another one replaced', async () => {
    const engine = createFakeEngine()
    createLab({ engine })
    const images = useImageStore()
    await images.open({ kind: 'sample' })
    const first = images.info
    await images.open({ kind: 'sample' })
    expect(engine.asked('closeImage').map(({ request }) => request)).toEqual([{ image: first?.id }])
  })

  it('gives a new engine the same photo again, and has none ready until then', async () => {
    const engine = createFakeEngine()
    createLab({ engine })
    const images = useImageStore()
    await images.open({ kind: 'sample' })
    const before = images.info
    engine.generation.value = 2
    expect(images.ready).toBeNull()
    expect(images.info).toBe(before)
    await nextTick()
    await nextTick()
    await nextTick()
    expect(images.ready).not.toBeNull()
    expect(images.ready?.id).not.toBe(before?.id)
    expect(engine.asked('closeImage')).toHaveLength(0)
  })

  it('lets the newest of two openings win', async () => {
    const held: (() => void)[] = []
    const engine = createFakeEngine({
      openImage: (request) =>
        new Promise((resolve) => {
          const name = 'name' in request ? request.name : ''
          held.push(() => resolve(imageInfo({ name })))
        }),
    })
    createLab({ engine })
    const images = useImageStore()
    const bytes = new Uint8Array(1)
    const first = images.open({ kind: 'bytes', name: 'first', bytes })
    const second = images.open({ kind: 'bytes', name: 'second', bytes })
    held[1]()
    held[0]()
    await Promise.all([first, second])
    expect(images.info?.name).toBe('second')
    expect(useNoticeStore().notices).toHaveLength(0)
  })
})
