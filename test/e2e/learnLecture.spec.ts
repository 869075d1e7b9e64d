// The lecture's experiment in the window, by keys alone from the start page to a file, with the numbers that PyTorch printed.
import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clipboardText, runInPalette } from './steps/commands.ts'
import { chooseInSaveDialog } from './steps/dialogs.ts'
import { weightsAre } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { press } from './steps/keyboard.ts'
import { notices } from './steps/notices.ts'
import { painted } from './steps/painted.ts'
import { readKernel } from './steps/transfer.ts'

const laplacian = [-1, -1, -1, -1, 8, -1, -1, -1, -1]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab()
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const room = () => lab.page.getByRole('region', { name: 'Preview' })
const bar = () => room().getByRole('region', { name: 'Run', exact: true })
const slider = () => bar().getByRole('slider', { name: 'Iteration' })
const errors = async () => (await lab.page.getByTestId('stage-errors').innerText()).replaceAll('−', '-')

/** The largest difference between learned output and target, as the stage tells it. */
async function largest(): Promise<number> {
  const [, mantissa, power = ''] = (await errors()).match(/largest ([\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/) ?? []
  const digits = [...power].map((each) => (each === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(each)))).join('')
  return Number(mantissa) * 10 ** Number(digits || 0)
}

async function lookAt(iteration: number): Promise<void> {
  await press(lab, bar().getByRole('spinbutton', { name: 'Iteration' }), 'ControlOrMeta+A')
  await lab.page.keyboard.type(String(iteration))
  await lab.page.keyboard.press('Enter')
}

test('the experiment is opened from the palette and is ready to start with the lecture’s settings', async () => {
  const { page } = lab
  await page.keyboard.press('Alt+7')
  await expect(page.getByRole('button', { name: 'The lecture’s experiment' })).toBeVisible()
  await runInPalette(lab, 'Open the Lecture')
  await expect(page.getByText('Ready: 70 equations for 9 unknowns')).toBeVisible()
  await weightsAre(lab, laplacian)
  const settings = page.locator('summary').filter({ hasText: '3 × 3 · Gradient descent' })
  await press(lab, settings, 'Enter')
  await expect(page.getByText('torch.optim.SGD(lr=1e-7)')).toBeVisible()
  await press(lab, settings, 'Enter')
})

test('one iteration at a time, then all 10,000', async () => {
  const { page } = lab
  await page.keyboard.press('ControlOrMeta+J')
  await expect(slider()).toHaveValue('1')
  await page.keyboard.press('ControlOrMeta+J')
  await expect(slider()).toHaveValue('2')
  const before = await largest()
  expect(before).toBeGreaterThan(100) // of values from −300 to 500
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(slider()).toHaveValue('10000', { timeout: 20_000 })
  await expect.poll(largest).toBeLessThan(0.2)
  const picture = await painted(page.getByTestId('stage-difference'))
  expect(picture.width * picture.height).toBeGreaterThan(0)
})

test('the slider goes back to any iteration, and on to ones that were never run', async () => {
  await lookAt(100)
  await expect(slider()).toHaveValue('100')
  await expect.poll(largest).toBeGreaterThan(20)
  await lookAt(1_000_000)
  await expect.poll(largest).toBeLessThan(1e-3)
  await press(lab, bar().getByRole('button', { name: 'Follow the run' }), 'Enter')
  await expect(slider()).toHaveValue('10000')
})

test('the run is copied as the lecture prints it', async () => {
  await runInPalette(lab, 'Copy the Run as Text')
  await expect(notices(lab).getByText('Run copied as text')).toBeVisible()
  const lines = (await clipboardText(lab)).split('\n')
  expect(lines[0]).toBe('torch.optim.SGD(lr=1e-7)')
  const losses = lines.filter((line) => line.startsWith('iteration')).map((line) => Number(line.split(' ').at(-1)))
  expect(losses).toHaveLength(10)
  // PyTorch, from its own start, went from 25318 to 0.0102: each thousand iterations divide the loss by 5.138, whatever the start.
  for (let i = 2; i < losses.length; i++) expect(losses[i - 1] / losses[i]).toBeCloseTo(5.138, 1)
  expect(lines.some((line) => line.startsWith('weight tensor([[[[-'))).toBe(true)
})

test('all optimizers are run side by side, one curve and one line of the table each', async () => {
  await runInPalette(lab, 'Compare All Optimizers')
  const table = room().getByRole('table')
  await expect(table.getByRole('row')).toHaveCount(8, { timeout: 30_000 }) // the head, the first run, and six more
  for (const name of ['Momentum', 'Nesterov', 'Adam', 'RMSprop', 'Adagrad']) {
    await expect(table.getByRole('button', { name, exact: true })).toBeVisible()
  }
  await press(lab, table.getByRole('checkbox', { name: /Adam/ }), ' ')
  await expect(table.getByRole('checkbox', { name: /Adam/ })).not.toBeChecked()
  await press(lab, table.getByRole('button', { name: 'Remove Adagrad' }), 'Enter')
  await expect(table.getByRole('row')).toHaveCount(7)
  await press(lab, table.getByRole('button', { name: 'Gradient descent' }).first(), 'Enter')
  await expect(slider()).toHaveValue('10000')
})

test('table and curves go out as files', async () => {
  for (const [command, name, begins] of [
    ['Export Run as CSV', 'run.csv', 'iteration,loss,"w[0,0,0,0]"'],
    ['Export Loss Curve', 'loss.svg', '<svg xmlns='],
    ['Export Loss Curve', 'loss.png', '\x89PNG'],
  ] as const) {
    const filePath = `${folder.path}/${name}`
    await chooseInSaveDialog(lab, filePath)
    await runInPalette(lab, command)
    await expect(notices(lab).getByRole('status').filter({ hasText: name })).toContainText('saved')
    expect((await readFile(filePath, 'latin1')).startsWith(begins)).toBe(true)
  }
})

test('the learned kernel is exported as ONNX, without going through the editor', async () => {
  const { page } = lab
  const filePath = `${folder.path}/learned.onnx`
  await chooseInSaveDialog(lab, filePath)
  await runInPalette(lab, 'Export Learned Kernel')
  const dialog = page.getByRole('dialog', { name: 'Export kernel' })
  await press(lab, dialog.getByRole('radio', { checked: true }))
  const onnx = dialog.getByRole('radio', { name: 'ONNX model' })
  const isReached = () => onnx.evaluate((radio) => radio === document.activeElement)
  for (let step = 0; step < 40 && !(await isReached()); step++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(onnx).toBeChecked()
  await press(lab, dialog.getByRole('button', { name: 'Save…' }), 'Enter')
  await expect(notices(lab).getByRole('status').filter({ hasText: 'learned.onnx' })).toContainText('saved')
  const kernel = await readKernel(filePath)
  const weights = [...appliedWeight(kernel)]
  // Ten thousand iterations leave √(loss / λ_min) at most in a weight; the loss then is about 0.01.
  for (const [i, weight] of weights.entries()) expect(Math.abs(weight - laplacian[i])).toBeLessThan(0.01)
  await weightsAre(lab, laplacian)
})
