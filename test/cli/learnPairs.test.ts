import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readNpy, writeNpy } from '../../shared/formats/npy.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import type { LearnReport } from '../../shared/learning/learnTypes.ts'
import { expectWithin } from '../support/closeTo.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { open, temporaryFolder } from '../support/photoFiles.ts'

const run = promisify(execFile)
/** Several runs of the program each, on a machine that others use as well. */
vi.setConfig({ testTimeout: 90_000 })
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  const [width, height] = [320, 240]
  const { data } = samplePhoto({ width, height })
  const samples = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => data[(i % 3) * width * height + Math.floor(i / 3)],
  )
  await open({ width, height, channels: 3, samples }).jpeg({ quality: 95 }).toFile(join(folder.path, 'before.jpg'))
})
afterAll(() => folder.remove())

const learn = (...words: string[]) => kernelLabJson<LearnReport>(folder.path, 'learn', ...words, '--optimizer', 'exact')

describe('kernel-lab learn on pairs that another program made', () => {
  it('explains ImageMagick’s unsharp mask by one kernel, JPEG and clipping included', async () => {
    const quality = ['-quality', '95', 'after.jpg']
    await run('convert', ['before.jpg', '-unsharp', '0x1+1.5+0', ...quality], { cwd: folder.path })
    const report = await learn('before.jpg', 'after.jpg', '--size', '9x9')
    expect(report.explained).toBeGreaterThanOrEqual(0.99)
    const sum = report.exact.weight.data.reduce((total, weight) => total + weight)
    expect(Math.abs(sum - 1)).toBeLessThan(0.01) // an unsharp mask keeps the brightness
    expect(Math.max(...report.exact.weight.data)).toBe(report.exact.weight.data[40])
  })

  it('finds how far a picture was rolled, takes it into account, and leaves it when told to', async () => {
    await run('convert', ['before.jpg', '-roll', '+9-4', '-blur', '0x1', 'rolled.png'], { cwd: folder.path })
    const taken = await learn('before.jpg', 'rolled.png', '--size', '5x5')
    expect(taken.shift).toEqual({ found: [-4, 9], applied: [-4, 9] })
    expect(taken.explained).toBeGreaterThan(0.98)
    const left = await learn('before.jpg', 'rolled.png', '--size', '5x5', '--shift', 'none')
    expect(left.shift).toEqual({ found: [-4, 9], applied: [0, 0] })
    expect(left.notes.join('\n')).toContain('-4 rows and 9 columns off')
    const told = await learn('before.jpg', 'rolled.png', '--size', '5x5', '--shift', '-4,9')
    expect(told.exact).toEqual(taken.exact)
  })

  it('takes a smaller target for a result without its border', async () => {
    await run('convert', ['before.jpg', '-blur', '0x1', '-shave', '3x2', 'shaved.png'], { cwd: folder.path })
    const report = await learn('before.jpg', 'shaved.png', '--size', '7x7')
    expect(report.findings).toContainEqual({ id: 'target-border', rows: 4, columns: 6 })
    expect(report.explained).toBeGreaterThan(0.999)
  })

  it('takes a larger target for a result with the border of a full convolution', async () => {
    await run('convert', ['before.jpg', '-bordercolor', 'black', '-border', '3x2', '-blur', '0x1', 'grown.png'], {
      cwd: folder.path,
    })
    const report = await learn('before.jpg', 'grown.png', '--size', '7x7')
    expect(report.findings).toContainEqual({ id: 'target-border', rows: -4, columns: -6 })
    expect(report.notes.join('\n')).toContain('4 rows and 6 columns more than the photo')
    expect(report.explained).toBeGreaterThan(0.999)
  })

  it('mixes colors: sepia is three planes to three', async () => {
    const matrix = '0.393 0.769 0.189 0.349 0.686 0.168 0.272 0.534 0.131'
    await run('convert', ['before.jpg', '-color-matrix', matrix, 'sepia.png'], { cwd: folder.path })
    const report = await learn('before.jpg', 'sepia.png', '--size', '1x1', '--color', 'mix')
    expect(report.weight.shape).toEqual([3, 3, 1, 1])
    // Rounding of the target to 8 bits, enlarged by how alike the planes of a photo are.
    expectWithin(report.exact.weight.data, matrix.split(' ').map(Number), 0.02)
    const each = await learn('before.jpg', 'sepia.png', '--size', '1x1', '--color', 'each', '--bias')
    expect(each.weight.shape).toEqual([3, 1, 1, 1])
    expect(each.explained).toBeLessThan(report.explained ?? 0)
  })

  it('says where no kernel explains the target, and writes what is left', async () => {
    const blob = ['-fill', 'red', '-draw', 'rectangle 20,30 70,80', 'painted.png']
    await run('convert', ['before.jpg', ...blob], { cwd: folder.path })
    const report = await learn('before.jpg', 'painted.png', '--residual', 'left.npy')
    expect(report.explained).toBeLessThan(0.99)
    const regions = report.findings?.find(({ id }) => id === 'worst-regions')
    expect(regions?.id === 'worst-regions' && regions.regions[0].row).toBeLessThan(81)
    const { shape, data } = readNpy(await readFile(join(folder.path, 'left.npy')))
    expect(shape).toEqual([3, 238, 318])
    const squares = Float64Array.from(data).reduce((sum, value) => sum + value * value, 0)
    expect(squares / report.loss).toBeCloseTo(1, 1) // but for pixels at black and white, which count where they contradict
    await learn('before.jpg', 'painted.png', '--residual', 'left.png')
    expect((await readFile(join(folder.path, 'left.png'))).subarray(1, 4).toString()).toBe('PNG')
  })
})

describe('kernel-lab learn --constraint', () => {
  beforeAll(() => run('convert', ['before.jpg', '-blur', '0x1.5', 'blurred.png'], { cwd: folder.path }))

  it('holds the kernel to it, and tells the free one and the cost', async () => {
    const words = ['before.jpg', 'blurred.png', '--size', '5x5']
    const sum = await learn(...words, '--constraint', 'sum:1')
    expectWithin([sum.weight.data.reduce((total, weight) => total + weight)], [1], 1e-12)
    const separable = await kernelLabJson<LearnReport>(folder.path, 'learn', ...words, '--constraint', 'separable')
    const [a, b, c, d] = [6, 7, 11, 12].map((at) => separable.weight.data[at])
    expect(Math.abs(a * d - b * c)).toBeLessThan(1e-12)
    expect(separable.iterations).toBe(0) // exact is the default under a constraint
    expect(separable.unconstrained?.loss).toBeLessThanOrEqual(separable.exact.loss * 1.001)
  })

  it('counts as many weights as wanted, allows none below 0, and says so to people', async () => {
    const words = ['before.jpg', 'blurred.png', '--size', '5x5']
    const sparse = await learn(...words, '--constraint', 'sparse:0.1')
    expect(sparse.weight.data).toContain(0)
    const positive = await learn(...words, '--constraint', 'non-negative')
    expect(Math.min(...positive.weight.data)).toBeGreaterThanOrEqual(0)
    const { stdout } = await runKernelLab(folder.path, 'learn', ...words, '--constraint', 'symmetric:point')
    expect(stdout).toContain('least squares under the constraint')
    expect(stdout).toContain('of the variance explained')
  })

  it('refuses what there is not', async () => {
    const words = ['learn', 'before.jpg', 'before.jpg', '--constraint']
    expect(await runKernelLab(folder.path, ...words, 'round')).toMatchObject({ status: 1 })
    const { stderr } = await runKernelLab(folder.path, ...words, 'symmetric:transpose', '--size', '3x5')
    expect(stderr).toMatch(/^kernel-lab: bad-argument: .*as many rows as columns, got 3×5/)
  })
})

describe('kernel-lab learn', () => {
  it('tells what the sums were made in', async () => {
    const photo = await learn('before.jpg', 'before.jpg', '--clipped', 'use')
    expect(photo.gathering).toEqual({ method: 'integer', errorBound: 2 ** -53 })
    await writeFile(
      join(folder.path, 'a.npy'),
      writeNpy(
        [20, 20],
        Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * i)),
      ),
    )
    const array = await learn('a.npy', 'a.npy')
    expect(array.gathering?.method).toBe('float64')
    const short = await learn('a.npy', 'a.npy', '--sums', 'float32')
    expect(short.gathering?.errorBound).toBeGreaterThan(1e-7)
  })
})
