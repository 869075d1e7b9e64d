// The pictures of docs/screenshots: each scene is driven and checked, and written with KERNEL_LAB_SCREENSHOTS=1.
import { expect, test } from '@playwright/test'
import { brokenFiles, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clickInMenu, select } from './steps/commands.ts'
import { chooseKernel } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { notices } from './steps/notices.ts'
import { choosePhoto, openSample, photoIsShown } from './steps/photos.ts'
import { resize, setTheme, shoot, shootBoth } from './steps/scenes.ts'
import { openExport } from './steps/transfer.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab()
  await resize(lab, 1280, 800)
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const pane = () => lab.page.getByRole('tabpanel', { name: 'Learn' })

/** The pixel that is read: somewhere in the picture that shows differences. */
async function pointAt(share: number): Promise<void> {
  const box = (await lab.page
    .getByRole('group', { name: /^Picture/ })
    .last()
    .boundingBox())!
  await lab.page.mouse.move(box.x + box.width * share, box.y + box.height * 0.62)
  await expect(lab.page.getByTestId('pixel')).toHaveText(/^Row \d+, column \d+: before [\d.]+/)
}

test('the start page', async () => {
  await expect(lab.page.getByRole('heading', { name: 'Kernel Lab' })).toBeVisible()
  await shootBoth(lab, 'start')
})

test('the split preview of the Laplacian', async () => {
  await openSample(lab)
  await clickInMenu(lab, 'viewSplit')
  await select(lab, 'Mapping', 'Absolute')
  await photoIsShown(lab, 'Sample photo')
  await expect(lab.page.getByRole('slider', { name: /^Divider/ })).toBeVisible()
  await pointAt(0.3)
  await shootBoth(lab, 'split')
})

test('the editor with original and result side by side', async () => {
  await clickInMenu(lab, 'viewSideBySide')
  await select(lab, 'Mapping', 'Min–max')
  await chooseKernel(lab, 'Gabor')
  await expect(lab.page.getByRole('slider', { name: 'Wavelength λ' })).toBeVisible()
  await photoIsShown(lab, 'Sample photo')
  await shootBoth(lab, 'editor')
})

test('learning, in the middle and at the end', async () => {
  const { page } = lab
  await chooseKernel(lab, 'Laplacian, 8 in the center')
  await select(lab, 'Mapping', 'Absolute')
  await clickInMenu(lab, 'viewSplit')
  await page.getByRole('tab', { name: 'Learn' }).click()
  await page.getByRole('heading', { name: 'Histogram' }).click() // makes room
  await expect(pane().getByText(/^Ready: /)).toBeVisible()
  await clickInMenu(lab, 'learnStart')
  await expect(pane().getByText(/^[1-9],\d{3} of 10,000$/)).toBeVisible()
  await clickInMenu(lab, 'learnPause')
  await expect(pane().getByText('Paused', { exact: true })).toBeVisible()
  await pane().getByRole('heading', { name: 'Kernels' }).scrollIntoViewIfNeeded()
  await shootBoth(lab, 'learning')
  await clickInMenu(lab, 'learnStart')
  await expect(pane().getByText('Done', { exact: true })).toBeVisible()
  // Curve, numbers and both kernels fit below this heading.
  await pane()
    .getByRole('heading', { name: 'Run' })
    .evaluate((heading) => heading.scrollIntoView())
  await expect(pane().getByRole('button', { name: 'Use exact' })).toBeInViewport()
  await shootBoth(lab, 'learn')
  await page.getByRole('heading', { name: 'Histogram' }).click()
})

test('the export of a kernel', async () => {
  const dialog = await openExport(lab, 'Export kernel')
  await dialog.getByRole('radio', { name: 'ONNX model' }).click()
  await expect(dialog.getByRole('button', { name: 'Save…' })).toBeEnabled()
  for (const theme of ['light', 'dark'] as const) {
    // Behind a dialog the menu cannot be used.
    await lab.page.keyboard.press('Escape')
    await setTheme(lab, theme)
    await openExport(lab, 'Export kernel')
    await shoot(lab, `export-${theme}`)
  }
  await lab.page.keyboard.press('Escape')
})

test('a file that is damaged', async () => {
  const broken = (await brokenFiles()).get('truncated.jpg')!
  await choosePhoto(lab, await writePhoto(folder.path, 'holiday.jpg', broken))
  await expect(notices(lab).getByRole('alert')).toContainText('holiday.jpg')
  await shootBoth(lab, 'error')
  await notices(lab).getByRole('button', { name: 'Dismiss' }).click()
})

test('on a large screen', async () => {
  await resize(lab, 1920, 1080)
  await photoIsShown(lab, 'Sample photo')
  await shoot(lab, 'learn-wide-light')
  await lab.page.getByRole('tab', { name: 'Convolution' }).click()
  await clickInMenu(lab, 'viewSideBySide')
  await setTheme(lab, 'dark')
  await photoIsShown(lab, 'Sample photo')
  await shoot(lab, 'editor-wide-dark')
})

test('in Chinese', async () => {
  await resize(lab, 1280, 800)
  await setTheme(lab, 'light')
  await clickInMenu(lab, 'viewSplit')
  await photoIsShown(lab, 'Sample photo')
  await clickInMenu(lab, 'languageChinese')
  await expect(lab.page.getByRole('banner').getByRole('button', { name: '打开照片…' })).toBeVisible()
  await shoot(lab, 'split-zh-light')
  await lab.page.getByRole('tab', { name: '学习' }).click()
  await setTheme(lab, 'dark')
  await shoot(lab, 'learn-zh-dark')
})
