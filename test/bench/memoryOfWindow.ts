import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launched } from '../e2e/launch.ts'
import { chooseInSaveDialog } from '../e2e/steps/dialogs.ts'
import { runInPalette, select } from '../e2e/steps/commands.ts'
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
  /** What it held then. */
  readonly held?: number
  readonly seconds: number
}

/** The built window on a photo, under 3×3 first, then under a large kernel, at fit, at 100 %, and saved. */
export async function windowPeaks(photo: string, kernel: string, folder: string): Promise<readonly Peak[]> {
  const lab = await startLab()
  const stage = lab.page.getByRole('group', { name: /^Picture/ }).first()
  const acts: [what: string, act: () => Promise<void>][] = [
    ['opened, at fit under 3×3', () => choosePhoto(lab, photo)],
    ['through min–max', () => select(lab, 'Mapping', 'Min')],
    ['through diverging', () => select(lab, 'Mapping', 'Diverging')],
    ['at fit under 31×31', () => pasteMatrix(lab, kernel)],
    ['through min–max', () => select(lab, 'Mapping', 'Min')],
    ['at 100 % through min–max', () => stage.press('1')],
    ['at 100 % through clamp', () => select(lab, 'Mapping', 'Clamp')],
    ['saved as PNG', () => save(lab, 'PNG, 8 bit', join(folder, 'window.png'))],
    ['saved as JPEG', () => save(lab, 'JPEG', join(folder, 'window.jpg'))],
    ['saved as WebP', () => save(lab, 'WebP', join(folder, 'window.webp'))],
    ['saved as .npy', () => save(lab, 'NumPy array (.npy)', join(folder, 'window.npy'))],
  ]
  const peaks: Peak[] = []
  try {
    lab.page.setDefaultTimeout(120_000)
    await watchWindow(lab)
    const pid = (await enginePid(lab)) as number
    for (const [what, act] of acts) {
      const started = performance.now()
      await act()
      await exactIsPainted(lab)
      const seconds = (performance.now() - started) / 1000
      await countedToo(lab)
      peaks.push({ what, seconds, ...(await memoryOf(pid)) })
    }
    await runInPalette(lab, 'Close Photo')
    await lab.page.waitForTimeout(3000) // threads end, and what they held is let go
    return [...peaks, { what: 'closed', seconds: 0, ...(await memoryOf(pid)) }]
  } finally {
    await lab.close()
  }
}

/** The most that a process has held so far, and what it holds: Linux knows. */
export async function memoryOf(pid: number): Promise<Required<Pick<Peak, 'bytes' | 'held'>>> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const told = (name: string): number => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)
  return { bytes: told('VmHWM'), held: told('VmRSS') }
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
