// Every room, pane and dialog under axe, light and dark; and the way through the window by keys, with the focus in sight.
import { expect, test } from '@playwright/test'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { CommandId } from '../../shared/commandList.ts'
import type { Launched } from './launch.ts'
import { isAccessible } from './steps/axe.ts'
import { brokenFiles, temporaryFolder } from '../support/photoFiles.ts'
import { writeTextures } from '../support/trainingPictures.ts'
import { clickInMenu, runInPalette, select } from './steps/commands.ts'
import { chooseInOpenDialog } from './steps/dialogs.ts'
import { press, tabTo } from './steps/keyboard.ts'
import { chooseKernel } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { openSample, photoIsShown } from './steps/photos.ts'
import { resize, setTheme } from './steps/scenes.ts'

let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  lab = await startLab()
  await resize(lab, 1280, 800)
})
test.afterAll(() => lab.close())

/** What is on screen, in both themes. */
async function bothThemes(scene: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(lab, theme)
    await isAccessible(lab, `${scene}, ${theme}`)
  }
}

const questions = () => lab.page.getByRole('radiogroup', { name: 'Explain' })

test('the start page, without and with the lessons', async () => {
  await bothThemes('start')
  await clickInMenu(lab, 'showLessons')
  await bothThemes('list of lessons')
  await lab.page.getByRole('button', { name: /Gray and Laplacian/ }).click()
  await bothThemes('a step that wants a photo')
  await clickInMenu(lab, 'leaveLessons')
})

test('the photo with each tool', async () => {
  await openSample(lab)
  for (const id of ['showConvolution', 'showLearn', 'showExplain'] as const satisfies readonly CommandId[]) {
    await clickInMenu(lab, id)
    await bothThemes(id)
  }
})

test('each question of Explain, small and large', async () => {
  await clickInMenu(lab, 'viewSideBySide')
  const picture = lab.page.getByRole('group', { name: /^Picture/ }).last()
  await press(lab, picture, 'ArrowRight', 'p')
  for (const kernel of ['Gaussian 3×3', 'Box blur 7×7']) {
    await chooseKernel(lab, kernel)
    await photoIsShown(lab, 'Sample photo')
    for (const question of ['Output', 'Input', 'Walk']) {
      await questions().getByRole('radio', { name: question }).click()
      await expect(lab.page.getByTestId('explained')).toBeAttached()
      await bothThemes(`${question} of ${kernel}`)
    }
  }
})

test('the workshop, with a number pointed at', async () => {
  await clickInMenu(lab, 'showWorkshop')
  await bothThemes('workshop')
  await lab.page.getByTestId('workshop-output').getByRole('gridcell').first().click()
  await lab.page.getByRole('combobox', { name: 'Padding' }).first().selectOption('same')
  await bothThemes('workshop with padding')
  await clickInMenu(lab, 'showPhoto')
})

test('the layers, with a value pinned and the photo shifted', async () => {
  await clickInMenu(lab, 'showLayers')
  const map = lab.page.getByRole('group', { name: /^Enlarged feature map/ })
  await press(lab, map, 'ArrowRight')
  await expect(lab.page.getByTestId('map-value')).toHaveText(/^Layer /)
  await bothThemes('layers')
  await press(lab, lab.page.getByRole('region', { name: 'Shift the photo' }).getByRole('spinbutton').first(), 'ArrowUp')
  await expect(lab.page.getByTestId('shift-words')).not.toHaveText(/^(Move the photo|Comparing)/)
  await bothThemes('layers, shifted')
  await clickInMenu(lab, 'showPhoto')
})

test('the learning stage, before a run, paused in it, and with all optimizers compared', async () => {
  const { page } = lab
  await runInPalette(lab, 'Open the Lecture')
  await expect(page.getByText('Ready: 70 equations for 9 unknowns')).toBeVisible()
  await bothThemes('learning stage')
  await page.keyboard.press('ControlOrMeta+J')
  await expect(page.getByRole('slider', { name: 'Iteration' })).toHaveValue('1')
  await bothThemes('learning stage, paused')
  await clickInMenu(lab, 'learnStop')
  await runInPalette(lab, 'Compare All Optimizers')
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(8, { timeout: 30_000 })
  await bothThemes('learning stage, compared')
  await clickInMenu(lab, 'showPhoto')
  await clickInMenu(lab, 'openSample')
  await photoIsShown(lab, 'Sample photo')
})

test('the training room, before and after a network learned', async () => {
  await clickInMenu(lab, 'showTrain')
  await bothThemes('training, nothing chosen')
  const folder = await temporaryFolder()
  await writeTextures(path.join(folder.path, 'textures'), 8)
  for (const [name, bytes] of await brokenFiles()) await writeFile(path.join(folder.path, 'textures/rows', name), bytes)
  await select(lab, 'Network', 'LeNet')
  await chooseInOpenDialog(lab, path.join(folder.path, 'textures'))
  await clickInMenu(lab, 'trainPictures')
  await lab.page.getByText(/files could not be read/).click()
  const epochs = lab.page.getByRole('spinbutton', { name: 'Epochs', exact: true })
  await epochs.fill('2')
  await epochs.press('Enter')
  await clickInMenu(lab, 'trainStart')
  await expect(lab.page.getByRole('region', { name: 'Training', exact: true }).getByRole('status')).toHaveText(
    'Finished',
  )
  await expect(lab.page.getByRole('region', { name: 'Confusion matrix' })).toBeVisible()
  await bothThemes('training, trained')
  await clickInMenu(lab, 'showPhoto')
  await folder.remove()
})

test('a step of a lesson, to do and done', async () => {
  await clickInMenu(lab, 'showLessons')
  await photoIsShown(lab, 'Sample photo')
  await bothThemes('a step')
  await lab.page.getByRole('radio', { name: 'Gray', exact: true }).click()
  await expect(lab.page.getByTestId('lesson-told')).toHaveText(/^Done/)
  await bothThemes('a step that is done')
  await clickInMenu(lab, 'leaveLessons')
})

for (const [name, keys] of [
  ['the palette', 'ControlOrMeta+K'],
  ['the export of a kernel', 'ControlOrMeta+E'],
  ['the export of a result', 'ControlOrMeta+S'],
  ['the paste of a kernel', 'ControlOrMeta+Shift+V'],
] as const) {
  test(name, async () => {
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(lab, theme)
      await lab.page.keyboard.press(keys)
      await expect(lab.page.getByRole('dialog')).toBeVisible()
      await isAccessible(lab, `${name}, ${theme}`)
      await lab.page.keyboard.press('Escape')
    }
  })
}

test('F6 goes round the regions, and Tab to every control, each with a focus that is seen', async () => {
  const { page } = lab
  const start = page.getByRole('banner').getByRole('button').first()
  await tabTo(lab, start)
  for (const region of ['complementary', 'region', 'complementary', 'banner'] as const) {
    await page.keyboard.press('F6')
    const inside = page.getByRole(region).filter({ has: page.locator(':focus') })
    await expect(inside.first()).toBeVisible()
  }
  await tabTo(lab, start)
  const outlines = new Map<string, string>()
  for (let stop = 0; stop < 160; stop++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      const element = document.activeElement!
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 30)}`
      return { name, outline: `${outlineStyle} ${outlineWidth}`, isBody: element === document.body }
    })
    if (!seen.isBody) outlines.set(seen.name, seen.outline)
  }
  const unseen = [...outlines].filter(([, outline]) => /^none| 0px$/.test(outline))
  expect(outlines.size).toBeGreaterThan(30)
  expect(unseen).toEqual([])
})

test('in the smallest window nothing of the toolbar lies over anything else', async () => {
  await clickInMenu(lab, 'showPhoto')
  await resize(lab, 800, 560)
  for (const language of ['languageChinese', 'languageEnglish'] as const) {
    await clickInMenu(lab, language)
    const toolbar = lab.page.getByRole('banner')
    for (const role of ['button', 'radio'] as const) {
      for (const each of await toolbar.getByRole(role, { disabled: false }).all()) await each.click({ trial: true })
    }
  }
  await resize(lab, 1280, 800)
})
