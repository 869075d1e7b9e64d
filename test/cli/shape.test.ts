import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NetworkShapes } from '../../shared/network/shapes.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { temporaryFolder } from '../support/photoFiles.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  const layers = [
    { type: 'conv2d', out: 6, kernel: 5, padding: 2 },
    { type: 'relu' },
    { type: 'maxPool2d', kernel: 2, stride: 2 },
    { type: 'conv2d', out: 16, kernel: [5, 3] },
    { type: 'flatten' },
    { type: 'linear', out: 10 },
  ]
  const write = (name: string, content: unknown) => writeFile(join(folder.path, name), JSON.stringify(content))
  await write('network.json', { input: [1, 28, 28], layers, loss: 'crossEntropy' })
  await write('misfit.json', { input: [1, 28, 28], layers: [...layers.slice(0, 4), { type: 'linear', out: 10 }] })
  await write('typo.json', { input: [1, 28, 28], layers: [{ type: 'conv2d', out: 6, kernel_size: 5 }] })
  await writeFile(join(folder.path, 'binary.json'), Uint8Array.of(0xff, 0xfe, 0x00))
})
afterAll(() => folder.remove())

describe('kernel-lab shape', () => {
  it('counts sizes, parameters, multiply-adds and receptive fields', async () => {
    const { layers, total } = await kernelLabJson<NetworkShapes>(folder.path, 'shape', 'network.json')
    expect(layers.map(({ type, output, parameters }) => [type, output, parameters])).toEqual([
      ['conv2d', [6, 28, 28], 6 * 25 + 6],
      ['relu', [6, 28, 28], 0],
      ['maxPool2d', [6, 14, 14], 0],
      ['conv2d', [16, 10, 12], 16 * 6 * 15 + 16],
      ['flatten', [1920], 0],
      ['linear', [10], 19_210],
    ])
    expect(layers[3]).toMatchObject({
      multiplyAdds: 16 * 10 * 12 * 90,
      receptiveField: { size: [14, 10], stride: [2, 2], offset: [-2, -2] },
      denseParameters: 1176 * 1920 + 1920,
    })
    expect(total.parameters).toBe(156 + 1456 + 19_210)
  })

  it('prints a line per layer for people', async () => {
    const { status, stdout } = await runKernelLab(folder.path, 'shape', 'network.json')
    expect(status).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(9)
    expect(lines[5]).toMatch(/^3 {2}conv2d +16×10×12 +1,456 +172,800 +14×10 +2,2 +-2,-2 +2,259,840$/)
    expect(lines[8]).toMatch(/^ +total +20,822 /)
  })

  it.each([
    ['misfit.json', /^kernel-lab: shape-mismatch: layer 4 \(linear\): wants numbers in a row, got 16×10×12/],
    ['typo.json', /^kernel-lab: bad-argument: layer 0 \(conv2d\): kernel is missing/],
    ['binary.json', /^kernel-lab: broken-file: a network in JSON was wanted/],
    ['nowhere.json', /^kernel-lab: not-found: 'nowhere.json'/],
  ])('refuses %s with one line', async (name, message) => {
    const { status, stdout, stderr } = await runKernelLab(folder.path, 'shape', name)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('wants exactly one file', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'shape')
    expect([status, stderr]).toEqual([2, expect.stringContaining('wanted NETWORK.json, got nothing')])
  })
})
