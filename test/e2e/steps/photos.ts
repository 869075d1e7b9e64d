// Photos in, as a person brings them.
import { expect } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Launched } from '../launch.ts'
import { chooseInOpenDialog } from './dialogs.ts'

/** By the dialog; does not wait, for the photo may be refused. */
export async function choosePhoto(lab: Launched, filePath: string): Promise<void> {
  await chooseInOpenDialog(lab, filePath)
  await lab.page.getByRole('button', { name: 'Open Photo…' }).click()
}

export async function openPhoto(lab: Launched, filePath: string): Promise<void> {
  await choosePhoto(lab, filePath)
  await photoIsShown(lab, path.basename(filePath))
}

export async function openSample(lab: Launched): Promise<void> {
  await lab.page.getByRole('button', { name: 'Use the sample photo' }).first().click()
  await photoIsShown(lab, 'Sample photo')
}

/** Computed from every pixel of this photo, and counted. */
export async function photoIsShown({ page }: Launched, name: string): Promise<void> {
  const result = page.getByRole('img', { name: `Photo ${name} through the kernel` })
  await expect(result).toHaveAccessibleName(/Values from .* to /)
  await expect(page.getByTestId('status').getByText('Exact', { exact: true })).toBeVisible()
}

/** Dropped from a file manager: a file with a path, which only the preload can read. */
export async function dropFile({ page }: Launched, filePath: string): Promise<void> {
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('input'), { type: 'file' })))
  const input = page.locator('body > input[type=file]')
  await input.setInputFiles(filePath)
  await input.evaluate((chosen: HTMLInputElement) => {
    const dataTransfer = new DataTransfer()
    for (const file of chosen.files ?? []) dataTransfer.items.add(file)
    chosen.remove()
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
  })
}

/** A picture without a path: copied in a browser, or dragged out of another program. */
export async function bringBytes(
  { page }: Launched,
  how: 'paste' | 'drop',
  filePath: string,
  type: string,
): Promise<void> {
  const name = path.basename(filePath)
  const bytes = [...(await readFile(filePath))]
  await page.evaluate(
    ({ how, name, type, bytes }) => {
      const carried = new DataTransfer()
      carried.items.add(new File([new Uint8Array(bytes)], name, { type }))
      const init = { bubbles: true, cancelable: true }
      const event =
        how === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: carried })
          : new DragEvent('drop', { ...init, dataTransfer: carried })
      document.body.dispatchEvent(event)
    },
    { how, name, type, bytes },
  )
}
