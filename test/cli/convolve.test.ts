import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNpy, writeNpy } from '../../shared/formats/npy.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { parseKernelName } from '../../shared/kernel/kernelName.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { integerTensor } from '../support/builders.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { noisePicture, open, temporaryFolder } from '../support/photoFiles.ts'

interface ConvolveReport {
  readonly output: { readonly shape: readonly number[] }
  readonly backend: string
  readonly threads: number
  readonly milliseconds: Readonly<Record<string, number>>
  readonly belowZero: number
  readonly aboveOne: number
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const photo = noisePicture(37, 23, 3)

beforeAll(async () => {
  folder = await temporaryFolder()
  await open(photo).png().toFile(join(folder.path, 'photo.png'))
  const x = integerTensor([9, 12], 5)
  await writeFile(join(folder.path, 'x.npy'), writeNpy(x.shape, x.data))
})
afterAll(() => folder.remove())

/** The photo's planes as the engine sees them: N = 3 planes of float32, 0 to 1. */
function planes(): Float32Array {
  const { width, height, samples } = photo
  const data = new Float32Array(3 * width * height)
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) data[c * width * height + i] = samples[3 * i + c] / 255
  return data
}

function expected(kernelName: string, options: ConvolutionOptions): Float32Array {
  const kernel = parseKernelName(kernelName)
  const shape = [3, 1, photo.height, photo.width]
  const g = convolutionGeometry(shape, kernel.shape, options)
  return convolve(tensor(shape, planes()), tensor(kernel.shape, appliedWeight(kernel)), null, g).data
}

async function array(name: string) {
  return readNpy(await readFile(join(folder.path, name)))
}

describe('kernel-lab convolve', () => {
  it('writes every plane of a photo as raw float32 numbers, and says what a clamp would lose', async () => {
    const report = await kernelLabJson<ConvolveReport>(
      folder.path,
      'convolve',
      'photo.png',
      '--kernel',
      'laplacian',
      '--out',
      'a.npy',
    )
    const { shape, data } = await array('a.npy')
    expect(shape).toEqual([3, 23, 37])
    expect(report.output.shape).toEqual([3, 23, 37])
    // 9 taps, weights add up to 16 in magnitude, x up to 1.
    expectWithin(data, expected('laplacian', { padding: 'same' }), float32Bound(9, 16))
    expect(report.belowZero).toBe(data.filter((value) => value < 0).length)
    expect(report.aboveOne).toBe(data.filter((value) => value > 1).length)
    expect(Object.keys(report.milliseconds)).toEqual(['decode', 'compute', 'encode'])
  })

  it('takes every option of the geometry', async () => {
    const options: ConvolutionOptions = {
      padding: [2, 1, 0, 3],
      stride: [2, 3],
      dilation: [2, 1],
      border: { mode: 'symmetric', value: 0 },
      rounding: 'ceil',
    }
    const words = [
      '--padding',
      '2,1,0,3',
      '--stride',
      '2,3',
      '--dilation',
      '2,1',
      '--border',
      'symmetric',
      '--rounding',
      'ceil',
    ]
    await kernelLabJson(folder.path, 'convolve', 'photo.png', '--kernel', 'sobel-x', ...words, '--out', 'b.npy')
    expectWithin((await array('b.npy')).data, expected('sobel-x', options), float32Bound(9, 8))
  })

  it('computes the same numbers with one thread, with three, and with the reference', async () => {
    const results: unknown[] = []
    for (const [i, words] of [
      ['--threads', '1'],
      ['--threads', '3'],
      ['--backend', 'reference'],
    ].entries()) {
      // Whole weights on 8-bit samples: every backend is exact to the last bit of float32 sums of k/255 only if the order is kept.
      await kernelLabJson(folder.path, 'convolve', 'x.npy', '--kernel', 'laplacian', ...words, '--out', `t${i}.npy`)
      results.push((await array(`t${i}.npy`)).data)
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  it('takes the numbers of an array as they are and keeps its rank', async () => {
    const report = await kernelLabJson<ConvolveReport>(
      folder.path,
      'convolve',
      'x.npy',
      '--kernel',
      '1 2; 3 4',
      '--padding',
      'valid',
      '--bias',
      '-0.5',
      '--out',
      'c.npy',
    )
    expect(report.output.shape).toEqual([8, 11])
    const x = (await array('x.npy')).data
    const first = x[0] + 2 * x[1] + 3 * x[12] + 4 * x[13] - 0.5
    expect((await array('c.npy')).data[0]).toBe(first)
  })

  it('turns the kernel by 180° for a true convolution', async () => {
    await kernelLabJson(
      folder.path,
      'convolve',
      'x.npy',
      '--kernel',
      '1 2; 3 4',
      '--flip',
      '--padding',
      'valid',
      '--out',
      'd.npy',
    )
    const x = (await array('x.npy')).data
    expect((await array('d.npy')).data[0]).toBe(4 * x[0] + 3 * x[1] + 2 * x[12] + x[13])
  })

  it('shows signed values through the mapping that was asked for', async () => {
    await kernelLabJson(
      folder.path,
      'convolve',
      'photo.png',
      '--kernel',
      'sobel-x',
      '--channels',
      'gray',
      '--show',
      'absolute',
      '--out',
      'e.png',
    )
    await kernelLabJson(
      folder.path,
      'convolve',
      'photo.png',
      '--kernel',
      'sobel-x',
      '--channels',
      'gray',
      '--out',
      'e.npy',
    )
    const picture = sharp(join(folder.path, 'e.png'))
    const { width, height, channels } = await picture.metadata()
    expect([width, height, channels]).toEqual([37, 23, 1])
    const pixels = await picture.extractChannel(0).raw().toBuffer()
    const values = (await array('e.npy')).data
    expect([...pixels]).toEqual(Array.from(values, (value) => Math.floor(Math.min(1, Math.abs(value)) * 255 + 0.5)))
  })

  it('keeps 16 bits where they are asked for', async () => {
    await kernelLabJson(folder.path, 'convolve', 'photo.png', '--kernel', 'box:3', '--depth', '16', '--out', 'f.png')
    const meta = await sharp(join(folder.path, 'f.png')).metadata()
    expect(meta.depth).toBe('ushort')
  })

  it('replaces a file only with --force', async () => {
    await writeFile(join(folder.path, 'mine.npy'), 'precious')
    const refused = await runKernelLab(folder.path, 'convolve', 'photo.png', '--kernel', 'box:3', '--out', 'mine.npy')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(/^kernel-lab: already-exists: .*--force replaces it\n$/)
    expect(await readFile(join(folder.path, 'mine.npy'), 'utf8')).toBe('precious')
    const forced = await runKernelLab(
      folder.path,
      'convolve',
      'photo.png',
      '--kernel',
      'box:3',
      '--out',
      'mine.npy',
      '--force',
    )
    expect(forced.status).toBe(0)
    expect((await array('mine.npy')).shape).toEqual([3, 23, 37])
  })

  it('leaves no part of a file behind when it refuses', async () => {
    const before = await readdir(folder.path)
    const { status, stderr } = await runKernelLab(
      folder.path,
      'convolve',
      'x.npy',
      '--kernel',
      'box:31',
      '--padding',
      'valid',
      '--out',
      'g.npy',
    )
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: shape-mismatch: the kernel covers 31 rows.*\n$/)
    expect(await readdir(folder.path)).toEqual(before)
  })
})
