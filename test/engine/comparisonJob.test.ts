import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { initialState } from '../../shared/learning/descend.ts'
import { optimizerKinds } from '../../shared/learning/learnTypes.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { stableLearningRate } from '../../shared/learning/conditioning.ts'
import type { DescentProgress, ImageId, ProblemId } from '../../shared/rpc/engineContract.ts'
import { expectRelative } from '../support/closeTo.ts'
import { laplacian, settings, testBands } from '../support/engineParts.ts'
import { openNoise, openWindow } from '../support/engineWindow.ts'
import type { EngineWindow } from '../support/engineWindow.ts'
import { temporaryFolder } from '../support/photoFiles.ts'

const bands = testBands()
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let window: EngineWindow
let image: ImageId

beforeAll(async () => void (folder = await temporaryFolder()))
afterEach(() => window.close())
afterAll(async () => {
  await bands.close()
  await folder.remove()
})

const blur = createKernel({ name: 'blur', shape: [1, 1, 3, 3], weight: new Array<number>(9).fill(1 / 9) })
const valid = { padding: 'valid' } as const
const target = { kind: 'kernel', convolution: settings() } as const
const whole = { left: 0, top: 0, width: 40, height: 30, pixelWidth: 40, pixelHeight: 30 }
const shown = { frame: whole, mapping: 'clamp', amplified: false, quality: 'exact' } as const

/** The gray pixel at a row and column of the view. */
const pixel = (rgba: Uint8ClampedArray, row: number, column: number) => [
  ...rgba.subarray((row * 40 + column) * 4, (row * 40 + column) * 4 + 4),
]

describe('renderComparison', () => {
  it('shows no difference where the learned kernel is the one that made the target, whatever the padding of either', async () => {
    window = openWindow(bands)
    image = await openNoise(window)
    const view = await window.client.call('renderComparison', {
      ...{ image, target, ...shown },
      convolution: settings({ options: valid }),
    })
    expect([view.largest, view.rms]).toEqual([0, 0])
    expect(view.learned).toEqual(view.target)
    // The learner's positions are one pixel inside the photo; its rim is not there.
    expect(pixel(view.target, 0, 5)).toEqual([0, 0, 0, 0])
    expect(pixel(view.difference, 1, 1)).toEqual([255, 255, 255, 255])
  })

  it('tells the difference between two kernels by its numbers and in colors', async () => {
    window = openWindow(bands)
    image = await openNoise(window)
    const convolution = settings({ kernel: blur, options: valid })
    const frame = { left: 1, top: 1, width: 8, height: 6, pixelWidth: 8, pixelHeight: 6 }
    const request = { image, target, convolution, ...shown, frame }
    const view = await window.client.call('renderComparison', { ...request, amplified: true })
    const read = async (row: number, column: number) => {
      const place = { image, row, column }
      const [learned, wanted] = await Promise.all([
        window.client.call('readPixel', { ...place, convolution }),
        window.client.call('readPixel', { ...place, convolution: target.convolution }),
      ])
      return learned.after!.map((value, c) => value - wanted.after![c])
    }
    let largest = 0
    for (let row = 1; row < 7; row++) {
      for (let column = 1; column < 9; column++) {
        largest = Math.max(largest, ...(await read(row, column)).map(Math.abs))
      }
    }
    expect(view.largest).toBeCloseTo(largest, 6)
    expect(view.rms).toBeGreaterThan(0)
    const sameScale = await window.client.call('renderComparison', request)
    expect(sameScale.target).toEqual(view.target)
  })

  it('takes a second photo as the target, in gray if that is what is learned', async () => {
    window = openWindow(bands)
    image = await openNoise(window)
    const token = window.token(join(folder.path, 'blurred.png'), 'write')
    await window.client.call('exportResult', {
      ...{ image, convolution: settings({ kernel: blur }), mapping: 'clamp', format: 'png16', token },
    })
    const path = join(folder.path, 'blurred.png')
    const second = await window.client.call('openImage', { token: window.token(path, 'read') })
    for (const channels of ['rgb', 'gray'] as const) {
      const view = await window.client.call('renderComparison', {
        ...{ image, target: { kind: 'image', image: second.id }, ...shown },
        convolution: settings({ kernel: blur, options: valid, channels }),
      })
      expect(view.largest).toBeLessThan(2 ** -15) // 16 bits of the file
      expect(view.largest).toBeGreaterThan(0)
    }
  })

  it('refuses a target of another size', async () => {
    window = openWindow(bands)
    image = await openNoise(window)
    const lecture = await window.client.call('openLecture', null)
    const wrong = { image, target: { kind: 'image', image: lecture.id }, ...shown } as const
    const call = window.client.call('renderComparison', { ...wrong, convolution: settings({ options: valid }) })
    await expect(call).rejects.toMatchObject({ code: 'shape-mismatch' })
  })
})

describe('a moment of a run', () => {
  async function pose(): Promise<{ id: ProblemId; limit: number }> {
    window = openWindow(bands)
    image = await openNoise(window)
    const wish = { size: [3, 3], options: valid, channels: 'gray', bias: false } as const
    const problem = await window.client.call('poseProblem', { image, target, ...wish })
    return { id: problem.id, limit: problem.stableLearningRate }
  }

  it.each(optimizerKinds)('of %s is the same from every kept state as in the run itself', async (kind) => {
    const { id: problem, limit } = await pose()
    const stable = stableLearningRate({ values: Float64Array.of(1 / limit) }, { kind })
    const optimizer = { kind, learningRate: stable === null ? 0.01 : stable / 2 } as const
    const from = initialState(new Array<number>(9).fill(0.1))
    const heard: DescentProgress[] = []
    const run = { problem, optimizer, from, iterations: 500, seconds: 0 }
    const end = await window.client.call('descend', run, { onProgress: (progress) => heard.push(progress) })
    const kept = [...heard, end].flatMap((progress) => progress.kept)
    expect(kept[0]).toEqual(from)
    expect(kept.slice(1, 6).map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5])
    expect(kept.at(-1)).toEqual(end.state)
    // Between the last two kept states, from the first, from one in the middle, and from the nearest.
    const iteration = 497
    const starts = [kept[0], kept[20], kept.findLast((state) => state.iteration <= iteration)!]
    const moments = await Promise.all(
      starts.map((state) => window.client.call('momentOfRun', { problem, optimizer, from: state, iteration })),
    )
    const exactly = await window.client.call('descend', { ...run, iterations: iteration })
    for (const moment of moments) {
      expect(moment.iteration).toBe(iteration)
      // The eigenform takes other roundings than 497 steps; both keep 10 digits of weights up to 8.
      expectRelative(moment.parameters, exactly.state.parameters, 1e-10)
      expectRelative([moment.loss], [exactly.loss], 1e-8)
    }
  })

  it('is there at once ten million iterations on, and where the run has diverged', async () => {
    const { id: problem, limit } = await pose()
    const from = initialState(new Array<number>(9).fill(0))
    const far = { problem, from, iteration: 10_000_000 }
    const settled = await window.client.call('momentOfRun', {
      ...far,
      optimizer: { kind: 'sgd', learningRate: limit / 2 },
    })
    expectRelative(settled.parameters, laplacian.weight, 1e-5) // what float32 pixels determine, as in serveLearning.test.ts
    for (const kind of ['sgd', 'momentum'] as const) {
      const optimizer = { kind, learningRate: 4.5 * limit }
      const lost = await window.client.call('momentOfRun', { ...far, iteration: 5000, optimizer })
      expect(lost.loss).toBe(Infinity)
    }
  })

  it('is refused before the state it starts from', async () => {
    const { id: problem } = await pose()
    const from = { ...initialState(new Array<number>(9).fill(0)), iteration: 10 }
    const optimizer = { kind: 'sgd', learningRate: 1e-6 } as const
    const early = window.client.call('momentOfRun', { problem, optimizer, from, iteration: 9 })
    await expect(early).rejects.toMatchObject({ code: 'bad-argument' })
  })
})

describe('saveDocument', () => {
  it('writes the bytes to the file that a token names, and to no other', async () => {
    window = openWindow(bands)
    const path = join(folder.path, 'run.csv')
    const bytes = new TextEncoder().encode('iteration,loss\n')
    const written = await window.client.call('saveDocument', { bytes, token: window.token(path, 'write') })
    expect(written).toEqual({ name: 'run.csv', bytes: bytes.length, notes: [] })
    expect(await readFile(path, 'utf8')).toBe('iteration,loss\n')
    const readOnly = window.client.call('saveDocument', { bytes, token: window.token(path, 'read') })
    await expect(readOnly).rejects.toMatchObject({ code: 'unknown-token' })
  })
})
