// The lab's commands, by the ways that lead to them beside their keys.
import { expect } from '@playwright/test'
import type { Locale } from '../../../shared/commandLabels.ts'
import type { CommandId } from '../../../shared/commandList.ts'
import type { Launched } from '../launch.ts'
import { said } from './words.ts'

/**
 * By the native menu, once its item can be used. What Playwright evaluates in main may run in the middle of a function there, of one
 * that is writing to a socket, for one, which then loses what the click sends; a person's click comes between two tasks.
 */
export async function clickInMenu({ app }: Launched, id: CommandId): Promise<void> {
  const enabled = () => app.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.enabled, id)
  await expect.poll(enabled, `the menu's ${id}`).toBe(true)
  await app.evaluate(({ Menu }, item) => {
    setImmediate(() => Menu.getApplicationMenu()?.getMenuItemById(item)?.click())
  }, id)
}

/** By the palette and the keyboard. */
export async function runInPalette({ page }: Launched, words: string, language: Locale = 'en'): Promise<void> {
  const t = said(language)
  await page.keyboard.press('ControlOrMeta+K')
  const palette = page.getByRole('dialog', { name: t.text('frame.palette.title') })
  await palette.getByLabel(t.text('frame.palette.search')).fill(words)
  await expect(palette.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
}

/** From a list of choices, by the word that its choice begins with: a hint may follow it. */
export async function select({ page }: Launched, label: string, choice: string): Promise<void> {
  const list = page.getByRole('combobox', { name: label, exact: true })
  const option = list.locator('option').filter({ hasText: new RegExp(`^\\s*${choice}`) })
  await list.selectOption((await option.getAttribute('value'))!)
}

/** What was copied, as another program would find it: pasted into a field, for a page may not read the clipboard itself. */
export async function clipboardText({ page }: Launched): Promise<string> {
  await page.evaluate(() => {
    const field = Object.assign(document.createElement('textarea'), { id: 'pasted' })
    document.body.append(field)
    field.focus()
  })
  await page.keyboard.press('ControlOrMeta+V')
  const field = page.locator('#pasted')
  await expect(field).not.toHaveValue('')
  const text = await field.inputValue()
  await field.evaluate((element) => element.remove())
  return text
}
