import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { initialState } from '../../shared/learning/descend.ts'
import type { DescentProgress } from '../../shared/rpc/engineContract.ts'
import { expectWithin } from '../support/closeTo.ts'
import { laplacian, settings, testBands } from '../support/engineParts.ts'
import { openNoise, openWindow } from '../support/engineWindow.ts'
import type { EngineWindow } from '../support/engineWindow.ts'
import { temporaryFolder } from '../support/photoFiles.ts'

describe('learning behind a port', () => {
  const bands = testBands()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let window: EngineWindow

  beforeAll(async () => void (folder = await temporaryFolder()))
  afterEach(() => window.close())
  afterAll(async () => {
    await bands.close()
    await folder.remove()
  })

  it('learns the Laplacian back from the photo and its edges', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const wish = { size: [3, 3], options: { padding: 'valid' }, channels: 'rgb', bias: true } as const
    const target = { kind: 'kernel', convolution: settings({ options: { padding: 'same' } }) } as const
    const problem = await window.client.call('poseProblem', { image, target, ...wish })
    expect(problem.samples).toBe(3 * 38 * 28)
    expect(problem.determined).toBe(true)
    // The target was rounded to float32: 2⁻²⁴ of a value of about 8, times what a well-conditioned solution lets through.
    expectWithin(problem.exact.weight.data, laplacian.weight, 1e-5)
    const heard: DescentProgress[] = []
    const run = {
      problem: problem.id,
      optimizer: { kind: 'sgd', learningRate: problem.stableLearningRate / 2 },
      from: initialState(new Array<number>(10).fill(0)),
      iterations: 3000,
      seconds: 0.2,
    } as const
    const end = await window.client.call('descend', run, { onProgress: (progress) => heard.push(progress) })
    expect(end.state.iteration).toBe(3000)
    expectWithin(end.state.parameters.slice(0, 9), laplacian.weight, 1e-3) // white noise: 3000 iterations leave nothing to see
    const points = [...heard.flatMap(({ losses }) => losses), ...end.losses]
    expect(points.map(([iteration]) => iteration)).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1))
    expect(points[0][1]).toBeGreaterThan(100 * end.loss)
  })

  it('learns from a second photo although black and white cut it off', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const token = window.token(join(folder.path, 'edges.png'), 'write')
    const convolution = settings({ options: { padding: 'valid' } })
    const file = { image, convolution, mapping: 'clamp', format: 'png16', token } as const
    await window.client.call('exportResult', file)
    const second = await window.client.call('openImage', {
      token: window.token(join(folder.path, 'edges.png'), 'read'),
    })
    const wish = { size: [3, 3], options: { padding: 'valid' }, channels: 'rgb', bias: false } as const
    const target = { kind: 'image', image: second.id } as const
    const aware = await window.client.call('poseProblem', { image, target, ...wish })
    expect(aware.samples).toBe(3 * 38 * 28)
    expect(aware.saturated).toBeGreaterThan(0)
    expectWithin(aware.exact.weight.data, laplacian.weight, 1e-3) // 16 bits of the target
    const without = await window.client.call('poseProblem', { image, target, ...wish, clipped: 'ignore' })
    expect(without.samples).toBe(aware.samples - (aware.saturated ?? 0)) // cut pixels are left out
    expectWithin(without.exact.weight.data, laplacian.weight, 1e-3)
    expect(without.explained).toBeGreaterThan(0.999)
  })

  it('stops a descent when it is cancelled', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const target = { kind: 'kernel', convolution: settings() } as const
    const wish = { size: [3, 3], options: { padding: 'valid' }, channels: 'gray', bias: false } as const
    const { id } = await window.client.call('poseProblem', { image, target, ...wish })
    const controller = new AbortController()
    const optimizer = { kind: 'sgd', learningRate: 1e-9 } as const
    const run = {
      problem: id,
      optimizer,
      from: initialState(new Array<number>(9).fill(0)),
      iterations: 1e9,
      seconds: 0,
    }
    const descent = window.client.call('descend', run, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(descent).rejects.toMatchObject({ name: 'AbortError' })
    expect((await window.client.call('measure', { image, convolution: null })).count).toBe(3600)
  })
})
