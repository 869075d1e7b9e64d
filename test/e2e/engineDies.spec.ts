// The engine as a process of its own. Killed from outside: nothing that was typed is lost, and work goes on.
import { expect, test } from '@playwright/test'
import { getPriority } from 'node:os'
import { noisePicture, open, smoothPicture, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { enginePid, killEngine } from './steps/engineProcess.ts'
import { grid, pasteMatrix, setWeight, weightsAre, widenWindows } from './steps/kernels.ts'
import { engineIsReady, startLab } from './steps/lab.ts'
import { notices } from './steps/notices.ts'
import { openPhoto, photoIsShown } from './steps/photos.ts'

const laplacian = [-1, -1, -1, -1, 8, -1, -1, -1, -1]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let large: string
let small: string
let lab: Launched

test.beforeAll(async () => {
  folder = await temporaryFolder()
  large = await writePhoto(folder.path, 'large.jpg', await open(smoothPicture(4000, 3000)).jpeg().toBuffer())
  small = await writePhoto(
    folder.path,
    'small.png',
    await open(noisePicture(300, 200, 3))
      .png()
      .toBuffer(),
  )
})
test.beforeEach(async () => {
  lab = await startLab()
})
test.afterEach(() => lab.close())
test.afterAll(() => folder.remove())

const heavy = Array.from({ length: 31 }, (_, r) =>
  Array.from({ length: 31 }, (_, s) => ((r * 31 + s) * 7) % 11).join(' '),
).join('\n')

test('killed in the middle of a job on 12 megapixels, it comes back with photo, kernel and history', async () => {
  const { page } = lab
  const status = page.getByTestId('status')
  await openPhoto(lab, large)
  await widenWindows(lab)
  await setWeight(lab, 0, 0, '3')
  await pasteMatrix(lab, heavy)
  await expect(grid(lab)).toHaveAccessibleName('Weights, 31 rows × 31 columns')
  await expect(status.getByRole('progressbar')).toBeVisible()
  await expect(status.getByText('Draft')).toBeVisible()
  await killEngine(lab)

  await expect(notices(lab)).toContainText('The engine stopped and is starting again.')
  await engineIsReady(lab)
  await expect(notices(lab)).toContainText('The engine is back, and so is your photo.')
  await expect(notices(lab)).not.toContainText('The engine stopped and is starting again.')
  await expect(grid(lab)).toHaveAccessibleName('Weights, 31 rows × 31 columns')
  await page.keyboard.press('ControlOrMeta+Z')
  await weightsAre(lab, laplacian.with(0, 3))
  await photoIsShown(lab, 'large.jpg')
  await page.keyboard.press('ControlOrMeta+Z')
  await weightsAre(lab, laplacian)
  await photoIsShown(lab, 'large.jpg')
  await expect(notices(lab).getByRole('alert')).toHaveCount(0)
})

test('killed while it learns, the run goes on where it was', async () => {
  const { page } = lab
  await openPhoto(lab, small)
  await page.getByRole('tab', { name: 'Learn' }).click()
  const pane = page.getByRole('tabpanel', { name: 'Learn' })
  await pane.getByRole('button', { name: 'Start' }).click()
  await expect(pane.getByText('Learning', { exact: true })).toBeVisible()
  await expect(pane.getByText(/^[1-9][\d,]* of 10,000$/)).toBeVisible()
  await killEngine(lab)
  await expect(pane.getByText('Done', { exact: true })).toBeVisible()
  await expect(pane.getByText('10,000 of 10,000')).toBeVisible()
  await expect(notices(lab).getByRole('alert')).toHaveCount(0)
})

test('after three crashes within a minute it stays off and says so, until it is restarted by hand', async () => {
  const { page } = lab
  await openPhoto(lab, small)
  await setWeight(lab, 2, 2, '5')
  for (let crash = 1; crash <= 3; crash++) {
    await engineIsReady(lab)
    await killEngine(lab)
  }
  const status = page.getByTestId('status')
  await expect(status.getByText('Engine stopped')).toBeVisible()
  const told = notices(lab).getByText('The engine stopped several times and stays off.')
  await expect(told).toBeVisible()
  await setWeight(lab, 0, 2, '2') // the kernel can be edited all the same
  await status.getByRole('button', { name: 'Restart' }).click()
  await engineIsReady(lab)
  await photoIsShown(lab, 'small.png')
  await expect(told).toBeHidden()
  await weightsAre(lab, laplacian.with(8, 5).with(2, 2))
  expect(await enginePid(lab)).not.toBeNull()
})

test('the cores are the window’s first: the engine takes what is left', async () => {
  await engineIsReady(lab)
  const main = await lab.app.evaluate(() => process.pid)
  expect(getPriority((await enginePid(lab))!)).toBeGreaterThan(getPriority(main))
})
