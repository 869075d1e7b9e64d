import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { displayMappings } from '../../../shared/image/image.ts'
import { wholeFrame } from '../../../shared/image/view.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { tensor } from '../../../shared/maths/tensor.ts'
import { influence } from '../../../shared/maths/influence.ts'
import { featureMaps } from '../../../shared/network/forward.ts'
import { inputGradient } from '../../../shared/network/inputGradient.ts'
import { initialParameters } from '../../../shared/network/parameters.ts'
import type { StackId } from '../../../shared/rpc/stackContract.ts'
import { expectRelative } from '../../support/closeTo.ts'
import { testBands } from '../../support/engineParts.ts'
import { noise, openNoise, openWindow } from '../../support/engineWindow.ts'
import type { EngineWindow } from '../../support/engineWindow.ts'
import { networkOf } from '../../support/networks.ts'

const bands = testBands()
const network = networkOf(
  [3, 30, 40],
  { type: 'conv2d', out: 4, kernel: 3, padding: 1 },
  { type: 'relu' },
  { type: 'maxPool2d', kernel: 2 },
  { type: 'conv2d', out: 3, kernel: 3, padding: 1 },
)
const parameters = initialParameters(network, mulberry32(3))
const x = tensor(
  [1, 3, 30, 40],
  Float32Array.from({ length: 3600 }, (_, i) => noise.samples[(i % 1200) * 3 + Math.floor(i / 1200)] / 255),
)
/** Two convolutions of 27 and 36 taps with sums of size 1. */
const bound = 36 * 2 * 2 ** -24

describe('layers behind a port', () => {
  let window: EngineWindow
  afterEach(() => window.close())
  afterAll(() => bands.close())

  async function pose(): Promise<StackId> {
    window = openWindow(bands)
    const image = await openNoise(window)
    return window.client.call('poseStack', { image, description: network.description, parameters })
  }

  it('shows maps as thumbnails, each with its range', async () => {
    const stack = await pose()
    const request = { stack, layer: 2, first: 1, end: 3, boxWidth: 10, boxHeight: 30, mapping: 'minmax' } as const
    const thumbs = await window.client.call('renderMaps', request)
    const maps = featureMaps(network, parameters, x, 2).data
    expect(thumbs.map(({ pixelWidth, pixelHeight }) => [pixelWidth, pixelHeight])).toEqual([
      [10, 8],
      [10, 8],
    ])
    expectRelative(
      thumbs.flatMap(({ minimum, maximum }) => [minimum, maximum]),
      [1, 2].flatMap((k) => {
        const map = maps.slice(k * 300, (k + 1) * 300)
        return [Math.min(...map), Math.max(...map)]
      }),
      bound,
    )
  })

  it.each(displayMappings)('draws thumbnails as it draws a map that is looked at, by %s', async (mapping) => {
    const stack = await pose()
    const request = { stack, layer: 2, first: 0, end: 4, boxWidth: 10, boxHeight: 30, mapping } as const
    const thumbs = await window.client.call('renderMaps', request)
    const frame = { ...wholeFrame(20, 15), pixelWidth: 10, pixelHeight: 8 }
    const place = { stack, layer: 2, frame, mapping, sight: 'map', shift: [0, 0] } as const
    const maps = await Promise.all([0, 1, 2, 3].map((map) => window.client.call('renderMap', { ...place, map })))
    expect(thumbs).toEqual(maps)
  })

  it('shows one map pixel by pixel, the photo under it, and the difference a shift makes', async () => {
    const stack = await pose()
    const shared = { stack, mapping: 'clamp', shift: [0, 2] } as const
    const frame = wholeFrame(40, 30)
    const photo = await window.client.call('renderMap', { ...shared, layer: -1, map: null, sight: 'map', frame })
    expect([...photo.rgba].filter((_, i) => i % 4 !== 3)).toEqual([...noise.samples])
    const moved = await window.client.call('renderMap', { ...shared, layer: -1, map: null, sight: 'shifted', frame })
    const at = (row: number, column: number): number[] => [...moved.rgba.slice((row * 40 + column) * 4)].slice(0, 3)
    expect(at(7, 20)).toEqual([...noise.samples.slice((7 * 40 + 18) * 3, (7 * 40 + 19) * 3)])
    expect(at(7, 0)).toEqual([...noise.samples.slice(7 * 40 * 3, (7 * 40 + 1) * 3)]) // the rim goes on
    const place = { layer: 0, map: 1, frame }
    const difference = await window.client.call('renderMap', { ...shared, ...place, sight: 'difference' })
    expect([difference.minimum, difference.maximum]).toEqual([0, 0]) // a convolution moves along
    const pooled = { layer: 2, map: 1, frame: wholeFrame(20, 15), shift: [1, 1] } as const
    const rest = await window.client.call('renderMap', { ...shared, ...pooled, sight: 'difference' })
    expect(rest.maximum).toBeGreaterThan(0)
  })

  it('reads one value, and the gradient of it with respect to the photo', async () => {
    const stack = await pose()
    const place = { stack, layer: 3, map: 2, row: 6, column: 0 }
    const wanted = inputGradient(network, parameters, x, 3, { k: 2, p: 6, q: 0 })
    expectRelative([await window.client.call('readMap', place)], [wanted.value], bound)
    const found = await window.client.call('influence', place)
    // conv 3, pool 2, conv 3: a field of 8 rows from 2·6 − 3 on, cut off at the left rim. Even regions begin where pairs do.
    expect({ rows: found.rows, columns: found.columns }).toEqual({ rows: wanted.rows, columns: wanted.columns })
    expect(found.influence).toEqual(influence(wanted.gradient)) // one thread, the same sums
    expect(found.largest).toBe(Math.max(...found.influence))
    expect(found.mostWithin).toBeGreaterThan(1)
    expect(found.mostWithin).toBeLessThanOrEqual(8)
  })

  it('starts what is not given as PyTorch starts it, from a seed', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const { description } = network
    const given = new Map([['0.weight', parameters.get('0.weight')!]])
    const stack = await window.client.call('poseStack', { image, description, parameters: given, seed: 3 })
    const place = { stack, layer: 3, map: 2, row: 6, column: 0 }
    const { value } = inputGradient(network, parameters, x, 3, { k: 2, p: 6, q: 0 })
    expectRelative([await window.client.call('readMap', place)], [value], bound)
  })

  it('reads a row of numbers, or a part of it', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const { description } = networkOf([3, 30, 40], { type: 'flatten' })
    const stack = await window.client.call('poseStack', { image, description, parameters: new Map() })
    const row = await window.client.call('readRow', { stack, layer: 0, first: 1198, end: 1203 })
    expect([...row]).toEqual([...x.data.subarray(1198, 1203)])
    const beyond = { stack, layer: 0, first: 3599, end: 3601 }
    await expect(window.client.call('readRow', beyond)).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('refuses maps, places and stacks that are not there', async () => {
    const stack = await pose()
    const frame = wholeFrame(4, 4)
    const view = { stack, layer: 0, map: 4, frame, mapping: 'clamp', sight: 'map', shift: [0, 0] } as const
    await expect(window.client.call('renderMap', view)).rejects.toMatchObject({ code: 'bad-argument' })
    const beside = { stack, layer: 2, map: 0, row: 15, column: 0 }
    await expect(window.client.call('readMap', beside)).rejects.toMatchObject({ code: 'bad-argument' })
    await expect(window.client.call('influence', beside)).rejects.toMatchObject({ code: 'bad-argument' })
    const other = { ...beside, stack: 'stack-9' as StackId }
    await expect(window.client.call('influence', other)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses a stack whose maps are more than memory holds', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const large = networkOf([3, 3000, 3000], { type: 'conv2d', out: 16, kernel: 1, bias: false })
    const posed = { image, description: large.description, parameters: initialParameters(large, mulberry32(1)) }
    await expect(window.client.call('poseStack', posed)).rejects.toMatchObject({ code: 'too-large' })
  })

  it('holds nothing of a picture that was closed', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const stack = await window.client.call('poseStack', { image, description: network.description, parameters })
    const place = { stack, layer: 3, map: 2, row: 6, column: 0 }
    await window.client.call('readMap', place)
    await window.client.call('closeImage', { image })
    await expect(window.client.call('readMap', place)).rejects.toMatchObject({ code: 'not-found' })
    await expect
      .poll(() => window.engine.memory())
      .toEqual({ images: 0, spectra: 0, waiting: expect.any(Number) as number })
  })
})
