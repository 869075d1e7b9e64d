// A photo and the same photo sharpened by another program, both JPEG: the lab finds what that program did.
import { expect, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import type { Launched } from './launch.ts'
import { clickInMenu } from './steps/commands.ts'
import { chooseInOpenDialog } from './steps/dialogs.ts'
import { startLab } from './steps/lab.ts'
import { openPhoto } from './steps/photos.ts'

const size = { width: 480, height: 320 }

let folder: string
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-pair-'))
  const pixels = size.width * size.height
  const { data } = samplePhoto(size)
  const samples = Uint8Array.from({ length: 3 * pixels }, (_, i) => data[(i % 3) * pixels + Math.floor(i / 3)])
  const before = path.join(folder, 'before.jpg')
  await sharp(samples, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(before)
  const after = path.join(folder, 'after.jpg')
  execFileSync('convert', [before, '-unsharp', '0x1+1+0', '-quality', '95', '-sampling-factor', '1x1', after])
  lab = await startLab({ userData: path.join(folder, 'settings') })
})
test.afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true, force: true })
})

const pane = () => lab.page.getByRole('tabpanel', { name: 'Learn' })

test('ImageMagick’s unsharp mask is explained to 99 % and more of the variance', async () => {
  const { page } = lab
  await openPhoto(lab, path.join(folder, 'before.jpg'))
  await clickInMenu(lab, 'showLearnRoom')
  await pane().getByRole('radio', { name: 'Second photo' }).click()
  await chooseInOpenDialog(lab, path.join(folder, 'after.jpg'))
  await pane().getByRole('button', { name: 'Choose a photo…' }).click()
  await pane().getByText('Settings', { exact: true }).click()
  for (const name of ['Rows', 'Columns']) {
    await pane().getByRole('spinbutton', { name }).fill('7')
    await page.keyboard.press('Enter')
  }
  await expect(pane().getByText(/^Ready: [\d,]+ equations for 49 unknowns/)).toBeVisible()
  const row = pane().locator('dl > div').filter({ hasText: 'Variance explained' })
  const percent = Number((await row.locator('dd').innerText()).replace('%', ''))
  expect(percent).toBeGreaterThan(99)
  // The stage shows the exact answer until there is a run.
  await expect(page.getByRole('img', { name: 'Exact output' })).toBeVisible()
  await expect(page.getByTestId('stage-errors')).toHaveText(/typical 0\.0\d+/)
})
