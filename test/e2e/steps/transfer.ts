// Kernels and results on their way to files and back.
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readKernelFile } from '../../../shared/formats/registry.ts'
import type { Kernel } from '../../../shared/kernel/kernel.ts'
import type { Launched } from '../launch.ts'
import { chooseInOpenDialog, chooseInSaveDialog } from './dialogs.ts'
import { notices } from './notices.ts'

type ExportTitle = 'Export kernel' | 'Export result'

/** The dialog of the lab in which a format is chosen, by its keys. */
export async function openExport({ page }: Launched, title: ExportTitle): Promise<Locator> {
  await page.keyboard.press(title === 'Export kernel' ? 'ControlOrMeta+E' : 'ControlOrMeta+S')
  const dialog = page.getByRole('dialog', { name: title })
  await expect(dialog).toBeVisible()
  return dialog
}

/** Written by the engine, and said so. */
export async function exportTo(lab: Launched, title: ExportTitle, format: string, filePath: string): Promise<void> {
  await chooseInSaveDialog(lab, filePath)
  const dialog = await openExport(lab, title)
  await dialog.getByRole('radio', { name: format }).click()
  await dialog.getByRole('button', { name: 'Save…' }).click()
  await expect(dialog).toBeHidden()
  const told = notices(lab)
    .getByRole('status')
    .filter({ hasText: path.basename(filePath) })
  await expect(told).toContainText('saved')
  await told.getByRole('button', { name: 'Dismiss' }).click()
}

export async function importKernel(lab: Launched, filePath: string): Promise<void> {
  await chooseInOpenDialog(lab, filePath)
  await lab.page.keyboard.press('ControlOrMeta+I')
}

/** The first kernel of a file, read by the formats' own readers. */
export async function readKernel(filePath: string): Promise<Kernel> {
  return readKernelFile(path.basename(filePath), await readFile(filePath)).kernels[0].kernel
}
