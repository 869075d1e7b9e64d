// The window without a mouse.
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import type { Launched } from '../launch.ts'

/** All of a region's stops, and some more. */
const mostStops = 120

/**
 * F6 until the focus is in the element's region, then Tab or Shift+Tab until it is on the element: what they do not come
 * to is out of a keyboard's reach.
 */
export async function tabTo({ page }: Launched, target: Locator): Promise<void> {
  const stops: string[] = []
  for (let stop = 0; stop < mostStops; stop++) {
    const { key, at } = await target.evaluate((element) => {
      const active = document.activeElement!
      const region = element.closest('[data-region]')
      const isBefore = (element.compareDocumentPosition(active) & Node.DOCUMENT_POSITION_FOLLOWING) > 0
      const step = isBefore ? 'Shift+Tab' : 'Tab'
      const key = region && !region.contains(active) ? 'F6' : step
      return { key: element === active ? null : key, at: active.outerHTML.slice(0, 90) }
    })
    if (key === null) return expect(target, 'the focus is seen').toBeInViewport()
    await page.keyboard.press(key)
    stops.push(at)
  }
  throw new Error(`no key comes to ${String(target)}; the last stops were\n${stops.slice(-4).join('\n')}`)
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
  if (isTypedByKeys(choice)) await lab.page.keyboard.type(choice)
  else await goDownTo(lab, list, choice)
  await lab.page.keyboard.press('Enter')
  const chosen = list.locator('option:checked')
  await expect(chosen).toContainText(choice)
}

/** Chinese comes from an input method, and a list of choices takes none. */
function isTypedByKeys(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text)
}

async function goDownTo({ page }: Launched, list: Locator, choice: string): Promise<void> {
  const choices = await list.locator('option:enabled').allInnerTexts()
  const wanted = choices.findIndex((text) => text.trim().startsWith(choice))
  expect(wanted, `${choice} is one of ${choices.join(', ')}`).toBeGreaterThanOrEqual(0)
  await page.keyboard.press('Home')
  for (let i = 0; i < wanted; i++) await page.keyboard.press('ArrowDown')
}
