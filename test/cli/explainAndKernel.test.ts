import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeNpy } from '../../shared/formats/npy.ts'
import { readKernelFile } from '../../shared/formats/registry.ts'
import type { Explanation } from '../../shared/maths/explain.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { temporaryFolder } from '../support/photoFiles.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  // The 4×4 input of the lecture.
  const x = Float64Array.of(1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1)
  await writeFile(join(folder.path, 'x.npy'), writeNpy([4, 4], x))
})
afterAll(() => folder.remove())

const kernel = '2 0 1; 0 1 2; 1 0 2'

describe('kernel-lab explain', () => {
  it('shows the nine products of the lecture’s first window, which add up to 15', async () => {
    const { sum, bias, output, terms } = await kernelLabJson<Explanation>(
      folder.path,
      'explain',
      'x.npy',
      '--kernel',
      kernel,
      '--padding',
      'valid',
      '--at',
      '0,0',
    )
    expect([sum, bias, output]).toEqual([15, 0, [0, 0]])
    expect(terms.map(({ product }) => product)).toEqual([2, 0, 3, 0, 1, 4, 3, 0, 2])
    expect(terms.every(({ border }) => !border)).toBe(true)
  })

  it('marks what came from the border, by its padded position', async () => {
    const { terms } = await kernelLabJson<Explanation>(
      folder.path,
      'explain',
      'x.npy',
      '--kernel',
      kernel,
      '--padding',
      '1',
      '--border',
      'constant:5',
      '--at',
      '0,0',
    )
    const outside = terms.filter(({ border }) => border)
    expect(outside.map(({ row, column, x }) => [row, column, x])).toEqual([
      [-1, -1, 5],
      [-1, 0, 5],
      [-1, 1, 5],
      [0, -1, 5],
      [1, -1, 5],
    ])
  })

  it('prints a line a term for people', async () => {
    const { stdout } = await runKernelLab(
      folder.path,
      'explain',
      'x.npy',
      '--kernel',
      kernel,
      '--padding',
      'valid',
      '--at',
      '0,0',
    )
    expect(stdout.split('\n')[0]).toBe('y[0,0] = 0 + 9 products')
    expect(stdout).toMatch(/^sum 15$/m)
  })

  it('names the pixel that a value of the border copies', async () => {
    const argv = ['--kernel', kernel, '--padding', '1', '--border', 'replicate', '--at', '0,0']
    const { stdout } = await runKernelLab(folder.path, 'explain', 'x.npy', ...argv)
    expect(stdout).toMatch(/^x\[0,-1,1\] +2 × 1 = 2 border = x\[0,0,1\]$/m)
  })

  it('traces the lecture’s loop: i, j, the sub-array and the sum of every step', async () => {
    const argv = ['--kernel', kernel, '--padding', 'valid', '--trace']
    const { stdout } = await runKernelLab(folder.path, 'explain', 'x.npy', ...argv)
    const steps = [
      'i = 0, j = 0\n[[1 2 3]\n [0 1 2]\n [3 0 1]]\nsum = 15',
      'i = 0, j = 1\n[[2 3 0]\n [1 2 3]\n [0 1 2]]\nsum = 16',
      'i = 1, j = 0\n[[0 1 2]\n [3 0 1]\n [2 3 0]]\nsum = 6',
      'i = 1, j = 1\n[[1 2 3]\n [0 1 2]\n [3 0 1]]\nsum = 15',
    ]
    expect(stdout).toBe(`${steps.join('\n\n')}\n`)
  })

  it('traces a region only', async () => {
    const argv = ['--kernel', kernel, '--padding', 'same', '--trace', '--region', '1,2,1,2']
    const { region, steps } = await kernelLabJson<{ region: unknown; steps: { i: number; j: number; sum: number }[] }>(
      folder.path,
      'explain',
      'x.npy',
      ...argv,
    )
    expect(region).toEqual({ p: 1, q: 2, rows: 1, columns: 2 })
    // The second window hangs over the right rim, where zeros stand: 2·3 + 1·3 + 1·1.
    expect(steps.map(({ i, j, sum }) => [i, j, sum])).toEqual([
      [1, 2, 16],
      [1, 3, 10],
    ])
  })

  it.each([
    [['--trace', '--at', '0,0'], '--trace takes --region P,Q,ROWS,COLUMNS, not --at'],
    [['--trace', '--region', '0,0,2'], "--region wants P,Q,ROWS,COLUMNS, got '0,0,2'"],
    [['--at', '0,0', '--region', '0,0,1,1'], '--region belongs to --trace'],
    [[], '--at P,Q is missing (or --trace)'],
  ])('wants one of the two: %j', async (argv, message) => {
    const { status, stderr } = await runKernelLab(folder.path, 'explain', 'x.npy', '--kernel', kernel, ...argv)
    expect(status).toBe(2)
    expect(stderr).toContain(`kernel-lab: usage: explain: ${message}`)
  })

  it('refuses a region beyond the output', async () => {
    const argv = ['--kernel', kernel, '--padding', 'valid', '--trace', '--region', '1,1,2,1']
    const { status, stderr } = await runKernelLab(folder.path, 'explain', 'x.npy', ...argv)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: bad-argument: from 1,1 there are 1×1 to 1×1 outputs, got 2×1/)
  })

  it('refuses a place where there is no output', async () => {
    const { status, stderr } = await runKernelLab(
      folder.path,
      'explain',
      'x.npy',
      '--kernel',
      kernel,
      '--padding',
      'valid',
      '--at',
      '2,0',
    )
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: bad-argument: p wants a whole number from 0 to 1, got 2/)
  })
})

describe('kernel-lab kernel', () => {
  it('tells the facts of a kernel', async () => {
    expect(await kernelLabJson(folder.path, 'kernel', 'sobel-x')).toEqual({
      weight: { shape: [1, 1, 3, 3], data: [-1, 0, 1, -2, 0, 2, -1, 0, 1] },
      bias: [0],
      sum: 0,
      rank: 1,
      loss: 0,
    })
  })

  it('tells a person the factors of a separable one', async () => {
    const told = async (kernel: string) => (await runKernelLab(folder.path, 'kernel', kernel)).stdout.split('\n').at(-2)
    expect(await told('sobel-x')).toBe('sum 0, rank 1, column [1 2 1] times row [-1 0 1]')
    expect(await told('gaussian-3')).toBe('sum 1, rank 1, column [1 2 1] times row [1 2 1], divisor 16')
    expect(await told('laplacian-4')).toBe('sum 0, rank 2')
    expect(await told('1 2 1')).toBe('sum 4, rank 1')
  })

  it('turns, flips and normalizes', async () => {
    const turned = await kernelLabJson<{ weight: { data: number[] } }>(
      folder.path,
      'kernel',
      '1 2; 3 4',
      '--rotate',
      '90',
    )
    expect(turned.weight.data).toEqual([3, 1, 4, 2])
    const both = await kernelLabJson<{ weight: { data: number[] }; sum: number }>(
      folder.path,
      'kernel',
      '1 2; 3 4',
      '--flip-rows',
      '--normalize',
    )
    expect(both.weight.data).toEqual([0.3, 0.4, 0.1, 0.2])
    expect(both.sum).toBe(1)
  })

  it('prints a text format so that it can be piped, and its notes beside it', async () => {
    const { stdout, stderr } = await runKernelLab(folder.path, 'kernel', 'gaussian-3', '--to', 'imagemagick')
    expect(stdout).toMatch(/^3x3/)
    expect(stderr).toContain('Correlate')
  })

  it('writes by the file’s ending and reads it back', async () => {
    await kernelLabJson(folder.path, 'kernel', '1 2 3; 4 5 6', '--out', 'k.safetensors')
    const read = readKernelFile('k.safetensors', await readFile(join(folder.path, 'k.safetensors')))
    expect(read.kernels[0].kernel.weight).toEqual([1, 2, 3, 4, 5, 6])
    const again = await kernelLabJson<{ weight: unknown }>(folder.path, 'kernel', 'k.safetensors')
    expect(again.weight).toEqual({ shape: [1, 1, 2, 3], data: [1, 2, 3, 4, 5, 6] })
  })

  it('refuses what a format cannot hold, and writes nothing', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'kernel', 'box:7', '--to', 'acf', '--out', 'k.acf')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^kernel-lab: cannot-hold: .*5×5.*7×7/)
    await expect(readFile(join(folder.path, 'k.acf'))).rejects.toThrow('ENOENT')
  })
})
