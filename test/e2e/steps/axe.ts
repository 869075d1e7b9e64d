// What axe finds in the window: the rules of WCAG 2.2 A and AA, and the ones that axe itself calls best practice.
import axe from 'axe-core'
import { expect } from '@playwright/test'
import type { Launched } from '../launch.ts'

/** Nothing serious, and nothing critical, in what is on screen now. */
export async function isAccessible({ page }: Launched, scene: string): Promise<void> {
  // By the debugger, not by a script element: the window's content policy lets no foreign script in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    // A color on its way from one theme to the other is neither's.
    await Promise.all(document.getAnimations().map(({ finished }) => finished))
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run()
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    }))
  })
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious, scene).toEqual([])
}
