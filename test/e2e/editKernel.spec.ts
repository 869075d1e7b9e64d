// The kernel edited by every way there is, and taken back.
import { expect, test } from '@playwright/test'
import { noisePicture, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clickInMenu, runInPalette } from './steps/commands.ts'
import { cell, chooseKernel, grid, pasteMatrix, setWeight, weights, weightsAre } from './steps/kernels.ts'
import { addresses, startLab } from './steps/lab.ts'
import { openPhoto } from './steps/photos.ts'

const picture = noisePicture(120, 90, 3)
const laplacian = [-1, -1, -1, -1, 8, -1, -1, -1, -1]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab()
  await openPhoto(lab, await writePhoto(folder.path, 'noise.png', await open(picture).png().toBuffer()))
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

/** Every step back, and that they lead where it began. */
async function undoAll(times: number): Promise<void> {
  for (let step = 0; step < times; step++) await lab.page.getByRole('button', { name: /^Undo/ }).click()
  await weightsAre(lab, laplacian)
  await expect(lab.page.getByRole('button', { name: /^Undo/ })).toBeDisabled()
}

test('a weight is typed into its cell, and one that is no number is refused there', async () => {
  await setWeight(lab, 1, 1, '4.5')
  await weightsAre(lab, laplacian.with(4, 4.5))
  const below = cell(lab, 2, 1)
  await expect(below).toBeFocused()
  await lab.page.keyboard.type('1-2')
  await lab.page.keyboard.press('Enter')
  await expect(below.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true')
  await lab.page.keyboard.press('Escape')
  await weightsAre(lab, laplacian.with(4, 4.5))
  await undoAll(1)
})

test('arrow keys move between cells, and with Shift they change a weight: one step of undo for each hold', async () => {
  await cell(lab, 0, 0).focus()
  await lab.page.keyboard.press('ArrowRight')
  await lab.page.keyboard.press('ArrowDown')
  await expect(cell(lab, 1, 1)).toBeFocused()
  await lab.page.keyboard.press('Shift+ArrowUp')
  await lab.page.keyboard.press('Shift+ArrowUp')
  await lab.page.keyboard.press('Shift+Control+ArrowDown')
  await weightsAre(lab, laplacian.with(4, 0))
  await lab.page.keyboard.press('Home')
  await lab.page.keyboard.press('Delete')
  await weightsAre(lab, laplacian.with(4, 0).with(3, 0))
  await undoAll(4)
})

test('a drag sideways changes a weight live, Escape takes it back, and the whole drag is one step', async () => {
  const { page } = lab
  const box = (await cell(lab, 0, 2).boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 30, y, { steps: 5 })
  await weightsAre(lab, laplacian.with(2, 4)) // 6 pixels a step
  await page.keyboard.press('Escape')
  await weightsAre(lab, laplacian)
  await page.mouse.up()
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeDisabled()

  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 60, y, { steps: 8 })
  await page.mouse.up()
  await weightsAre(lab, laplacian.with(2, -11))
  await undoAll(1)
})

test('a large kernel is colors: the pointer chooses a weight, a drag changes it, its field takes a number', async () => {
  const { page } = lab
  await pasteMatrix(lab, Array.from({ length: 31 }, () => '1 '.repeat(31)).join('\n'))
  const box = (await grid(lab).getByRole('row').boundingBox())!
  const [x, y] = [box.x + (box.width * 4.5) / 31, box.y + (box.height * 29.5) / 31]
  await page.mouse.move(x, y)
  await page.mouse.down()
  const chosen = grid(lab).getByRole('gridcell')
  await expect(chosen).toBeFocused()
  expect(await chosen.getAttribute('aria-rowindex')).toBe('30')
  expect(await chosen.getAttribute('aria-colindex')).toBe('5')
  await page.mouse.move(x + 12, y, { steps: 2 })
  await page.mouse.up()
  await expect(chosen).toHaveAccessibleName('3') // 6 pixels a step
  await page.mouse.dblclick(x, y)
  await expect(page.getByRole('spinbutton', { name: 'Row 30, column 5' })).toBeFocused()
  await page.keyboard.type('7')
  await page.keyboard.press('Enter')
  await expect(chosen).toHaveAccessibleName('7')
  await expect(chosen).toBeFocused()
  await undoAll(3)
})

test('matrices are pasted as spreadsheets, NumPy, MATLAB and ImageMagick write them', async () => {
  const texts: readonly [text: string, weights: readonly number[]][] = [
    ['1\t2\t3\n4\t5\t6', [1, 2, 3, 4, 5, 6]],
    ['array([[0. , 0.5], [-1. , 1e-3]])', [0, 0.5, -1, 0.001]],
    ['[1 2; 3 4]', [1, 2, 3, 4]],
    ['3x1: 1,-2,1', [1, -2, 1]],
  ]
  for (const [text, wanted] of texts) {
    await pasteMatrix(lab, text)
    await weightsAre(lab, wanted)
  }
  // The text field is gone with its dialog, and so is its caret: wherever it went, each frame would look for it.
  await expect.poll(() => lab.page.evaluate(() => getSelection()!.type)).toBe('None')
  await undoAll(texts.length)
})

test('a matrix that cannot be read says why before it is taken', async () => {
  const { page } = lab
  await runInPalette(lab, 'Paste Kernel')
  const dialog = page.getByRole('dialog', { name: 'Paste a kernel' })
  await dialog.getByLabel('Matrix as text').fill('1 2 3\n4 5')
  await expect(dialog.getByRole('status')).toContainText(/row 2/)
  await expect(dialog.getByRole('button', { name: 'Use this kernel' })).toBeDisabled()
  await page.keyboard.press('Escape')
  await undoAll(0)
})

test('presets and generators are found by name, and a slider moves its generator', async () => {
  const { page } = lab
  await chooseKernel(lab, 'Sobel x, brighter to the right')
  await weightsAre(lab, [-1, 0, 1, -2, 0, 2, -1, 0, 1])
  await chooseKernel(lab, 'Box blur')
  await expect(page.getByRole('slider', { name: 'Rows' })).toHaveValue('5')
  await page.getByRole('slider', { name: 'Rows' }).press('ArrowLeft')
  await page.getByRole('slider', { name: 'Columns' }).press('ArrowLeft')
  await expect.poll(async () => (await weights(lab)).length).toBe(16)
  await expect(page.getByTestId('status')).toContainText('Exact')
  await undoAll(4)
})

test('where the numbers come from is a link that the browser opens, not the lab', async () => {
  const { app, page } = lab
  await chooseKernel(lab, 'Kirsch, north')
  await app.evaluate(({ shell }) => {
    shell.openExternal = async (url) => {
      Object.assign(globalThis, { opened: url })
    }
  })
  await page.getByRole('link', { name: 'Kirsch 1971; FFmpeg kirsch' }).click()
  const opened = () => app.evaluate(() => (globalThis as { opened?: string }).opened)
  await expect.poll(opened).toBe('https://en.wikipedia.org/wiki/Kirsch_operator')
  expect(await addresses(lab)).toEqual(['lab://app/index.html'])
  await undoAll(1)
})

test('transforms come by key, palette, button and native menu', async () => {
  const { page } = lab
  await pasteMatrix(lab, '1 2 3; 4 5 6')
  await page.keyboard.press('Alt+T')
  await weightsAre(lab, [1, 4, 2, 5, 3, 6])
  await runInPalette(lab, 'Rotate Left')
  await weightsAre(lab, [4, 5, 6, 1, 2, 3])
  await clickInMenu(lab, 'negate')
  await weightsAre(lab, [-4, -5, -6, -1, -2, -3])
  await page.getByRole('group', { name: 'Transform' }).getByRole('button', { name: 'Shift to Sum 0' }).click()
  await weightsAre(lab, [-0.5, -1.5, -2.5, 2.5, 1.5, 0.5])
  await clickInMenu(lab, 'undo')
  await page.keyboard.press('ControlOrMeta+Z')
  await weightsAre(lab, [4, 5, 6, 1, 2, 3])
  await page.keyboard.press('ControlOrMeta+Shift+Z')
  await clickInMenu(lab, 'redo')
  await weightsAre(lab, [-0.5, -1.5, -2.5, 2.5, 1.5, 0.5])
  await undoAll(5)
})
