// A network learns to tell three kinds of pictures apart in the window, survives its engine, is looked into, used and taken away.
import { expect, test } from '@playwright/test'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { readSafetensors } from '../../shared/formats/safetensors.ts'
import { brokenFiles, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import { textureNames, writeTextures } from '../support/trainingPictures.ts'
import type { Launched } from './launch.ts'
import { runInPalette, select } from './steps/commands.ts'
import { chooseInOpenDialog, chooseInSaveDialog } from './steps/dialogs.ts'
import { killEngine } from './steps/engineProcess.ts'
import { startLab } from './steps/lab.ts'
import { layer, mapsAreShown } from './steps/layers.ts'
import { resize, shoot, shootBoth } from './steps/scenes.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  await writeTextures(path.join(folder.path, 'textures'), 80)
  for (const [name, bytes] of await brokenFiles()) await writeFile(path.join(folder.path, 'textures/rows', name), bytes)
  lab = await startLab()
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const region = () => lab.page.getByRole('region', { name: 'Training', exact: true })
const phase = () => region().getByRole('status')
const pictures = () => lab.page.getByRole('group').filter({ has: lab.page.getByRole('heading', { name: 'Pictures' }) })

async function setNumber(label: string, value: number): Promise<void> {
  const field = lab.page.getByRole('spinbutton', { name: label, exact: true })
  await field.fill(String(value))
  await field.press('Enter')
}

/** The newest value of a curve, in percent. */
async function accuracy(curve: 'Training' | 'Validation'): Promise<number> {
  const figure = lab.page.getByRole('figure').filter({ hasText: 'Accuracy' })
  const text = await figure.locator('.name').filter({ hasText: curve }).locator('b').innerText()
  return Number.parseFloat(text)
}

/** Stripes of 4 pixels along columns, as the textures have them, but without noise. */
function writeColumns(): Promise<string> {
  const samples = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 8 < 4 ? 188 : 68))
  const raw = { width: 32, height: 32, channels: 1 } as const
  return sharp(samples, { raw })
    .png()
    .toBuffer()
    .then((png) => writePhoto(folder.path, 'clear columns.png', png))
}

test('the training room says what it wants', async () => {
  await lab.page.keyboard.press('Alt+8')
  await expect(lab.page.getByText('Choose a network and a folder of pictures on the left')).toBeVisible()
  await expect(region().getByRole('button', { name: 'Start' })).toBeDisabled()
  await shoot(lab, 'train-empty-light')
})

test('a folder of classes is opened: what is in it, what could not be read, as many outputs as classes', async () => {
  await select(lab, 'Network', 'LeNet')
  await chooseInOpenDialog(lab, path.join(folder.path, 'textures'))
  await runInPalette(lab, 'Choose Pictures to Train On…')
  for (const name of textureNames) await expect(pictures().getByText(name, { exact: true })).toBeVisible()
  const broken = await brokenFiles()
  await pictures().getByText(`${broken.size} files could not be read`).click()
  for (const name of broken.keys()) await expect(pictures().getByText(`rows/${name}`)).toBeVisible()
  await expect(pictures().getByText('240 pictures')).toBeVisible()
  await expect(lab.page.getByText('1×32×32 → 3')).toBeVisible()
})

test('it trains, and goes on from its checkpoint when the engine is killed in the middle', async () => {
  await setNumber('Epochs', 400)
  await setNumber('Learning rate', 0.003)
  await lab.page.keyboard.press('ControlOrMeta+Alt+Enter')
  await expect(phase()).toHaveText('Training')
  await expect(region().getByText(/Checkpoint in .* ago/)).toBeVisible()
  await killEngine(lab)
  await expect(phase()).toHaveText('Training')
  // Some 20 epochs: seconds on a computer that has nothing else to do.
  await expect.poll(() => accuracy('Validation'), { timeout: 150_000 }).toBeGreaterThanOrEqual(97)
  await expect.poll(() => accuracy('Training'), { timeout: 60_000 }).toBeGreaterThanOrEqual(99)
  await lab.page.keyboard.press('ControlOrMeta+Alt+.')
  await expect(phase()).toHaveText('Paused')
})

test('what it says is shown: confusion, mistakes, layers, kernels', async () => {
  const table = lab.page.getByRole('region', { name: 'Confusion matrix' })
  await expect(table.getByRole('row')).toHaveCount(4)
  await expect(lab.page.getByRole('list', { name: 'First kernels' }).getByRole('listitem')).toHaveCount(6)
  await expect(lab.page.getByRole('row', { name: /^0 Convolution/ })).toBeVisible()
  await resize(lab, 1280, 800)
  await shootBoth(lab, 'train')
  await resize(lab, 1920, 1080)
  await shoot(lab, 'train-wide-light')
})

test('an open photo, and a folder of photos, are told apart', async () => {
  // Three of a hundred may be mistaken, and which ones depends on when it was paused: a photo without noise is none of them.
  await chooseInOpenDialog(lab, await writeColumns())
  await lab.page.keyboard.press('ControlOrMeta+O')
  const answers = lab.page.getByRole('complementary', { name: 'What the network says' })
  await expect(answers.getByText('clear columns.png')).toBeVisible()
  await expect(answers.getByRole('listitem').filter({ hasText: '%' }).first()).toHaveText(/^columns/)
  await chooseInOpenDialog(lab, path.join(folder.path, 'textures/checks'))
  await answers.getByRole('button', { name: 'Classify a folder…' }).click()
  await expect(answers.getByText('checks: 80 classified, 0 not readable')).toBeVisible()
})

test('it is taken away as safetensors with PyTorch’s names', async () => {
  const file = path.join(folder.path, 'model.safetensors')
  await chooseInSaveDialog(lab, file)
  await lab.page.getByRole('button', { name: 'safetensors (PyTorch)' }).click()
  await expect.poll(() => stat(file).then(({ size }) => size, () => 0)).toBeGreaterThan(0) // prettier-ignore
  const tensors = readSafetensors(new Uint8Array(await readFile(file)))
  const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]))
  expect(shapes).toMatchObject({ '0.weight': [6, 1, 5, 5], '0.bias': [6], '11.weight': [3, 84] })
})

test('its layers are looked into with the weights that it learned', async () => {
  await lab.page.getByRole('button', { name: 'Edit the layers' }).click()
  await layer(lab, 0).click()
  await mapsAreShown(lab, 0, 6)
  await expect(lab.page.getByRole('combobox', { name: 'Kernels' })).toHaveValue('learned')
  await lab.page.keyboard.press('Alt+8')
  await expect(phase()).toHaveText('Paused')
})

test('pairs of pictures teach it to make one of the other', async () => {
  await writePairs(path.join(folder.path, 'edges'), 4)
  await region().getByRole('button', { name: 'Stop' }).click()
  await select(lab, 'Network', 'Picture to picture')
  await chooseInOpenDialog(lab, path.join(folder.path, 'edges'))
  await runInPalette(lab, 'Choose Pictures to Train On…')
  await expect(pictures().getByText('4 pairs')).toBeVisible()
  await setNumber('Epochs', 3)
  await lab.page.keyboard.press('ControlOrMeta+Alt+Enter')
  await expect(phase()).toHaveText(/Finished|Stopped/)
  expect(await region().getByRole('alert').allTextContents()).toEqual([])
  await expect(phase()).toHaveText('Finished')
  await expect(lab.page.getByRole('img', { name: 'What the network makes of clear columns.png' })).toBeVisible()
  await expect(lab.page.getByText('At full size, without seams.')).toBeVisible()
})

/** Noise, and the same noise brightened. */
async function writePairs(at: string, count: number): Promise<void> {
  for (const side of ['input', 'target']) await mkdir(path.join(at, side), { recursive: true })
  for (let i = 0; i < count; i++) {
    const samples = Uint8Array.from({ length: 160 * 160 }, (_, at) => (at * 7919 + i * 31) % 200)
    const raw = { width: 160, height: 160, channels: 1 } as const
    const save = (bytes: Uint8Array, side: string) =>
      sharp(bytes, { raw })
        .png()
        .toFile(path.join(at, side, `${i}.png`))
    await save(samples, 'input')
    await save(samples.map((value) => value + 40), 'target') // prettier-ignore
  }
}
