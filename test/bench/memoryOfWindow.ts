import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launched } from '../e2e/launch.ts'
import { chooseInSaveDialog } from '../e2e/steps/dialogs.ts'
import { enginePid } from '../e2e/steps/engineProcess.ts'
import { pasteMatrix } from '../e2e/steps/kernels.ts'
import { startLab } from '../e2e/steps/lab.ts'
import { choosePhoto } from '../e2e/steps/photos.ts'
import { openExport } from '../e2e/steps/transfer.ts'
import { exactIsPainted, watchWindow } from './watchedWindow.ts'

/** What a person did, and the most that the engine had held until then. */
export interface Peak {
  readonly what: string
  readonly bytes: number
  readonly seconds: number
}

/** The built window on a photo, under 3×3 first, then under a large kernel, at fit, at 100 %, and saved. */
export async function windowPeaks(photo: string, kernel: string, folder: string): Promise<readonly Peak[]> {
  const lab = await startLab()
  const stage = lab.page.getByRole('group', { name: /^Picture/ }).first()
  const acts: [what: string, act: () => Promise<void>][] = [
    ['opened, at fit under 3×3', () => choosePhoto(lab, photo)],
    ['at fit under 31×31', () => pasteMatrix(lab, kernel)],
    ['at 100 % under 31×31', () => stage.press('1')],
    ['saved as PNG', () => save(lab, 'PNG, 8 bit', join(folder, 'window.png'))],
    ['saved as .npy', () => save(lab, 'NumPy array (.npy)', join(folder, 'window.npy'))],
  ]
  const peaks: Peak[] = []
  try {
    lab.page.setDefaultTimeout(120_000)
    await watchWindow(lab)
    for (const [what, act] of acts) {
      const started = performance.now()
      await act()
      await exactIsPainted(lab)
      const seconds = (performance.now() - started) / 1000
      await countedToo(lab)
      peaks.push({ what, seconds, bytes: await highWater((await enginePid(lab)) as number) })
    }
    return peaks
  } finally {
    await lab.close()
  }
}

/** The most that a process has held so far: Linux knows. */
export async function highWater(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0)
}

/** The values are told when all of them were seen. */
async function countedToo({ page }: Launched): Promise<void> {
  await page.getByRole('img', { name: /through the kernel.*Values from/ }).waitFor()
}

/** Until the file is there: it is written whole or not at all. */
async function save(lab: Launched, format: string, path: string): Promise<void> {
  await chooseInSaveDialog(lab, path)
  const dialog = await openExport(lab, 'Export result')
  await dialog.getByRole('radio', { name: format }).click()
  await dialog.getByRole('button', { name: 'Save…' }).click()
  while (!(await stat(path).catch(() => null))) await lab.page.waitForTimeout(100)
}
