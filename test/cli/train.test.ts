import { spawn } from 'node:child_process'
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeNpy, readNpy } from '../../shared/formats/npy.ts'
import { readSafetensors } from '../../shared/formats/safetensors.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { pixelTensor } from '../support/builders.ts'
import { expectRelative, expectWithin } from '../support/closeTo.ts'
import { kernelLab, kernelLabJson, runKernelLab } from '../support/kernelLab.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import { textureNames, writeTextures } from '../support/trainingPictures.ts'

interface Score {
  readonly loss: number
  readonly accuracy: number | null
}

interface TrainReport {
  readonly epochs: number
  readonly train: Score
  readonly validation: (Score & { readonly confusion: readonly (readonly number[])[] }) | null
  readonly classes: readonly string[]
  readonly seconds: number
  readonly memory: { readonly pictures: number }
  readonly bad: readonly { readonly file: string; readonly reason: string }[]
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  await writeTextures(join(folder.path, 'textures'), 80)
}, 120_000) // 240 pictures are written and compressed one by one
afterAll(() => folder.remove())

const train = (...args: string[]) => kernelLabJson<TrainReport>(folder.path, 'train', ...args)
const bytesOf = (...path: string[]) => readFile(join(folder.path, ...path))

describe('kernel-lab train', () => {
  it('tells textures apart that no linear model can, with the preset LeNet', async () => {
    await writeFile(join(folder.path, 'textures/rows/notes.txt'), 'no picture')
    const report = await train('lenet', '--data', 'textures', '--out', 'lenet', '--epochs', '14', '--lr', '0.002')
    expect(report.classes).toEqual(textureNames)
    expect(report.validation!.accuracy).toBeGreaterThanOrEqual(0.97)
    expect(report.validation!.confusion.flat().reduce((sum, count) => sum + count)).toBe(48)
    expect(report.bad.map(({ file }) => file)).toEqual(['rows/notes.txt'])
    expect(report.memory.pictures).toBe(240 * 32 * 32)

    const layers = [{ type: 'flatten' }, { type: 'linear', out: 3 }]
    await writeFile(
      join(folder.path, 'linear.json'),
      JSON.stringify({ input: [1, 32, 32], layers, loss: 'crossEntropy' }),
    )
    const linear = await train('linear.json', '--data', 'textures', '--out', 'linear', '--epochs', '14')
    expect(linear.validation!.accuracy).toBeLessThan(0.7)
  })

  it('writes what others read: history, network file, weights, ONNX', async () => {
    expect((await readdir(join(folder.path, 'lenet'))).sort()).toEqual([
      'checkpoint.safetensors',
      'history.csv',
      'model.onnx',
      'model.safetensors',
      'network.json',
    ])
    const [head, ...rows] = (await bytesOf('lenet', 'history.csv')).toString().trim().split('\n')
    expect(head).toBe('epoch,trainLoss,trainAccuracy,validationLoss,validationAccuracy,seconds')
    expect(rows).toHaveLength(14)
    const shape = await kernelLabJson<{ total: { parameters: number } }>(folder.path, 'shape', 'lenet/network.json')
    expect(shape.total.parameters).toBe(61_111)
  })

  it('does not replace a run unasked', async () => {
    const { status, stderr } = await runKernelLab(folder.path, 'train', 'lenet', '--data', 'textures', '--out', 'lenet')
    expect([status, stderr]).toEqual([1, expect.stringContaining("already-exists: 'lenet' holds a run; --resume")])
  })

  it('comes to the same weights when it is killed and goes on, and with another number of threads', async () => {
    const layers = [
      { type: 'conv2d', out: 6, kernel: 3 },
      { type: 'relu' },
      { type: 'maxPool2d', kernel: 4 },
      { type: 'flatten' },
      { type: 'dropout', p: 0.2 },
      { type: 'linear', out: 3 },
    ]
    await writeFile(
      join(folder.path, 'small.json'),
      JSON.stringify({ input: [1, 32, 32], layers, loss: 'crossEntropy' }),
    )
    const options = ['small.json', '--data', 'textures', '--epochs', '25', '--flip', '--shift', '2', '--batch', '16']
    await train(...options, '--out', 'whole', '--threads', '1')

    await killedAfterCheckpoint('train', ...options, '--out', 'killed')
    const killed = await readdir(join(folder.path, 'killed'))
    expect(killed).toContain('checkpoint.safetensors')
    expect(killed).not.toContain('history.csv') // it did not come to its end
    const report = await train(...options, '--out', 'killed', '--resume')
    expect(report.epochs).toBe(25)
    for (const name of ['model.safetensors', 'model.onnx']) {
      expect((await bytesOf('killed', name)).equals(await bytesOf('whole', name))).toBe(true)
    }
    const untimed = async (name: string) =>
      (await bytesOf(name, 'history.csv')).toString().replaceAll(/,[^,]*\n/g, '\n')
    expect(await untimed('killed')).toBe(await untimed('whole'))
  })

  it('begins a new run with the weights of another, and refuses those of other layers', async () => {
    const options = ['small.json', '--data', 'textures', '--epochs', '1', '--lr', '0']
    await train(...options, '--out', 'again', '--from', 'whole')
    const parameters = async (name: string) =>
      readSafetensors(await bytesOf(name, 'model.safetensors')).map(({ name: each, data }) => [each, [...data]])
    expect(await parameters('again')).toEqual(await parameters('whole'))
    const refused = await runKernelLab(folder.path, 'train', ...options, '--out', 'x', '--from', 'lenet')
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('shape-mismatch: the parameter 0.weight'),
    ])
  })

  it('goes on only with the pictures that it began with', async () => {
    await cp(join(folder.path, 'textures'), join(folder.path, 'fewer'), { recursive: true })
    await writeTextures(join(folder.path, 'fewer'), 1, 32, 99)
    const args = ['lenet', '--data', 'fewer', '--out', 'lenet', '--resume', '--epochs', '15']
    const { status, stderr } = await runKernelLab(folder.path, 'train', ...args)
    expect([status, stderr]).toEqual([1, expect.stringContaining('bad-argument: the run wants the 240 pictures')])
  })

  it('learns to make one picture of another from pairs', async () => {
    const kernel = Float32Array.of(0, -1, 0, -1, 5, -1, 0, -1, 0)
    for (const side of ['input', 'target']) await mkdir(join(folder.path, 'pairs', side), { recursive: true })
    const x = pixelTensor([1, 1, 48, 40], 2)
    const g = convolutionGeometry(x.shape, [1, 1, 3, 3], { padding: 1 })
    const y = convolve(x, tensor([1, 1, 3, 3], kernel), null, g)
    await writeFile(join(folder.path, 'pairs/input/a.npy'), writeNpy([48, 40], x.data))
    await writeFile(join(folder.path, 'pairs/target/a.npy'), writeNpy([48, 40], y.data as Float32Array))
    const layers = [{ type: 'conv2d', out: 1, kernel: 3, padding: 1, bias: false }]
    await writeFile(join(folder.path, 'one.json'), JSON.stringify({ input: [1, 16, 16], layers, loss: 'mse' }))
    const options = ['--epochs', '60', '--optimizer', 'nesterov', '--lr', '0.2', '--patches', '64']
    const report = await train('one.json', '--pairs', 'pairs', '--out', 'sharpen', ...options)
    expect(report.train.loss).toBeLessThan(1e-8)
    expect(report.validation).toBeNull()

    const made = await kernelLabJson<{ pictures: readonly { out: string; width: number; height: number }[] }>(
      folder.path,
      ...['predict', 'sharpen', 'pairs/input/a.npy', '--out', 'made', '--format', 'npy'],
    )
    expect(made.pictures).toMatchObject([{ width: 40, height: 48 }])
    // The kernel was found to about 1e-5 of a weight of 5.
    expectRelative(readNpy(await bytesOf('made', 'a.npy')).data, y.data, 1e-4)
  })

  it('reads color targets as gray for a network that answers in gray, and says so', async () => {
    const path = join(folder.path, 'colors')
    for (const side of ['input', 'target']) {
      await mkdir(join(path, side), { recursive: true })
      const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
      const image = sharp({ create: { width: 140, height: 140, channels: 3, background: '#888', noise } })
      await image.png().toFile(join(path, side, 'a.png'))
    }
    const args = ['one-convolution', '--pairs', 'colors', '--out', 'gray', '--epochs', '1', '--lr', '0.000001']
    const { status, stdout, stderr } = await runKernelLab(folder.path, 'train', ...args)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('1 targets in color are read as gray: the network answers with one channel')
  })

  it('refuses what does not fit in one line', async () => {
    const refused = async (...args: string[]) => (await runKernelLab(folder.path, 'train', ...args)).stderr
    expect(await refused('lenet', '--out', 'x')).toContain('usage: train: wanted --data DIR or --pairs DIR')
    expect(await refused('small.json', '--data', 'none', '--out', 'x')).toContain(
      "not-found: 'none' cannot be read as a folder",
    )
    expect(await refused('lenet', '--data', 'textures', '--out', 'x', '--memory', '0.1')).toContain(
      '--memory wants a whole number',
    )
    const four = { input: [1, 32, 32], layers: [{ type: 'flatten' }, { type: 'linear', out: 4 }], loss: 'crossEntropy' }
    await writeFile(join(folder.path, 'four.json'), JSON.stringify(four))
    expect(await refused('four.json', '--data', 'textures', '--out', 'x')).toContain('each of 3 classes, got 4')
  })
})

describe('kernel-lab features', () => {
  it('shows what a trained network sees, from whatever train wrote', async () => {
    const at = (model: string) => [
      'features',
      model,
      'textures/rows/0001.png',
      '--layer',
      '0',
      '--out',
      `maps-${model.length}`,
    ]
    const report = await kernelLabJson<{ output: readonly number[] }>(folder.path, ...at('lenet'))
    expect(report.output).toEqual([6, 28, 28])
    await kernelLabJson(folder.path, ...at('lenet/model.onnx'))
    const [fromFolder, fromOnnx] = ['lenet', 'lenet/model.onnx'].map((model) =>
      bytesOf(`maps-${model.length}`, 'maps.npy'),
    )
    expect(readNpy(await fromOnnx).data).toEqual(readNpy(await fromFolder).data)
    const { status } = await runKernelLab(folder.path, ...at('lenet'), '--seed', '3', '--force')
    expect(status).toBe(2)
  })
})

describe('kernel-lab predict', () => {
  interface Predictions {
    readonly predictions: readonly { file: string; label: string; probabilities: Record<string, number> }[]
    readonly bad: readonly { file: string }[]
  }

  it('says the same whatever form the model has', async () => {
    await writeTextures(join(folder.path, 'new'), 4, 40, 5)
    const asked = textureNames.map((name) => `new/${name}`)
    const models = ['lenet', 'lenet/model.safetensors', 'lenet/model.onnx']
    const answers = await Promise.all(
      models.map((model) => kernelLabJson<Predictions>(folder.path, 'predict', model, ...asked)),
    )
    const [{ predictions }] = answers
    expect(predictions).toHaveLength(12)
    const right = predictions.filter(({ file, label }) => file.startsWith(`new/${label}/`))
    expect(right.length).toBeGreaterThanOrEqual(11)
    for (const { probabilities } of predictions) {
      expectWithin([Object.values(probabilities).reduce((sum, p) => sum + p, 0)], [1], 1e-6)
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  it('lists what is no picture, and refuses a file that is no network', async () => {
    const some = await kernelLabJson<Predictions>(
      folder.path,
      'predict',
      'lenet',
      'textures/rows/notes.txt',
      'new/rows',
    )
    expect(some.bad.map(({ file }) => file)).toEqual(['textures/rows/notes.txt'])
    const { status, stderr } = await runKernelLab(folder.path, 'predict', 'textures/rows/notes.txt', 'new/rows')
    expect([status, stderr]).toEqual([1, expect.stringContaining('unsupported-format')])
  })

  it('writes pictures of the size of the photo', async () => {
    const photo = join(folder.path, 'photo.png')
    await sharp(Buffer.alloc(30 * 20, 100), { raw: { width: 30, height: 20, channels: 1 } })
      .png()
      .toFile(photo)
    const { status, stdout } = await runKernelLab(folder.path, 'predict', 'sharpen', 'photo.png', '--out', 'pictures')
    expect([status, stdout]).toEqual([0, expect.stringContaining('30×20')])
    const { width, height } = await sharp(join(folder.path, 'pictures/photo.png')).metadata()
    expect([width, height]).toEqual([30, 20])
  })
})

/** Starts a command and kills it, as a power cut would, as soon as its checkpoint is there. */
async function killedAfterCheckpoint(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [kernelLab, ...args, '--json'], { cwd: folder.path, stdio: 'ignore' })
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)))
  const checkpoint = join(folder.path, 'killed', 'checkpoint.safetensors')
  await expect
    .poll(
      () =>
        stat(checkpoint).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000, interval: 5 },
    )
    .toBe(true)
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
}
