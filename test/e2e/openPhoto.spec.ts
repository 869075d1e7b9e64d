// A photo in: by every way and of every kind that the start page promises.
import { expect, test } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import sharp from 'sharp'
import { drawing, noisePicture, open, smoothPicture, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import { electronBinary, root, type Launched } from './launch.ts'
import { clickInMenu } from './steps/commands.ts'
import { chooseInOpenDialog } from './steps/dialogs.ts'
import { restart, startLab } from './steps/lab.ts'
import { painted } from './steps/painted.ts'
import { bringBytes, dropFile, openPhoto, openSample, photoIsShown } from './steps/photos.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let photo: string

test.beforeAll(async () => {
  folder = await temporaryFolder()
  photo = await writePhoto(folder.path, 'meadow.jpg', await open(smoothPicture(320, 200)).jpeg().toBuffer())
})
test.afterAll(() => folder.remove())

const made = () => open(smoothPicture(96, 64))

test.describe.serial('on one lab', () => {
  let lab: Launched
  test.beforeAll(async () => {
    lab = await startLab()
  })
  test.afterAll(() => lab.close())
  test.afterEach(async () => {
    await clickInMenu(lab, 'closePhoto')
    await expect(lab.page.getByRole('heading', { name: 'Kernel Lab' })).toBeVisible()
  })

  test('the sample photo is one click away, and its edges are there at once', async () => {
    const { page } = lab
    await openSample(lab)
    await expect(page.getByRole('heading', { name: 'Kernel Lab' })).toBeHidden()
    await expect(page.getByTestId('status')).toContainText(/\d+ × \d+ px/)
    const tones = async () => new Set((await painted(page.getByTestId('preview-result'))).rgba).size
    await expect.poll(tones, 'different values of the painted samples').toBeGreaterThan(100)
  })

  test('a JPEG comes by the open dialog and gives the window its name', async () => {
    await openPhoto(lab, photo)
    await expect(lab.page.getByTestId('status')).toContainText('320 × 200 px')
    await expect(lab.page.getByTestId('status')).toContainText('JPEG, 8 bit')
    const title = () => lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].getTitle())
    await expect.poll(title).toBe('meadow.jpg — Kernel Lab')
  })

  test('a dialog that is cancelled changes nothing', async () => {
    await openPhoto(lab, photo)
    await chooseInOpenDialog(lab, null)
    await lab.page.keyboard.press('ControlOrMeta+O')
    await photoIsShown(lab, 'meadow.jpg')
  })

  test('a file that is dropped opens by its path, and is remembered', async () => {
    const dropped = await writePhoto(folder.path, 'dropped.png', await made().png().toBuffer())
    await dropFile(lab, dropped)
    await photoIsShown(lab, 'dropped.png')
    await clickInMenu(lab, 'closePhoto')
    await lab.page.getByRole('listitem').getByRole('button', { name: 'dropped.png' }).click()
    await photoIsShown(lab, 'dropped.png')
  })

  for (const how of ['paste', 'drop'] as const) {
    test(`a picture without a path comes by ${how}`, async () => {
      const png = await writePhoto(
        folder.path,
        `${how}.png`,
        await open(noisePicture(90, 70, 3))
          .png()
          .toBuffer(),
      )
      await bringBytes(lab, how, png, 'image/png')
      await photoIsShown(lab, `${how}.png`)
      await expect(lab.page.getByTestId('status')).toContainText('90 × 70 px')
    })
  }

  const deep = () => made().toColourspace('rgb16')
  const kinds: readonly [name: string, told: string, bytes: () => Promise<Uint8Array | string>][] = [
    ['photo.jpg', 'JPEG, 8 bit', () => made().jpeg().toBuffer()],
    ['eight.png', 'PNG, 8 bit', () => made().png().toBuffer()],
    ['sixteen.png', 'PNG, 16 bit', () => deep().png().toBuffer()],
    ['photo.webp', 'WebP, 8 bit', () => made().webp().toBuffer()],
    ['photo.avif', 'AVIF, 8 bit', () => made().avif().toBuffer()],
    ['photo.tiff', 'TIFF, 8 bit', () => made().tiff({ compression: 'lzw' }).toBuffer()],
    ['photo.gif', 'GIF, 8 bit', () => made().gif().toBuffer()],
    ['drawing.svg', 'SVG, 8 bit', async () => drawing],
    ['no-name-of-a-photo', 'PNG, 8 bit', () => made().png().toBuffer()],
  ]
  for (const [name, told, bytes] of kinds) {
    test(`${name} is read as ${told}`, async () => {
      await openPhoto(lab, await writePhoto(folder.path, name, await bytes()))
      await expect(lab.page.getByTestId('status')).toContainText(told)
    })
  }

  test('a photo that was turned by its camera stands upright', async () => {
    const turned = await sharp(await made().toBuffer(), { raw: { width: 96, height: 64, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    await openPhoto(lab, await writePhoto(folder.path, 'turned.jpg', turned))
    await expect(lab.page.getByTestId('status')).toContainText('64 × 96 px')
  })
})

test('the photo named on the command line opens with the window', async () => {
  const lab = await startLab({ args: [photo] })
  await photoIsShown(lab, 'meadow.jpg')
  await lab.close()
})

test('a second start hands its photo to the first and ends', async () => {
  const lab = await startLab()
  const again = [root, '--no-sandbox', `--user-data-dir=${lab.userData}`, photo]
  expect(spawnSync(electronBinary, again, { timeout: 30_000 }).status).toBe(0)
  await photoIsShown(lab, 'meadow.jpg')
  await lab.close()
})

test('photos that were opened wait on the start page of the next start, but not those that are gone', async () => {
  const other = await writePhoto(
    folder.path,
    'other.png',
    await open(noisePicture(80, 60, 3))
      .png()
      .toBuffer(),
  )
  const gone = await temporaryFolder()
  const lost = await writePhoto(
    gone.path,
    'lost.png',
    await open(noisePicture(80, 60, 3))
      .png()
      .toBuffer(),
  )
  const userData = (await temporaryFolder()).path
  let lab = await startLab({ userData })
  for (const each of [photo, lost, other]) await openPhoto(lab, each)
  await gone.remove()
  lab = await restart(lab)
  const recent = lab.page.getByRole('listitem').getByRole('button')
  await expect(recent).toHaveText(['other.png', 'meadow.jpg'])
  await recent.nth(1).click()
  await photoIsShown(lab, 'meadow.jpg')
  await lab.close()
})
