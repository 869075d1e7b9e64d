// What a person chose comes back at the next start: window, language, theme, workspace, kernel.
import { expect, test } from '@playwright/test'
import { labels } from '../../shared/commandLabels.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clickInMenu, select } from './steps/commands.ts'
import { setWeight, weightsAre } from './steps/kernels.ts'
import { restart, startLab } from './steps/lab.ts'
import { openSample } from './steps/photos.ts'
import { lightness } from './steps/scenes.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.beforeEach(async () => {
  folder = await temporaryFolder()
  lab = await startLab({ userData: folder.path })
})
test.afterEach(async () => {
  await lab.close()
  await folder.remove()
})

const sizeOf = ({ app }: Launched) =>
  app.evaluate(({ BrowserWindow }) => {
    const { width, height } = BrowserWindow.getAllWindows()[0].getNormalBounds()
    return [width, height]
  })

/** The menus' words, in order, without what a platform adds. */
const menuWords = ({ app }: Launched) =>
  app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.map(({ label }) => label))

async function isChinese({ page }: Launched): Promise<void> {
  await expect(page.getByRole('banner').getByRole('button', { name: '打开照片…' })).toBeVisible()
  await expect(page.getByRole('region', { name: '预览' }).getByRole('button', { name: '使用示例照片' })).toBeVisible()
}

test('window size and workspace come back, also when the window is closed at once', async () => {
  await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setSize(1111, 777))
  await expect.poll(() => sizeOf(lab)).toEqual([1111, 777])
  await openSample(lab)
  await clickInMenu(lab, 'viewSideBySide')
  await select(lab, 'Mapping', 'Offset')
  await setWeight(lab, 0, 0, '7')
  await select(lab, 'Border', 'Circular')
  lab = await restart(lab)
  expect(await sizeOf(lab)).toEqual([1111, 777])
  await weightsAre(lab, [7, -1, -1, -1, 8, -1, -1, -1, -1])
  await expect(lab.page.getByRole('combobox', { name: 'Mapping' })).toHaveValue('offset')
  await expect(lab.page.getByRole('combobox', { name: 'Border', exact: true })).toHaveValue('circular')
  await openSample(lab)
  await expect(lab.page.getByRole('radio', { name: 'Side by side' })).toBeChecked()
})

test('the language of page, menu and document follows the choice and comes back', async () => {
  const { page } = lab
  expect(await menuWords(lab)).toEqual(expect.arrayContaining(Object.values(labels.en.menus)))
  await clickInMenu(lab, 'languageChinese')
  await isChinese(lab)
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect.poll(() => menuWords(lab)).toEqual(expect.arrayContaining(Object.values(labels.zh.menus)))
  lab = await restart(lab)
  await isChinese(lab)
  expect(await menuWords(lab)).toEqual(expect.arrayContaining(Object.values(labels.zh.menus)))
  await clickInMenu(lab, 'languageEnglish')
  await expect(lab.page.getByRole('banner').getByRole('button', { name: 'Open Photo…' })).toBeVisible()
})

test('the dark theme is dark, the light one light, and the choice comes back', async () => {
  await clickInMenu(lab, 'themeLight')
  await expect.poll(() => lightness(lab)).toBeGreaterThan(200)
  await clickInMenu(lab, 'themeDark')
  await expect.poll(() => lightness(lab)).toBeLessThan(60)
  lab = await restart(lab)
  await expect.poll(() => lightness(lab)).toBeLessThan(60)
  const checked = () =>
    lab.app.evaluate(({ Menu, nativeTheme }) => [
      Menu.getApplicationMenu()?.getMenuItemById('themeDark')?.checked,
      nativeTheme.shouldUseDarkColors,
    ])
  expect(await checked()).toEqual([true, true])
})

test('a computer that speaks Chinese gets a Chinese lab', async () => {
  await lab.close()
  lab = await startLab({ userData: folder.path, env: { LANGUAGE: 'zh_CN:zh', LC_ALL: 'zh_CN.UTF-8' } })
  await isChinese(lab)
})
