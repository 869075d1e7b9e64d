// The whole main job beside the system's GLib, which Electron for Linux links: sharp's native build dies of it on its
// first decode, its WebAssembly build must live. The stand-in loads GLib when it is told to; Electron has it always.
import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { noisePicture, open, smoothPicture, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import { isStandIn } from './launch.ts'
import { runInPalette } from './steps/commands.ts'
import { enginePid } from './steps/engineProcess.ts'
import { setWeight } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { openPhoto } from './steps/photos.ts'
import { exportTo, readKernel } from './steps/transfer.ts'

test('a JPEG is opened, edited, learned from and exported by one engine that lives', async () => {
  if (!isStandIn) console.log('ELECTRON_STAND_IN_GLIB is the stand-in’s: on Electron this is the main job once more')
  const folder = await temporaryFolder()
  const lab = await startLab({ env: { ELECTRON_STAND_IN_GLIB: '1' } })
  const engine = await enginePid(lab)
  if (process.platform === 'linux') {
    expect(readFileSync(`/proc/${engine}/maps`, 'utf8')).toContain('libgobject-2.0.so')
  }
  const photo = await open(noisePicture(240, 160, 3))
    .blur(1)
    .jpeg()
    .toBuffer()
  await openPhoto(lab, await writePhoto(folder.path, 'photo.jpg', photo))
  await setWeight(lab, 1, 1, '8.5')
  await lab.page.getByRole('tab', { name: 'Learn' }).click()
  await expect(lab.page.getByText(/^Ready: /)).toBeVisible()
  await runInPalette(lab, 'Use the Exact Solution')
  await exportTo(lab, 'Export kernel', 'NumPy array', `${folder.path}/exact.npy`)
  const found = appliedWeight(await readKernel(`${folder.path}/exact.npy`))
  // As in learn.spec.ts.
  for (const [i, value] of [-1, -1, -1, -1, 8.5, -1, -1, -1, -1].entries())
    expect(Math.abs(found[i] - value)).toBeLessThan(1e-3)
  for (const [format, name] of [
    ['PNG, 8 bit', 'result.png'],
    ['JPEG', 'result.jpg'],
    ['WebP', 'result.webp'],
  ]) {
    await exportTo(lab, 'Export result', format, `${folder.path}/${name}`)
    expect((await sharp(`${folder.path}/${name}`).metadata()).width).toBe(240)
  }
  const others = [
    ['photo.png', await open(smoothPicture(90, 60)).png().toBuffer()],
    ['photo.webp', await open(smoothPicture(90, 60)).webp().toBuffer()],
    ['photo.avif', await open(smoothPicture(90, 60)).avif().toBuffer()],
    ['photo.tiff', await open(smoothPicture(90, 60)).tiff().toBuffer()],
    ['photo.gif', await open(smoothPicture(90, 60)).gif().toBuffer()],
  ] as const
  for (const [name, bytes] of others) await openPhoto(lab, await writePhoto(folder.path, name, bytes))
  expect(await enginePid(lab)).toBe(engine)
  await lab.close()
  await folder.remove()
})
