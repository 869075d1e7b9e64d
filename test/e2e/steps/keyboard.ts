// The window without a mouse.
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import type { Launched } from '../launch.ts'

/** All of the window's stops, and some more. */
const mostStops = 160

/** Presses Tab, or Shift+Tab, until the element has the focus: what they do not come to is out of a keyboard's reach. */
export async function tabTo({ page }: Launched, target: Locator): Promise<void> {
  const stops: string[] = []
  for (let stop = 0; stop < mostStops; stop++) {
    const way = await target.evaluate((element) => {
      if (element === document.activeElement) return null
      return element.compareDocumentPosition(document.activeElement!) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
    })
    if (way === null) return expect(target, 'the focus is seen').toBeInViewport()
    await page.keyboard.press(way < 0 ? 'Shift+Tab' : 'Tab')
    stops.push(await page.evaluate(() => document.activeElement!.outerHTML.slice(0, 90)))
  }
  throw new Error(`Tab does not come to ${String(target)}; the last stops were\n${stops.slice(-4).join('\n')}`)
}

/** With the focus on it, by its key. */
export async function press(lab: Launched, target: Locator, ...keys: readonly string[]): Promise<void> {
  await tabTo(lab, target)
  for (const key of keys) await lab.page.keyboard.press(key)
}

/** A choice of a list, by the word it begins with; of two lists of one name, the one within `where`. */
export async function pick(
  lab: Launched,
  label: string,
  choice: string,
  where: Locator = lab.page.locator('body'),
): Promise<void> {
  const list = where.getByRole('combobox', { name: label, exact: true }).filter({ visible: true })
  await press(lab, list, 'Enter')
  await lab.page.keyboard.type(choice)
  await lab.page.keyboard.press('Enter')
  const chosen = list.locator('option:checked')
  await expect(chosen).toContainText(choice)
}
