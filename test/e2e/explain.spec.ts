// A pixel taken apart without a mouse: pointed at, pinned, followed to its outputs, walked; each sum is the reference's.
import { expect, test } from '@playwright/test'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { BorderMode, ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { runKernelLab } from '../support/kernelLab.ts'
import { noisePicture, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clickInMenu, clipboardText } from './steps/commands.ts'
import { pick, press, tabTo } from './steps/keyboard.ts'
import { grid, pasteMatrix } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { painted } from './steps/painted.ts'
import { photoIsShown } from './steps/photos.ts'

const picture = noisePicture(26, 18, 3)
const laplacian = kernelFromRows([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]) // prettier-ignore
const slanted = kernelFromRows([[0.5, -1, 0.25, 0], [2, 0.125, -3, 1]]) // prettier-ignore
const large = kernelFromRows(Array.from({ length: 31 }, (_, r) => Array.from({ length: 31 }, (_, s) => (r * s) % 7)))

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  const photo = await writePhoto(folder.path, 'noise.png', await open(picture).png().toBuffer())
  lab = await startLab({ args: [photo] })
  await photoIsShown(lab, 'noise.png')
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const pane = () => lab.page.getByRole('tabpanel', { name: 'Explain' })
const stage = () => lab.page.getByRole('group', { name: /^Picture/ }).last()
const keys = async (...pressed: readonly string[]) => {
  for (const key of pressed) await lab.page.keyboard.press(key)
}

/** A fact of the sum as the pane writes it, to its last digit. */
async function fact(name: string): Promise<number> {
  const row = pane()
    .locator('dl.facts > div')
    .filter({ has: lab.page.getByText(name, { exact: true }) })
  return Number((await row.getByRole('definition').innerText()).replace('−', '-'))
}

/** y of plane 0 by the readable sums, from the float32 pixels that the lab holds. */
function reference(kernel: Kernel, border: BorderMode): { at(p: number, q: number): number } {
  const { width: W, height: H, samples } = picture
  const x = Float64Array.from({ length: W * H }, (_, i) => Math.fround(samples[i * 3] / 255))
  const options: ConvolutionOptions = { padding: 'same', border: { mode: border, value: 0 } }
  const g = convolutionGeometry([1, 1, H, W], kernel.shape, options)
  const w = tensor(kernel.shape, appliedWeight(kernel))
  const { data } = convolve(tensor([1, 1, H, W], x), w, tensor([1], Float64Array.of(0)), g)
  return { at: (p, q) => data[p * g.Q + q] }
}

/** From outside of any text field, where the keys of pasting are the field's. */
async function paste(text: string): Promise<void> {
  await keys('F6')
  await pasteMatrix(lab, text)
}

/** By its numbers, typed. */
async function goTo(p: number, q: number): Promise<void> {
  for (const [label, value] of [
    ['Row p', p],
    ['Column q', q],
  ] as const) {
    await press(lab, pane().getByRole('spinbutton', { name: label }), 'ControlOrMeta+A')
    await lab.page.keyboard.type(String(value))
    await keys('Enter')
  }
  await expect(lab.page.getByTestId('explained')).toHaveText(new RegExp(`^p = ${p}, q = ${q}: `))
}

test('the pixel cursor is moved by arrow keys, and the pane follows it', async () => {
  await keys('Alt+5')
  await press(lab, stage(), 'ArrowRight', 'ArrowRight')
  await expect(lab.page.getByTestId('explained')).toHaveText(/^p = 9, q = 15: sum /)
  await keys('ArrowUp')
  await expect(lab.page.getByTestId('explained')).toHaveText(/^p = 8, q = 15: sum /)
  await expect(pane().getByText('Follows the pointer. P pins.')).toBeVisible()
  await keys('p')
  await expect(pane().getByText('Pinned: change the kernel and watch the terms.')).toBeVisible()
  await keys('Escape')
  await expect(pane().getByText('Follows the pointer. P pins.')).toBeVisible()
})

const [bottom, right] = [picture.height - 1, picture.width - 1]
for (const { kernel, text, border, name } of [
  { kernel: laplacian, text: '-1 -1 -1; -1 8 -1; -1 -1 -1', border: 'replicate', name: 'Replicate' },
  { kernel: slanted, text: '0.5 -1 0.25 0; 2 0.125 -3 1', border: 'zeros', name: 'Zeros' },
  { kernel: slanted, text: '0.5 -1 0.25 0; 2 0.125 -3 1', border: 'reflect', name: 'Reflect' },
] as const) {
  test(`the sum is the reference’s and the painted pixel, at the corners and within: ${border}, ${kernel.shape.join('×')}`, async () => {
    const { page } = lab
    await paste(text)
    await keys('Alt+3')
    await pick(lab, 'Border', name)
    await keys('Alt+5')
    await clickInMenu(lab, 'viewResult')
    await clickInMenu(lab, 'zoomActual')
    await photoIsShown(lab, 'noise.png')
    const expected = reference(kernel, border)
    for (const [p, q] of [
      [0, 0],
      [0, right],
      [bottom, 0],
      [bottom, right],
      [7, 11],
    ] as const) {
      // prettier-ignore
      await goTo(p, q)
      await expect.poll(() => fact('y in float64')).toBe(expected.at(p, q))
      const engine = await fact('Engine, float32')
      const level = Math.floor(Math.min(1, Math.max(0, engine)) * 255 + 0.5)
      const { rgba, width } = await painted(page.getByTestId('preview-result'))
      expect(rgba[(p * width + q) * 4], `the painted red of ${p},${q}`).toBe(level)
    }
  })
}

test('values from the border say where they come from', async () => {
  await goTo(0, 0)
  const first = pane()
    .getByRole('grid', { name: /^Products under the kernel/ })
    .locator('[tabindex="0"]')
  await press(lab, first, 'ControlOrMeta+Home')
  await expect(pane().getByTestId('tap')).toContainText('beyond the rim: the border reflect copies row 0, column 1')
  await expect(pane().getByRole('gridcell', { name: /^Tap r = 0, s = 0:.*from the border$/ })).toBeFocused()
})

test('every number has room: what is laid out by itself is as large as what is in it', async () => {
  for (const language of ['languageChinese', 'languageEnglish'] as const) {
    await clickInMenu(lab, language)
    const cramped = () =>
      lab.page.locator('.tab-panel[data-state="active"]').evaluate((panel) => {
        const boxOf = (element: Element): DOMRect => {
          const range = document.createRange()
          range.selectNodeContents(element)
          return range.getBoundingClientRect()
        }
        const holders = [...panel.querySelectorAll('.cell, dl.detail, dl.facts')]
        const wrong = holders.filter((holder) => {
          const [outer, inner] = [holder.getBoundingClientRect(), boxOf(holder.querySelector('.numbers') ?? holder)]
          const isSeen = inner.width > 20 && inner.height >= 16
          const isInside = inner.top >= outer.top && inner.bottom <= outer.bottom + 0.5 && inner.right <= outer.right
          return !isSeen || !isInside || inner.left < outer.left
        })
        return {
          holders: holders.length,
          wrong: wrong.map(({ className, textContent }) => `${className}: ${textContent}`),
        }
      })
    await expect.poll(cramped).toEqual({ holders: 10, wrong: [] })
  }
})

test('a pinned pixel stays while its kernel changes', async () => {
  await paste('-1 -1 -1; -1 8 -1; -1 -1 -1')
  await goTo(7, 11)
  await press(lab, grid(lab).locator('[tabindex="0"]'), 'ControlOrMeta+Home')
  await lab.page.keyboard.type('4')
  await keys('Enter')
  const changed = kernelFromRows([[4, -1, -1], [-1, 8, -1], [-1, -1, -1]]) // prettier-ignore
  await expect.poll(() => fact('y in float64')).toBe(reference(changed, 'reflect').at(7, 11))
  await expect(lab.page.getByTestId('explained')).toHaveText(/^p = 7, q = 11: /)
})

test('the other direction: which outputs a pixel feeds, and with which weight', async () => {
  await press(lab, pane().getByRole('radio', { name: 'Output', exact: true }), 'ArrowRight', ' ')
  await expect(pane().getByText(/^9 output values read it/)).toBeVisible()
  await press(lab, pane().getByRole('grid').locator('[tabindex="0"]'), 'ControlOrMeta+End')
  // The kernel turned by 180°: the output below right reads the pixel with the weight above left, 4.
  await expect(pane().getByTestId('use')).toContainText(/^y\[8, 12\] adds 4 × /)
})

test('the walk goes forward and back, plays, pauses, and ends', async () => {
  await press(lab, pane().getByRole('radio', { name: 'Input', exact: true }), 'ArrowRight', ' ')
  for (const [label, value] of [
    ['Rows', '2'],
    ['Columns', '3'],
    ['Row p', '0'],
    ['Column q', '0'],
  ] as const) {
    // prettier-ignore
    await press(lab, pane().getByRole('group', { name: 'Region of the output' }).getByLabel(label), 'ControlOrMeta+A')
    await lab.page.keyboard.type(value)
    await keys('Enter')
  }
  const step = pane().getByTestId('walk-step')
  const speed = pane().getByRole('combobox', { name: 'Speed' })
  await press(lab, pane().getByRole('button', { name: 'One step forward' }), 'Enter', 'Enter')
  await expect(step).toHaveText(/^i = 0, j = 1: sum /)
  await press(lab, pane().getByRole('button', { name: 'One step back' }), 'Enter')
  await expect(step).toHaveText(/^i = 0, j = 0: sum /)
  await press(lab, speed, 'Enter', 'Home', 'Enter')
  await expect(speed).toHaveValue('1')
  await press(lab, pane().getByRole('button', { name: 'Play' }), 'Enter')
  await press(lab, pane().getByRole('button', { name: 'Pause' }), 'Enter')
  await expect(pane().getByRole('button', { name: 'Play' })).toBeVisible()
  await press(lab, speed, 'Enter', 'End', 'Enter')
  await expect(speed).toHaveValue('30')
  await press(lab, pane().getByRole('button', { name: 'Play' }), 'Enter')
  await expect(step).toHaveText(/^i = 1, j = 2: sum /)
})

test('the printout of the window is the terminal’s', async () => {
  await press(lab, pane().getByRole('button', { name: 'Copy as text' }), 'Enter')
  const kernel = '4 -1 -1; -1 8 -1; -1 -1 -1'
  const where = ['--padding', 'same', '--border', 'reflect', '--region', '0,0,2,3']
  const { stdout } = await runKernelLab(folder.path, 'explain', 'noise.png', '--kernel', kernel, '--trace', ...where)
  expect(stdout).toMatch(/^i = 0, j = 0\n\[\[/)
  expect(`${await clipboardText(lab)}\n`, 'byte for byte').toBe(stdout)
})

test('the region is dragged on the picture, shown while it is, and let go by Escape', async () => {
  const { page } = lab
  const region = pane().getByRole('group', { name: 'Region of the output' })
  const numbers = () =>
    region.getByRole('spinbutton').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))
  await clickInMenu(lab, 'viewResult')
  await clickInMenu(lab, 'zoomActual')
  await press(lab, stage(), '+', '+', '+', '+')
  const { width } = await painted(page.getByTestId('preview-result'))
  const box = (await stage().boundingBox())!
  /** The middle of an output, with the picture in the middle of its pane. */
  const over = (p: number, q: number): [x: number, y: number] => {
    const scale = width / picture.width
    const [x, y] = [q + 0.5 - picture.width / 2, p + 0.5 - picture.height / 2]
    return [box.x + box.width / 2 + x * scale, box.y + box.height / 2 + y * scale]
  }
  const dragUp = async (): Promise<void> => {
    await page.mouse.move(...over(9, 14))
    await page.mouse.down()
    await page.mouse.move(...over(6, 10), { steps: 4 })
    await expect(stage().getByText('4 × 5', { exact: true })).toBeVisible()
  }
  await dragUp()
  await keys('Escape')
  await expect(stage().getByText('4 × 5', { exact: true })).toBeHidden()
  await page.mouse.up()
  expect(await numbers(), 'nothing was chosen').toEqual(['0', '2', '0', '3'])
  await dragUp()
  await page.mouse.up()
  await expect.poll(numbers).toEqual(['6', '4', '10', '5'])
  await press(lab, pane().getByRole('button', { name: 'To the end' }), 'Enter')
  await expect(pane().getByTestId('walk-step')).toHaveText(/^i = 9, j = 14: sum /)
})

test('31 × 31 products: a map first, numbers around the tap that is chosen', async () => {
  await press(lab, pane().getByRole('radio', { name: 'Walk', exact: true }), 'ArrowLeft', ' ', 'ArrowLeft', ' ')
  await paste(Array.from({ length: 31 }, (_, r) => large.weight.slice(r * 31, r * 31 + 31).join(' ')).join('\n'))
  await goTo(0, 0)
  await expect.poll(() => fact('y in float64')).toBe(reference(large, 'reflect').at(0, 0))
  const map = pane().getByRole('application', { name: /^Map of the products, 31 rows × 31 columns/ })
  await press(lab, map, 'ControlOrMeta+Home')
  await expect(pane().getByRole('gridcell')).toHaveCount(9)
  await expect(pane().getByTestId('tap')).toContainText('w at r = 0, s = 0')
  await keys('ArrowDown', 'ArrowRight', 'ArrowRight')
  await expect(pane().getByTestId('tap')).toContainText('w at r = 1, s = 2')
  await tabTo(lab, pane().getByRole('gridcell', { name: /^Tap r = 1, s = 2: / }))
})
