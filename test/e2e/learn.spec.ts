// The lecture's experiment, by keyboard: a photo and its edges, the kernel learned back, used, and taken away as files.
import { expect, test } from '@playwright/test'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { runInPalette } from './steps/commands.ts'
import { weights, weightsAre } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { photoIsShown } from './steps/photos.ts'
import { exportTo, readKernel } from './steps/transfer.ts'

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

/** max |a − b| */
function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  return b.reduce((largest, value, i) => Math.max(largest, Math.abs(a[i] - value)), 0)
}

const pane = () => lab.page.getByRole('tabpanel', { name: 'Learn' })
const run = () =>
  pane()
    .getByRole('group')
    .filter({ has: lab.page.getByRole('heading', { name: 'Run' }) })

/** The number of iterations as the pane tells it. */
async function iteration(): Promise<number> {
  const text = await run().getByRole('definition').first().innerText()
  return Number(text.split(' ')[0].replaceAll(',', ''))
}

test('the sample photo and the learn pane are reached by Tab and arrow keys', async () => {
  const { page } = lab
  const sample = page.getByRole('button', { name: 'Use the sample photo' }).first()
  await page.getByRole('button', { name: 'Open a photo…' }).first().focus()
  await page.keyboard.press('Tab')
  await expect(sample).toBeFocused()
  await page.keyboard.press('Enter')
  await photoIsShown(lab, 'Sample photo')
  await page.getByRole('tab', { selected: true }).last().focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Learn' })).toHaveAttribute('aria-selected', 'true')
  await expect(run().getByRole('status')).toHaveText(/Ready: [\d,]+ equations for 9 unknowns/)
})

test('a run starts, pauses, stays where it is, and goes on to its end', async () => {
  const { page } = lab
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(run().getByRole('status')).toHaveText('Learning')
  await expect.poll(iteration).toBeGreaterThan(100)
  await page.keyboard.press('ControlOrMeta+.')
  await expect(run().getByRole('status')).toHaveText('Paused')
  const paused = await iteration()
  expect(paused).toBeLessThan(10_000)
  await expect(run().getByRole('button', { name: 'Resume' })).toBeVisible()
  expect(await iteration()).toBe(paused)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(iteration).toBeGreaterThan(paused)
  await expect(run().getByRole('status')).toHaveText('Done')
  expect(await iteration()).toBe(10_000)
  await expect(page.getByRole('img', { name: /^Loss over iterations/ })).toHaveAccessibleName(/after 10,000 iterations/)
})

test('descent has come most of the way to the Laplacian, and its answer can be read out', async () => {
  const learned = lab.page.getByTestId('kernel-learned')
  const text = (await learned.getAttribute('aria-label')) ?? ''
  const found = text.match(/[−-]?\d+\.\d+/g)!.map((each) => Number(each.replace('−', '-')))
  expect(found).toHaveLength(9)
  // It began within ±1/3 of 0, so more than 7 away in the middle; neighbors of a photo are alike, and slow to tell apart.
  expect(largestDifference(found, laplacian)).toBeLessThan(3)
})

test('the exact answer is the Laplacian within 1e-3 in every weight', async () => {
  await runInPalette(lab, 'Use the Exact Solution')
  await expect.poll(async () => (await weights(lab))[4]).not.toBe(8)
  // float32 pixels carry 24 bits; the sums over them are float64, and their condition number costs some of the digits.
  expect(largestDifference(await weights(lab), laplacian)).toBeLessThan(1e-3)
  await expect(lab.page.getByRole('button', { name: /^Choose a kernel/ })).toHaveAccessibleName(/Exact solution/)
})

for (const [format, name, tolerance] of [
  ['ONNX model', 'exact.onnx', 2 ** -20], // weights up to 8 in float32
  ['NumPy array', 'exact.npy', 2 ** -20],
  ['Kernel Lab JSON', 'exact.json', 1e-11], // the grid says 12 digits
] as const) {
  test(`the exact answer goes out as ${format} and comes back the same`, async () => {
    const filePath = `${folder.path}/${name}`
    await exportTo(lab, 'Export kernel', format, filePath)
    const kernel = await readKernel(filePath)
    expect(kernel.shape).toEqual([1, 1, 3, 3])
    expect(largestDifference(appliedWeight(kernel), await weights(lab))).toBeLessThan(tolerance)
  })
}

test('one step of undo brings the Laplacian back', async () => {
  await lab.page.keyboard.press('ControlOrMeta+Z')
  await weightsAre(lab, laplacian)
})
