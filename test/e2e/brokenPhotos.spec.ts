// Files that are no photo: each is refused in words that help, and the lab goes on.
import { expect, test } from '@playwright/test'
import type { LabErrorCode } from '../../shared/errors.ts'
import {
  brokenFiles,
  drawingWithText,
  noisePicture,
  open,
  pngThatClaims,
  temporaryFolder,
  writePhoto,
} from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { enginePid } from './steps/engineProcess.ts'
import { startLab } from './steps/lab.ts'
import { notices, refusalIsTold } from './steps/notices.ts'
import { choosePhoto, openPhoto, photoIsShown } from './steps/photos.ts'

const others: readonly [name: string, code: LabErrorCode, bytes: () => Promise<Uint8Array | string>][] = [
  ['letter.jpg', 'unsupported-format', async () => 'Dear Kernel Lab,\n\nthis is no picture.\n'],
  ['enormous.png', 'too-large', () => pngThatClaims(60_000, 60_000)],
  ['program.png', 'unsupported-format', async () => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0)],
]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched
let good: string
let engine: number | null

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  good = await writePhoto(
    folder.path,
    'good.png',
    await open(noisePicture(80, 60, 3))
      .png()
      .toBuffer(),
  )
  lab = await startLab()
  await openPhoto(lab, good)
  engine = await enginePid(lab)
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

async function isRefused(name: string, code: LabErrorCode, bytes: Uint8Array | string): Promise<void> {
  await choosePhoto(lab, await writePhoto(folder.path, name, bytes))
  await refusalIsTold(lab, code, name)
}

test('a damaged file of every kind is called damaged, and the photo that was open stays', async () => {
  for (const [name, bytes] of await brokenFiles()) {
    await test.step(name, () => isRefused(name, 'broken-file', bytes))
    await photoIsShown(lab, 'good.png')
  }
})

for (const [name, code, bytes] of others) {
  test(`${name} is refused as ${code}`, async () => {
    await isRefused(name, code, await bytes())
    await photoIsShown(lab, 'good.png')
  })
}

test('a drawing is never shown without its text', async () => {
  await choosePhoto(lab, await writePhoto(folder.path, 'words.svg', drawingWithText))
  // sharp's native build has fonts and draws them; its WebAssembly build, which Electron for Linux gets, has none.
  const refused = notices(lab).getByRole('alert').filter({ hasText: 'words.svg' })
  const shown = lab.page.getByRole('img', { name: /^Photo words.svg/ })
  await expect(refused.or(shown)).toBeVisible()
  if (await refused.isVisible()) await refusalIsTold(lab, 'unsupported-format', 'words.svg')
})

test('a file that is gone is called gone', async () => {
  await choosePhoto(lab, `${folder.path}/nowhere.jpg`)
  await refusalIsTold(lab, 'not-found', 'nowhere.jpg')
})

test('a good photo opens after all of them, in the same engine', async () => {
  const last = await writePhoto(
    folder.path,
    'last.png',
    await open(noisePicture(70, 90, 3))
      .png()
      .toBuffer(),
  )
  await openPhoto(lab, last)
  await expect(notices(lab).getByRole('alert')).toHaveCount(0)
  expect(await enginePid(lab)).toBe(engine)
})
