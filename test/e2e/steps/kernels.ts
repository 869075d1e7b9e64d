// The kernel in the editor.
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import type { Launched } from '../launch.ts'

export function grid({ page }: Launched): Locator {
  return page.getByRole('grid', { name: /^(Weights|权重)/ })
}

export function cell(lab: Launched, row: number, column: number): Locator {
  return grid(lab).getByRole('row').nth(row).getByRole('gridcell').nth(column)
}

/** The weights as the grid's cells say them, row by row. */
export function weights(lab: Launched): Promise<number[]> {
  return grid(lab)
    .getByRole('gridcell')
    .evaluateAll((cells) => cells.map((each) => Number(each.ariaLabel)))
}

export async function weightsAre(lab: Launched, wanted: readonly number[]): Promise<void> {
  await expect.poll(() => weights(lab)).toEqual(wanted)
}

/** Typed into its cell. */
export async function setWeight(lab: Launched, row: number, column: number, value: string): Promise<void> {
  await cell(lab, row, column).click()
  await lab.page.keyboard.type(value)
  await lab.page.keyboard.press('Enter')
}

/** A preset or a generator, by its name in the list. */
export async function chooseKernel({ page }: Launched, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Choose a kernel/ }).click()
  await page.getByLabel('Search presets and generators…').fill(name)
  await page.getByRole('option', { name }).first().click()
}

export async function pasteMatrix({ page }: Launched, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Shift+V')
  const dialog = page.getByRole('dialog', { name: 'Paste a kernel' })
  await expect(dialog.getByLabel('Matrix as text')).toBeFocused() // a person types or pastes at once
  await dialog.getByLabel('Matrix as text').fill(text)
  await dialog.getByRole('button', { name: 'Use this kernel' }).click()
  await expect(dialog).toBeHidden()
}

/** A number of the convolution, by its name. */
export async function enterNumber({ page }: Launched, name: string, value: number): Promise<void> {
  await page.getByRole('spinbutton', { name, exact: true }).fill(String(value))
  await page.keyboard.press('Enter')
}

/**
 * Windows so wide that no transform takes them: 31×31 of them on 12 megapixels are 35 thousand million multiply-adds, seconds of
 * work whatever the machine.
 */
export async function widenWindows(lab: Launched): Promise<void> {
  await enterNumber(lab, 'Dilation, horizontal', 7)
}
