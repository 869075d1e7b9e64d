// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { LabError } from '../../../shared/errors.ts'
import type { MapPicture, MapThumbsRequest, ShiftComparison, StackId } from '../../../shared/rpc/stackContract.ts'
import { useFieldStore } from '../../../renderer/stores/fieldStore.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { mostThumbs, useMapWallStore } from '../../../renderer/stores/mapWallStore.ts'
import { useNetworkStore } from '../../../renderer/stores/networkStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { usePlaceStore } from '../../../renderer/stores/placeStore.ts'
import { useShiftStore } from '../../../renderer/stores/shiftStore.ts'
import { poseDelayMs, useStackStore } from '../../../renderer/stores/stackStore.ts'
import { useStackMapStore, useStackPhotoStore } from '../../../renderer/stores/stackViewStores.ts'
import { createFakeEngine, createLab, imageInfo } from '../support/labApp.ts'
import { stubCanvas } from '../support/fakeCanvas.ts'

const comparison: ShiftComparison = {
  ...{ moved: [1, 0], divides: true, compared: 10, exact: 10, unchanged: 0, largest: 0, relative: 0 },
}
const picture = (): MapPicture => ({
  ...{ pixelWidth: 1, pixelHeight: 1, rgba: new Uint8ClampedArray(4), minimum: 0, maximum: 1 },
})

beforeEach(() => {
  vi.useFakeTimers()
  stubCanvas()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** In the layers room, with a photo of 60×40 open. */
async function enter() {
  let stacks = 0
  const engine = createFakeEngine({
    openSample: () => imageInfo(),
    poseStack: () => `stack-${++stacks}` as StackId,
    renderMaps: ({ first, end }) => Array.from({ length: end - first }, picture),
    renderMap: picture,
    readRow: ({ first, end }) => new Float32Array(end - first).fill(0.5),
    readMap: () => 0.25,
    influence: () => ({
      ...{ value: 0.25, rows: { first: 0, end: 1 }, columns: { first: 0, end: 1 } },
      ...{ influence: Float32Array.of(1), largest: 1, mostWithin: 1 },
    }),
    compareShift: () => comparison,
  })
  createLab({ engine })
  const stores = { stacks: useStackStore(), networks: useNetworkStore(), engine }
  await useImageStore().open({ kind: 'sample' })
  usePlaceStore().room = 'layers'
  await rest()
  return stores
}

const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(poseDelayMs + 300)

describe('useStackStore', () => {
  it('poses nothing outside its room, and the photo’s size in it', async () => {
    const { engine, stacks } = await enter()
    expect(engine.asked('poseStack')).toHaveLength(1)
    expect(stacks.posed?.network.input).toEqual([3, 40, 60])
    expect(stacks.output).toEqual([16, 20, 30])
    usePlaceStore().room = 'photo'
    useNetworkStore().applyPreset('edges-8')
    await rest()
    expect(engine.asked('poseStack')).toHaveLength(1)
  })

  it('does not pose again what it finds when it comes back', async () => {
    const { engine } = await enter()
    usePlaceStore().room = 'photo'
    await rest()
    usePlaceStore().room = 'layers'
    await rest()
    expect(engine.asked('poseStack')).toHaveLength(1)
  })

  it('poses once after several changes, and what fits of a network that does not', async () => {
    const { engine, stacks, networks } = await enter()
    networks.changeLayer(0, { out: 5 })
    networks.changeLayer(0, { out: 6 })
    networks.addLayer('linear')
    await rest()
    expect(engine.asked('poseStack')).toHaveLength(2)
    expect(stacks.posed?.network.layers.map(({ output }) => output[0])).toEqual([6, 6, 16, 16, 16])
    expect(stacks.layer).toBe(4) // the last that there is
  })

  it('poses again when the engine is back', async () => {
    const { engine, stacks } = await enter()
    engine.generation.value = 2
    await rest()
    expect(stacks.posed?.id).toBe('stack-2')
  })

  it('reports a refusal and withdraws it when the next one is taken', async () => {
    const { engine, networks } = await enter()
    const answer = engine.table.poseStack
    engine.table.poseStack = () => Promise.reject(new LabError('too-large', 'all maps have at most 9 numbers'))
    networks.setChannels(1)
    await rest()
    expect(useNoticeStore().notices).toMatchObject([{ code: 'too-large', during: 'errors.during.poseStack' }])
    engine.table.poseStack = answer
    networks.setChannels(3)
    await rest()
    expect(useNoticeStore().notices).toHaveLength(0)
  })
})

describe('useMapWallStore', () => {
  const thumbs = (engine: Awaited<ReturnType<typeof enter>>['engine']) =>
    engine.asked('renderMaps').map(({ request }) => request as MapThumbsRequest)

  it('asks for a few maps at a time of the layers in sight, from the photo on', async () => {
    const { engine } = await enter()
    const wall = useMapWallStore()
    wall.attend(2, true)
    wall.attend(0, true)
    await rest()
    expect(thumbs(engine).map(({ layer, first, end }) => [layer, first, end])).toEqual([
      ...[
        [2, 0, 2], // was alone in sight
        [2, 2, 6],
        [0, 0, 2],
        [0, 2, 6],
        [0, 6, 14],
        [0, 14, 16],
        [2, 6, 14],
        [2, 14, 16],
      ],
    ])
    const shown = wall.layers.get(0)
    expect(shown?.kind === 'maps' && shown.pictures.every((found) => found !== null)).toBe(true)
    expect(wall.layers.get(1)).toMatchObject({ kind: 'maps', fresh: 0 })
  })

  it('shows what comes first, and calls fresh only what nothing stale stands before', async () => {
    const { engine } = await enter()
    const wall = useMapWallStore()
    const renderMaps = engine.table.renderMaps!
    let answerFirst = (): void => undefined
    engine.table.renderMaps = async (request: MapThumbsRequest) => {
      if (request.first === 0) await new Promise<void>((resolve) => (answerFirst = resolve))
      return renderMaps(request)
    }
    wall.attend(0, true)
    await rest()
    expect(wall.layers.get(0)).toMatchObject({ fresh: 0, pictures: [null, null, ...new Array(14).fill(picture())] })
    answerFirst()
    await rest()
    expect(wall.layers.get(0)).toMatchObject({ fresh: 16, pictures: new Array(16).fill(picture()) })
  })

  it('keeps what it shows, as stale, until the next stack’s maps come; shapes that changed begin blank', async () => {
    const { engine, networks } = await enter()
    const wall = useMapWallStore()
    wall.attend(0, true)
    wall.attend(4, true)
    await rest()
    engine.table.renderMaps = () => new Promise<never>(() => undefined)
    networks.changeLayer(4, { stride: [1, 1] })
    await rest()
    expect(wall.layers.get(0)).toMatchObject({ kind: 'maps', fresh: 0, pictures: new Array(16).fill(picture()) })
    expect(wall.layers.get(4)).toMatchObject({ kind: 'maps', fresh: 0, pictures: new Array(16).fill(null) })
  })

  it('reads a row of numbers, the first thousand of it, and shows no more than so many maps', async () => {
    const { networks } = await enter()
    const wall = useMapWallStore()
    networks.addLayer('flatten')
    networks.changeLayer(2, { out: mostThumbs + 4 })
    await rest()
    wall.attend(2, true)
    wall.attend(5, true)
    await rest()
    expect(wall.layers.get(2)).toMatchObject({ kind: 'maps', more: 4, fresh: mostThumbs })
    expect(wall.layers.get(5)).toMatchObject({ kind: 'row', more: (mostThumbs + 4) * 600 - 1024 })
  })
})

describe('useFieldStore', () => {
  it('begins in the middle, follows keys and clicks, and tells value and influence', async () => {
    const { engine } = await enter()
    const field = useFieldStore()
    field.pinAt(3, 4)
    await rest()
    expect(field.place).toMatchObject({ layer: 4, map: 0, row: 3, column: 4 })
    // conv 3, conv 3, pool 2: 6 wide from 2·3 − 2 on.
    expect(field.region).toEqual({ rows: { first: 4, end: 10 }, columns: { first: 6, end: 12 } })
    expect(field.value?.value).toBe(0.25)
    expect(engine.asked('influence').at(-1)?.request).toMatchObject({ layer: 4, row: 3, column: 4 })
    field.movePin(-9, 1)
    expect(field.place).toMatchObject({ row: 0, column: 5 })
  })

  it('keeps its place on the photo when another layer is looked at, and lists the fields it grew from', async () => {
    const { stacks } = await enter()
    const field = useFieldStore()
    field.pinAt(5, 5)
    const inside = field.region!
    for (let layer = 3; layer >= 0; layer--) {
      stacks.select(layer)
      const { rows, columns } = field.region!
      expect(rows.first >= inside.rows.first && rows.end <= inside.rows.end).toBe(true)
      expect(columns.first >= inside.columns.first && columns.end <= inside.columns.end).toBe(true)
    }
    stacks.select(4)
    expect(field.place).toMatchObject({ row: 5, column: 5 })
    expect(field.grown.map(({ rows }) => rows.end - rows.first)).toEqual([3, 3, 5, 5])
    stacks.select(-1)
    expect(field.region!.rows.end - field.region!.rows.first).toBe(1)
  })

  it('shows what the pointer is over before what is pinned', async () => {
    await enter()
    const field = useFieldStore()
    field.pinAt(5, 5)
    useStackMapStore().cursor = { row: 1, column: 2 }
    expect(field.place).toMatchObject({ row: 1, column: 2 })
    useStackMapStore().cursor = null
    expect(field.place).toMatchObject({ row: 5, column: 5 })
    useStackPhotoStore().cursor = { row: 0, column: 59 }
    expect(field.place).toMatchObject({ row: 0, column: 29 })
  })
})

describe('useShiftStore', () => {
  it('compares every layer once the shift rests, and nothing when there is none', async () => {
    const { engine } = await enter()
    const shifts = useShiftStore()
    await nextTick()
    shifts.moveTo(1, 0)
    shifts.moveTo(2, -400)
    await rest()
    expect(shifts.shift).toEqual([2, -64])
    expect(engine.asked('compareShift').map(({ request }) => (request as { layer: number }).layer)).toEqual([
      0, 1, 2, 3, 4,
    ])
    expect(shifts.sight).toBe('shifted')
    expect(shifts.comparison).toEqual(comparison)
    shifts.moveTo(0, 0)
    await rest()
    expect([shifts.sight, shifts.comparison]).toEqual(['map', null])
    expect(engine.asked('compareShift')).toHaveLength(5)
  })
})
