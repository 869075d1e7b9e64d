// The pictures of docs/screenshots: each scene is driven and checked, and written with KERNEL_LAB_SCREENSHOTS=1.
import { expect, test } from '@playwright/test'
import { brokenFiles, writePhoto } from '../support/photoFiles.ts'
import type { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clickInMenu, select } from './steps/commands.ts'
import { press } from './steps/keyboard.ts'
import { chooseKernel } from './steps/kernels.ts'
import { layer, mapsAreShown, stage } from './steps/layers.ts'
import { notices } from './steps/notices.ts'
import { choosePhoto, openSample, photoIsShown } from './steps/photos.ts'
import { resize, setTheme, shoot, shootBoth, startScene } from './steps/scenes.ts'
import { openExport } from './steps/transfer.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  ;({ folder, lab } = await startScene())
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

test('a pixel taken apart, and the walk over its surroundings', async () => {
  const { page } = lab
  const explain = page.getByRole('tabpanel', { name: 'Explain' })
  await clickInMenu(lab, 'showExplain')
  await clickInMenu(lab, 'viewSideBySide')
  await clickInMenu(lab, 'zoomActual')
  for (let i = 0; i < 8; i++) await clickInMenu(lab, 'zoomIn')
  await page.getByRole('heading', { name: 'Histogram' }).click() // makes room
  await photoIsShown(lab, 'Sample photo')
  await pointAt(0.55)
  await page
    .getByRole('group', { name: /^Picture/ })
    .last()
    .press('p')
  await expect(explain.getByText(/^Pinned/)).toBeVisible()
  await shootBoth(lab, 'explain')
  await explain.getByRole('radio', { name: 'Walk' }).click()
  for (let step = 0; step < 30; step++) await explain.getByRole('button', { name: 'One step forward' }).click()
  await expect(explain.getByTestId('walk-step')).toBeVisible()
  await shootBoth(lab, 'walk')
  await page.getByRole('heading', { name: 'Histogram' }).click()
  await clickInMenu(lab, 'zoomFit')
})

test('the workshop, with a stride and a rest', async () => {
  const { page } = lab
  await clickInMenu(lab, 'showWorkshop')
  const room = page.getByRole('region', { name: 'Preview' })
  await room.getByRole('combobox', { name: 'Input' }).selectOption('ramp')
  await room.getByRole('combobox', { name: 'Padding' }).selectOption('valid')
  for (const axis of ['vertical', 'horizontal']) {
    await press(lab, room.getByRole('spinbutton', { name: `Stride, ${axis}`, exact: true }), 'ArrowUp')
  }
  await expect(room.getByText('A rest of 1 row and 1 column is left over.')).toBeVisible()
  await page.getByTestId('workshop-output').getByRole('gridcell').first().click()
  await shootBoth(lab, 'workshop')
})

test('a lesson on the photo, and the list of all', async () => {
  const { page } = lab
  const dock = page.getByRole('region', { name: 'Lessons' })
  await clickInMenu(lab, 'showLessons')
  await shootBoth(lab, 'lessons')
  await dock.getByRole('button', { name: /Gray and Laplacian/ }).click()
  await page.getByRole('radio', { name: 'Gray', exact: true }).click()
  await clickInMenu(lab, 'lessonNext')
  await clickInMenu(lab, 'lessonNext')
  await select(lab, 'Mapping', 'Absolute')
  await expect(page.getByTestId('lesson-told')).toHaveText(/^Done/)
  await photoIsShown(lab, 'Sample photo')
  await shootBoth(lab, 'lesson')
  await clickInMenu(lab, 'leaveLessons')
  await clickInMenu(lab, 'showPhoto')
})

test('layers on the photo: maps, the field of a value, a shift', async () => {
  const { page } = lab
  await clickInMenu(lab, 'showLayers')
  await select(lab, 'Network', 'Sixteen Gabor waves')
  await mapsAreShown(lab, 0, 16)
  await stage(lab, 'map').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByTestId('field-words')).toHaveText(/Nine tenths/)
  await shootBoth(lab, 'layers-gabor')
  await select(lab, 'Network', 'Tiny VGG')
  await layer(lab, 9).click()
  await mapsAreShown(lab, 9, 10)
  await stage(lab, 'photo').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByTestId('field-words')).toHaveText(/Nine tenths/)
  await shootBoth(lab, 'layers-field')
  await select(lab, 'Network', 'VGG-like block')
  await mapsAreShown(lab, 4, 16)
  await page.getByRole('spinbutton', { name: 'Shift the photo, Down' }).fill('3')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('shift-words')).toHaveText(/does not divide the shift/)
  await page.getByRole('radio', { name: 'Difference' }).click()
  await shoot(lab, 'layers-shift-light')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await clickInMenu(lab, 'showPhoto')
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
  await shoot(lab, 'walk-wide-light')
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
  await clickInMenu(lab, 'showLessons')
  await lab.page.getByRole('button', { name: '第 2 步', exact: false }).click()
  await shoot(lab, 'lesson-zh-dark')
  await clickInMenu(lab, 'leaveLessons')
})
