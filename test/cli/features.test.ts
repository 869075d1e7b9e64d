import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNpy, writeNpy } from '../../shared/formats/npy.ts'
import { writeSafetensors } from '../../shared/formats/safetensors.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { featureMaps } from '../../shared/network/forward.ts'
import { edgeBank } from '../../shared/network/fixedKernels.ts'
import { initialParameters } from '../../shared/network/parameters.ts'
import { integerTensor } from '../support/builders.ts'
import { expectRelative } from '../support/closeTo.ts'
import { kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { networkOf } from '../support/networks.ts'
import { noisePicture, open, temporaryFolder } from '../support/photoFiles.ts'
import { wholeParameters } from '../support/layerStacks.ts'

interface FeaturesReport {
  readonly layer: number
  readonly type: string
  readonly output: readonly number[]
  readonly minimum: number
  readonly maximum: number
  readonly receptiveField: { readonly size: readonly number[] }
  readonly files: readonly string[]
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const photo = noisePicture(37, 23, 3)
const layers = [{ type: 'conv2d', out: 4, kernel: 3, padding: 1 }, { type: 'relu' }, { type: 'maxPool2d', kernel: 2 }]

beforeAll(async () => {
  folder = await temporaryFolder()
  await open(photo).png().toFile(join(folder.path, 'photo.png'))
  await writeFile(join(folder.path, 'net.json'), JSON.stringify({ input: [3, 8, 8], layers }))
})
afterAll(() => folder.remove())

function features(...args: string[]): Promise<FeaturesReport> {
  return kernelLabJson<FeaturesReport>(folder.path, 'features', ...args)
}

async function maps(directory: string) {
  return readNpy(await readFile(join(folder.path, directory, 'maps.npy')))
}

function pixels() {
  const { width, height, samples } = photo
  const size = width * height
  const value = (i: number): number => samples[(i % size) * 3 + Math.floor(i / size)] / 255
  return tensor(
    [1, 3, height, width],
    Float32Array.from({ length: 3 * size }, (_, i) => value(i)),
  )
}

describe('kernel-lab features', () => {
  it('writes the maps of a layer at the photo’s own size, as numbers and as pictures', async () => {
    const report = await features('net.json', 'photo.png', '--layer', '2', '--out', 'maps', '--seed', '5')
    expect(report).toMatchObject({ layer: 2, type: 'maxPool2d', output: [4, 11, 18], receptiveField: { size: [4, 4] } })
    const { shape, data } = await maps('maps')
    expect(shape).toEqual([4, 11, 18])
    const network = networkOf([3, 23, 37], ...layers)
    const wanted = featureMaps(network, initialParameters(network, mulberry32(5)), pixels())
    // One convolution of 27 taps and a bias, of sums below 1.
    expectRelative(data, wanted.data, 28 * 2 ** -24)
    expect(report.maximum).toBe(Math.max(...data))
    const pictures = ['map-000.png', 'map-001.png', 'map-002.png', 'map-003.png']
    expect((await readdir(join(folder.path, 'maps'))).sort()).toEqual([...pictures, 'maps.npy'])
    const picture = await sharp(join(folder.path, 'maps', 'map-002.png'))
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(picture.info).toMatchObject({ width: 18, height: 11, channels: 1 })
    const map = [...data.slice(2 * 198, 3 * 198)]
    const [least, most] = [Math.min(...map), Math.max(...map)]
    const shown = map.map((value) => Math.floor(((value - least) / (most - least)) * 255 + 0.5))
    // Scale and shift are two roundings where this is one: a value between two grays may fall on either.
    expect(picture.data.every((gray, i) => Math.abs(gray - shown[i]) <= 1)).toBe(true)
  })

  it('takes the numbers of an array as they are, and weights from a safetensors file', async () => {
    const network = networkOf([5, 6, 7], { type: 'conv2d', out: 3, kernel: 2 })
    const x = integerTensor([5, 6, 7], 4, 0, 9)
    const parameters = wholeParameters(network, 8)
    const tensors = [...parameters].map(([name, { shape, data }]) => ({ name, shape, data: Float32Array.from(data) }))
    await writeFile(join(folder.path, 'five.json'), JSON.stringify(network.description))
    await writeFile(join(folder.path, 'five.npy'), writeNpy(x.shape, Float64Array.from(x.data)))
    await writeFile(join(folder.path, 'five.safetensors'), writeSafetensors(tensors))
    const from = ['--weights', 'five.safetensors']
    const report = await features('five.json', 'five.npy', ...from, '--layer', '0', '--out', 'five')
    expect(report.output).toEqual([3, 5, 6])
    const wanted = featureMaps(network, parameters, tensor([1, 5, 6, 7], x.data))
    expect((await maps('five')).data).toEqual(wanted.data) // whole numbers: bit for bit
  })

  it('knows the presets by name', async () => {
    const { output, files } = await features('edges-8', 'photo.png', '--layer', '0', '--out', 'edges')
    expect(output).toEqual([8, 23, 37])
    expect(files).toHaveLength(1 + edgeBank.length)
  })

  it('scales the photo for a fully-connected layer, whose numbers are no pictures', async () => {
    const dense = [...layers, { type: 'flatten' }, { type: 'linear', out: 10 }]
    await writeFile(join(folder.path, 'dense.json'), JSON.stringify({ input: [1, 8, 8], layers: dense }))
    const { output, files } = await features('dense.json', 'photo.png', '--layer', '4', '--out', 'dense')
    expect(output).toEqual([10])
    expect(files).toEqual([join('dense', 'maps.npy')])
    expect((await maps('dense')).shape).toEqual([10])
  })

  it.each([
    [['net.json', 'photo.png', '--layer', '3', '--out', 'x'], 'bad-argument: a layer is a whole number from 0 to 2'],
    [['five.json', 'photo.png', '--layer', '0', '--out', 'x'], 'shape-mismatch: the network wants 5 input channels'],
    [['net.json', 'five.npy', '--layer', '0', '--out', 'x'], 'shape-mismatch: the network wants 3 input channels'],
    [['missing.json', 'photo.png', '--layer', '0', '--out', 'x'], "not-found: 'missing.json' cannot be read"],
    [['net.json', 'photo.png', '--layer', '0', '--out', 'maps'], "already-exists: 'maps.npy' exists"],
    [
      ['net.json', 'photo.png', '--layer', '0', '--out', 'x', '--weights', 'five.safetensors'],
      'shape-mismatch: the parameter 0.weight wants 4×3×3×3, got 3×5×2×2',
    ],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await runKernelLab(folder.path, 'features', ...args)
    expect(stderr).toContain(`kernel-lab: ${message}`)
    expect(status).toBe(1)
  })

  it('refuses to be used without a layer or a folder', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'features', 'net.json', 'photo.png', '--out', 'x')
    expect(stderr).toContain('--layer is missing')
    expect(status).toBe(2)
  })

  it('replaces files only with --force', async () => {
    const again = ['net.json', 'photo.png', '--layer', '1', '--out', 'maps', '--force']
    expect((await features(...again)).output).toEqual([4, 23, 37])
    expect((await maps('maps')).shape).toEqual([4, 23, 37])
  })

  it('takes a convolution of a foreign file by its number or its name, and lists them where it has none such', async () => {
    const weight = (name: string, shape: number[]) => ({ name, shape, data: integerTensor(shape, 3, -2, 2).data })
    const file = writeSafetensors([weight('stem.weight', [4, 3, 3, 3]), weight('deep.conv.weight', [2, 4, 3, 3])])
    await writeFile(join(folder.path, 'foreign.safetensors'), file)
    const args = (which: string, out: string) => [
      'foreign.safetensors',
      'photo.png',
      '--convolution',
      which,
      '--out',
      out,
    ]
    const byNumber = await features(...args('1', 'by-number'))
    expect(byNumber).toMatchObject({ layer: 1, type: 'conv2d', output: [2, 23, 37] })
    await features(...args('deep.conv', 'by-name'))
    expect((await maps('by-name')).data).toEqual((await maps('by-number')).data)
    const { status, stderr } = await runKernelLab(folder.path, 'features', ...args('head', 'none'))
    expect([status, stderr]).toEqual([
      1,
      'kernel-lab: bad-argument: the convolutions of the file are 0 stem, 1 deep.conv; got head\n',
    ])
  })
})
