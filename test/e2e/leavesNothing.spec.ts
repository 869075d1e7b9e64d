// The end: no process stays, and what was remembered is on the disk.
import { expect, test } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { open, smoothPicture, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import { enginePid } from './steps/engineProcess.ts'
import { pasteMatrix, widenWindows } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { openPhoto } from './steps/photos.ts'
import { alive, descendants } from './processes.ts'

test('closed in the middle of a computation, the lab leaves no process and a whole settings file', async () => {
  const folder = await temporaryFolder()
  const photo = await writePhoto(folder.path, 'large.jpg', await open(smoothPicture(4000, 3000)).jpeg().toBuffer())
  const lab = await startLab({ userData: path.join(folder.path, 'user') })
  await openPhoto(lab, photo)
  await pasteMatrix(
    lab,
    Array.from({ length: 31 }, (_, r) => Array.from({ length: 31 }, (_, s) => r ^ s).join(' ')).join('\n'),
  )
  await widenWindows(lab)
  await expect(lab.page.getByTestId('status').getByRole('progressbar')).toBeVisible()
  const main = lab.app.process().pid!
  const processes = [main, ...descendants(main)]
  expect(processes).toContain(await enginePid(lab))

  await lab.close()
  await expect.poll(() => alive(processes)).toEqual([])
  const settings: unknown = JSON.parse(readFileSync(path.join(lab.userData, 'settings.json'), 'utf8'))
  expect(settings).toMatchObject({ recentFiles: [photo], window: { maximized: false } })
  expect(readdirSync(lab.userData).filter((name) => name.endsWith('.new'))).toEqual([])
  await folder.remove()
})
