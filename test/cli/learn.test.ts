import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKernelFile } from '../../shared/formats/registry.ts'
import { writeNpy } from '../../shared/formats/npy.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import type { LearnReport } from '../../shared/learning/learnTypes.ts'
import { expectWithin } from '../support/closeTo.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { open, temporaryFolder } from '../support/photoFiles.ts'
import { readVectors, unpack, type PackedTensor } from '../support/vectors.ts'

interface LearningCase {
  readonly name: string
  readonly x: PackedTensor
  readonly target: PackedTensor
  readonly initialWeight: PackedTensor
  readonly lossBeforeStep: Readonly<Record<string, number>>
  readonly weightAfter: Readonly<Record<string, PackedTensor>>
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const lecture = readVectors<LearningCase>('learning').cases[0]
const laplacian = findPreset('laplacian')?.kernel.weight ?? []

beforeAll(async () => {
  folder = await temporaryFolder()
  for (const [name, packed] of Object.entries({ x: lecture.x, y: lecture.target, w0: lecture.initialWeight })) {
    const { shape, data } = unpack(packed)
    await writeFile(join(folder.path, `${name}.npy`), writeNpy(shape, data))
  }
  await writeSample(join(folder.path, 'photo.png'))
})
afterAll(() => folder.remove())

/** A part of the sample photo with sky, edges and texture in it. */
async function writeSample(path: string): Promise<void> {
  const { width, height, data } = samplePhoto({ width: 240, height: 160 })
  const samples = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    return data[(i % 3) * width * height + Math.floor(i / 3)]
  })
  await open({ width, height, channels: 3, samples }).png().toFile(path)
}

describe('kernel-lab learn', () => {
  it('prints the losses that PyTorch computed for the lecture’s experiment', async () => {
    const words = ['--size', '3x3', '--lr', '1e-7', '--iterations', '10000', '--init', 'w0.npy']
    const { status, stdout } = await runKernelLab(folder.path, 'learn', 'x.npy', 'y.npy', ...words)
    expect(status).toBe(0)
    for (let i = 1000; i <= 10_000; i += 1000) {
      const printed = new RegExp(`^ +${i} +loss (\\S+)$`, 'm').exec(stdout)?.[1]
      expect(Number(printed).toPrecision(6)).toBe(lecture.lossBeforeStep[i].toPrecision(6))
    }
  })

  it('reports the same run as JSON', async () => {
    const words = ['--size', '3x3', '--lr', '1e-7', '--iterations', '2000', '--init', 'w0.npy', '--log-every', '100']
    const report = await kernelLabJson<LearnReport>(folder.path, 'learn', 'x.npy', 'y.npy', ...words)
    expect(report.losses).toHaveLength(20)
    expect(report.weight.shape).toEqual([1, 1, 3, 3])
    // float64 through a different order of additions than PyTorch's: see test/learning.
    expectWithin(report.weight.data, lecture.weightAfter['2000'].data, 1e-9)
    expect(report.determined).toBe(true)
  })

  it('finds the Laplacian of a photo’s gray edges exactly, and writes it in every format at once', async () => {
    const files = ['k.npy', 'k.json', 'k.csv', 'k.safetensors', 'k.onnx', 'k.yml', 'k.magick']
    const edges = ['--kernel', 'laplacian', '--channels', 'gray', '--padding', 'valid', '--out', 'edges.npy']
    await kernelLabJson(folder.path, 'convolve', 'photo.png', ...edges)
    const words = [
      '--size',
      '3x3',
      '--channels',
      'gray',
      '--optimizer',
      'exact',
      ...files.flatMap((file) => ['--out', file]),
    ]
    const report = await kernelLabJson<LearnReport>(folder.path, 'learn', 'photo.png', 'edges.npy', ...words)
    // The edges are float32: 2⁻²⁴ relative, enlarged by the square root of the condition number (about 2e4).
    expectWithin(report.exact.weight.data, laplacian, 1e-5)
    for (const file of files) {
      const { kernels } = readKernelFile(file, await readFile(join(folder.path, file)))
      expectWithin(kernels[0].kernel.weight, report.exact.weight.data, 1e-6) // what float32 formats keep of 8
    }
  })

  it('fits through the clipping of an 8-bit target, where plain least squares is far off', async () => {
    await kernelLabJson(
      folder.path,
      'convolve',
      'photo.png',
      '--kernel',
      'laplacian',
      '--channels',
      'gray',
      '--out',
      'edges.png',
    )
    const words = ['photo.png', 'edges.png', '--size', '3x3', '--channels', 'gray', '--optimizer', 'exact']
    const aware = await kernelLabJson<LearnReport>(folder.path, 'learn', ...words)
    const used = await kernelLabJson<LearnReport>(folder.path, 'learn', ...words, '--clipped', 'use')
    const centerError = ({ exact }: LearnReport): number => Math.abs(exact.weight.data[4] - 8)
    // Rounding to 8 bits (σ = 1/255/√12 per pixel) over some thousand unclipped pixels leaves hundredths.
    expect(centerError(aware)).toBeLessThan(0.1)
    expect(centerError(used)).toBeGreaterThan(1)
  })

  it('says so when the pair does not determine the kernel', async () => {
    const flat = Float64Array.from({ length: 100 }, () => 0.5)
    await writeFile(join(folder.path, 'flat.npy'), writeNpy([10, 10], flat))
    await writeFile(join(folder.path, 'flatter.npy'), writeNpy([8, 8], flat.subarray(0, 64)))
    const report = await kernelLabJson<LearnReport>(
      folder.path,
      'learn',
      'flat.npy',
      'flatter.npy',
      '--optimizer',
      'exact',
    )
    expect(report.determined).toBe(false)
    expect(report.notes.join()).toContain('only the sum')
  })

  it('says that it diverges, instead of a kernel of NaN', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'learn', 'x.npy', 'y.npy', '--lr', '1')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: diverged: .*smaller learning rate/)
  })

  it('refuses a target of another size, and says which it wants', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'learn', 'y.npy', 'x.npy', '--size', '5x5')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: shape-mismatch: .*1×1×3×6.*1×1×9×12/)
  })
})
