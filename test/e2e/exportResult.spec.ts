// Results and kernels to files, read back by other readers; what a format cannot hold is said before anything is saved.
import { expect, test } from '@playwright/test'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { readNpy } from '../../shared/formats/npy.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { grayWeights } from '../../shared/maths/gray.ts'
import { noisePicture, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { chooseInSaveDialog } from './steps/dialogs.ts'
import { pasteMatrix, weightsAre } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { notices, refusalIsTold } from './steps/notices.ts'
import { worstDifference } from './steps/painted.ts'
import type { Painted } from './steps/painted.ts'
import { openPhoto } from './steps/photos.ts'
import { referencePainted, referenceResult } from './steps/reference.ts'
import { exportTo, importKernel, openExport } from './steps/transfer.ts'

const picture = noisePicture(100, 60, 3)
const sharpen = kernelFromRows([
  [0, -1, 0],
  [-1, 5, -1],
  [0, -1, 0],
])
const options = { padding: 'same', border: { mode: 'replicate', value: 0 } } as const
const wanted = { kernel: sharpen, options, mapping: 'clamp' } as const

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab()
  await openPhoto(lab, await writePhoto(folder.path, 'noise.png', await open(picture).png().toBuffer()))
  await pasteMatrix(lab, '0 -1 0; -1 5 -1; 0 -1 0')
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const file = (name: string): string => `${folder.path}/${name}`

async function pixelsOf(name: string): Promise<Painted> {
  const { data, info } = await sharp(file(name)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, rgba: [...data] }
}

function graysOf({ rgba }: Painted): number[] {
  const [red, green, blue] = grayWeights
  const at = (i: number): number => red * rgba[4 * i] + green * rgba[4 * i + 1] + blue * rgba[4 * i + 2]
  return Array.from({ length: rgba.length / 4 }, (_, i) => at(i))
}

/** In the order of an array C×H×W. */
function planes(): number[] {
  return referenceResult(picture, wanted).planes.flatMap((plane) => [...plane])
}

test('PNG with 8 bits holds what is shown', async () => {
  await exportTo(lab, 'Export result', 'PNG, 8 bit', file('result.png'))
  // 1 of 255: float32 sums, and float64 ones, round to either side of a level's edge.
  expect(worstDifference(await pixelsOf('result.png'), referencePainted(picture, wanted))).toBeLessThanOrEqual(1)
})

test('PNG with 16 bits holds it 256 times as finely', async () => {
  await exportTo(lab, 'Export result', 'PNG, 16 bit', file('deep.png'))
  expect((await sharp(file('deep.png')).metadata()).depth).toBe('ushort')
  const { data } = await sharp(file('deep.png')).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer({
    resolveWithObject: true,
  })
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
  const pixels = picture.width * picture.height
  const worst = planes().reduce((most, value, i) => {
    const shown = Math.min(1, Math.max(0, value)) * 65535
    return Math.max(most, Math.abs(samples[(i % pixels) * 3 + Math.floor(i / pixels)] - shown))
  }, 0)
  // Half a level of rounding, and float32's 2⁻²⁴ of sums up to 9 (0.04 levels).
  expect(worst).toBeLessThan(0.6)
})

/** |f32 − f64| ≤ 9 taps · 2⁻²⁴ · Σ|w·x| ≤ 9 · 2⁻²⁴ · 9, and as much again for the pixels' own float32. */
const floatBound = 2 * 9 * 9 * 2 ** -24

test('TIFF holds the numbers themselves, below 0 and above 1', async () => {
  await exportTo(lab, 'Export result', 'TIFF, 32-bit float', file('result.tiff'))
  const read = sharp(file('result.tiff'))
  expect((await read.metadata()).depth).toBe('float')
  const { data } = await read.toColourspace('scrgb').raw({ depth: 'float' }).toBuffer({ resolveWithObject: true })
  const samples = new Float32Array(data.buffer, data.byteOffset, data.length / 4)
  const pixels = picture.width * picture.height
  const expected = planes()
  const worst = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(samples[(i % pixels) * 3 + Math.floor(i / pixels)] - value)),
    0,
  )
  expect(Math.min(...expected)).toBeLessThan(0)
  expect(Math.max(...expected)).toBeGreaterThan(1)
  expect(worst).toBeLessThan(floatBound)
})

test('.npy holds them as C×H×W', async () => {
  await exportTo(lab, 'Export result', 'NumPy array (.npy)', file('result.npy'))
  const { shape, data } = readNpy(await readFile(file('result.npy')))
  expect(shape).toEqual([3, picture.height, picture.width])
  const worst = planes().reduce((most, value, i) => Math.max(most, Math.abs(data[i] - value)), 0)
  expect(worst).toBeLessThan(floatBound)
})

for (const [format, name, told] of [
  ['JPEG', 'result.jpg', 'jpeg'],
  ['WebP', 'result.webp', 'webp'],
] as const) {
  test(`${format} holds about what is shown, and says that it is lossy`, async () => {
    await chooseInSaveDialog(lab, file(name))
    const dialog = await openExport(lab, 'Export result')
    await dialog.getByRole('radio', { name: format }).click()
    await dialog.getByRole('button', { name: 'Save…' }).click()
    const notice = notices(lab).getByRole('status').filter({ hasText: name })
    await expect(notice).toContainText('This format is lossy')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    expect((await sharp(file(name)).metadata()).format).toBe(told)
    const [shown, saved] = [graysOf(referencePainted(picture, wanted)), graysOf(await pixelsOf(name))]
    const mean = shown.reduce((sum, value, i) => sum + Math.abs(value - saved[i]), 0) / shown.length
    // Sharpened noise is the worst for a lossy format, and WebP halves the colors' resolution, so only grays are compared;
    // those of another picture of noise would be 70 levels away.
    expect(mean).toBeLessThan(15)
  })
}

test('a save dialog that is cancelled writes nothing and leaves the choice open', async () => {
  await chooseInSaveDialog(lab, null)
  const dialog = await openExport(lab, 'Export result')
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect(dialog.getByRole('button', { name: 'Save…' })).toBeEnabled()
  await lab.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a place that cannot be written is told above the dialog, which stays', async () => {
  await chooseInSaveDialog(lab, file('no-such-folder/result.png'))
  const dialog = await openExport(lab, 'Export result')
  await dialog.getByRole('radio', { name: 'PNG, 8 bit' }).click()
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await refusalIsTold(lab, 'cannot-write', 'its folder does not exist')
  await expect(dialog.getByRole('button', { name: 'Save…' })).toBeEnabled()
  await lab.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a format that cannot hold the kernel says so before a file is chosen', async () => {
  await pasteMatrix(lab, Array.from({ length: 7 }, () => '1 2 3 4 5 6 7').join('\n'))
  const dialog = await openExport(lab, 'Export kernel')
  await dialog.getByRole('radio', { name: 'Photoshop custom filter' }).click()
  await expect(dialog.getByRole('status')).toContainText('This format cannot hold this kernel')
  await expect(dialog.getByRole('status')).toContainText(/5\s?×\s?5/)
  await expect(dialog.getByRole('button', { name: 'Save…' })).toBeDisabled()
  await dialog.getByRole('radio', { name: 'Kernel Lab JSON' }).click()
  await expect(dialog.getByRole('status')).toContainText('Keeps the kernel exactly.')
  await lab.page.keyboard.press('Escape')
  expect(existsSync(file('kernel.acf'))).toBe(false)
})

test('kernels come in from files, and what is no kernel is refused', async () => {
  await writeFile(file('prewitt.csv'), '-1,0,1\n-1,0,1\n-1,0,1\n')
  await importKernel(lab, file('prewitt.csv'))
  await weightsAre(lab, [-1, 0, 1, -1, 0, 1, -1, 0, 1])
  await expect(notices(lab).getByRole('status')).toContainText('Kernel read from prewitt.csv')
  await exportTo(lab, 'Export kernel', 'ONNX model', file('prewitt.onnx'))
  await pasteMatrix(lab, '1 2; 3 4')
  await importKernel(lab, file('prewitt.onnx'))
  await weightsAre(lab, [-1, 0, 1, -1, 0, 1, -1, 0, 1])
  await writeFile(file('letter.npy'), 'Dear Kernel Lab')
  await importKernel(lab, file('letter.npy'))
  await refusalIsTold(lab, 'broken-file', 'an .npy file begins with')
})
