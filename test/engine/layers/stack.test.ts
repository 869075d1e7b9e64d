import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Bands } from '../../../electron/engine/bands.ts'
import type { BandTask } from '../../../electron/engine/bandTasks.ts'
import { featureMaps, forward } from '../../../shared/network/forward.ts'
import { grayPlane } from '../../../shared/maths/gray.ts'
import { expectRelative } from '../../support/closeTo.ts'
import { testBands, testImage } from '../../support/engineParts.ts'
import { imageTensor, mapsOfLayer, testStack, wholeImage, wholeParameters } from '../../support/layerStacks.ts'
import { networkOf, stacks } from '../../support/networks.ts'

const bands = testBands()
afterAll(() => bands.close())

const conv = (out: number, kernel: number, padding = 0) => ({ type: 'conv2d', out, kernel, padding })
const vgg = [conv(10, 3, 1), { type: 'relu' }, conv(9, 3, 1), { type: 'relu' }, { type: 'maxPool2d', kernel: 2 }]

describe('a stack on a photo', () => {
  it('has every map of shared/network, bit for bit where the sums are whole', async () => {
    const image = wholeImage(23, 17, 3)
    const network = networkOf([3, 17, 23], ...vgg, { type: 'avgPool2d', kernel: 2 }, conv(3, 2))
    const parameters = wholeParameters(network, 5)
    const { stack } = await testStack(image, network, bands, { parameters })
    const { values } = forward(network, parameters, imageTensor(image))
    for (const [layer, { data }] of values.slice(1).entries()) expect(await mapsOfLayer(stack, layer)).toEqual(data)
  })

  it('has the maps of any stack, in float32', async () => {
    const property = fc.asyncProperty(stacks, async (network) => {
      const [, H, W] = network.input
      const three = networkOf([3, H, W], ...network.description.layers)
      const image = testImage(W, H)
      const { stack, parameters } = await testStack(image, three, bands)
      const last = three.layers.length - 1
      const wanted = featureMaps(three, parameters, imageTensor(image))
      // At most 9·3 taps a layer and 4 layers with weights below 1, in a sum that grows by no more than its taps: 2⁻²⁴·27·4.
      expectRelative(await mapsOfLayer(stack, last), wanted.data, 27 * 4 * 2 ** -24)
    })
    await fc.assert(property, { numRuns: 40, seed: 7 })
  })

  it('goes on to a fully-connected layer', async () => {
    const image = wholeImage(6, 5, 1)
    const network = networkOf([1, 5, 6], conv(2, 3), { type: 'flatten' }, { type: 'linear', out: 4 }, { type: 'relu' })
    const parameters = wholeParameters(network, 3)
    const { stack } = await testStack(image, network, bands, { parameters })
    expect(await mapsOfLayer(stack, 3)).toEqual(featureMaps(network, parameters, imageTensor(image)).data)
  })

  it('computes groups of channels apart', async () => {
    const image = wholeImage(9, 8, 3)
    const network = networkOf([3, 8, 9], { type: 'conv2d', out: 6, kernel: 3, groups: 3 })
    const parameters = wholeParameters(network, 2)
    const { stack } = await testStack(image, network, bands, { parameters })
    expect(await mapsOfLayer(stack, 0)).toEqual(featureMaps(network, parameters, imageTensor(image)).data)
  })

  it('reads the gray of a color photo where the network has one channel, and a gray photo three times where it has three', async () => {
    const color = testImage(7, 5)
    const gray = await testStack(color, networkOf([1, 5, 7], { type: 'relu' }), bands)
    expect(await mapsOfLayer(gray.stack, -1)).toEqual(grayPlane(color.data, 35))
    const plain = testImage(7, 5, { channels: 1 })
    const three = await testStack(plain, networkOf([3, 5, 7], { type: 'relu' }), bands)
    expect(await mapsOfLayer(three.stack, -1)).toEqual(Float32Array.from([...plain.data, ...plain.data, ...plain.data]))
  })

  it('scales the photo to its input: each pixel is the mean of those it covers', async () => {
    const image = wholeImage(6, 4, 1)
    const { stack } = await testStack(image, networkOf([1, 2, 3], { type: 'relu' }), bands)
    const mean = (h: number, w: number): number => (at(h, w) + at(h, w + 1) + at(h + 1, w) + at(h + 1, w + 1)) / 4
    const at = (h: number, w: number): number => image.data[h * 6 + w]
    expect([...(await mapsOfLayer(stack, -1))]).toEqual([0, 2].flatMap((h) => [0, 2, 4].map((w) => mean(h, w))))
  })

  it('refuses a network for four channels', async () => {
    const four = testStack(testImage(5, 5), networkOf([4, 5, 5], { type: 'relu' }), bands)
    await expect(four).rejects.toMatchObject({ code: 'shape-mismatch' })
  })
})

/** The same threads, with a list of what they were given. */
function watched(onConvolve: () => void = () => undefined): Bands & { readonly kernels: number[] } {
  const kernels: number[] = []
  return {
    ...bands,
    kernels,
    run<T extends BandTask>(task: T, rows: number, options: Parameters<Bands['run']>[2]) {
      if (task.kind === 'convolve') {
        kernels.push(task.g.K)
        onConvolve()
      }
      return bands.run(task, rows, options)
    },
  }
}

describe('the maps of a layer', () => {
  const network = networkOf([3, 20, 30], conv(20, 3, 1), { type: 'relu' })
  const image = testImage(30, 20)

  it('are computed when they are looked at, and once', async () => {
    const threads = watched()
    const { stack } = await testStack(image, network, threads)
    for (const [first, end] of [
      [4, 6],
      [4, 6],
      [0, 20],
      [0, 20],
    ]) {
      const lease = await stack.maps(0, first, end)
      lease.release()
    }
    expect(threads.kernels).toEqual([2, 4, 8, 6]) // maps 4 and 5 are there; eight at a time for the rest
  })

  it('are the same whether they came one by one or all at once', async () => {
    const whole = await testStack(image, network, bands)
    const parts = await testStack(image, network, bands)
    for (const k of [7, 3, 19]) (await parts.stack.maps(0, k, k + 1)).release()
    expect(await mapsOfLayer(parts.stack, 0)).toEqual(await mapsOfLayer(whole.stack, 0))
  })

  it('stop between two bands when nobody waits any more, and what was done stays done', async () => {
    const controller = new AbortController()
    const threads = watched(() => void (threads.kernels.length === 2 && controller.abort()))
    const { stack } = await testStack(image, network, threads)
    await expect(stack.maps(0, 0, 20, [0, 0], { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
    const lease = await stack.maps(0, 0, 20)
    lease.release()
    expect(threads.kernels).toEqual([8, 8, 8, 4]) // the second eight again, the first eight not
  })

  it('give way to others within their budget, and all memory comes back in the end', async () => {
    const bytes = 20 * 20 * 30 * 4
    const roomy = await testStack(image, network, bands)
    const { stack, cache } = await testStack(image, network, bands, { budget: bytes })
    expect(await mapsOfLayer(stack, 1)).toEqual(await mapsOfLayer(roomy.stack, 1))
    expect(cache.bytes).toBeLessThanOrEqual(bytes)
    stack.close()
    await expect(stack.layer(0)).rejects.toMatchObject({ code: 'not-found' })
    expect(cache.keys()).toEqual([])
  })
})
