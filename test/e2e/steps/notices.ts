// What the window tells a person.
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import { errors } from '../../../renderer/locales/en/errors.ts'
import type { LabErrorCode } from '../../../shared/errors.ts'
import type { Launched } from '../launch.ts'

export function notices({ page }: Launched): Locator {
  return page.getByRole('region', { name: 'Notices' })
}

/** One notice: what happened, what to do about it, and which file it was; then it is put away. */
export async function refusalIsTold(lab: Launched, code: LabErrorCode, detail: string): Promise<void> {
  const alert = notices(lab).getByRole('alert')
  await expect(alert).toHaveCount(1)
  await expect(alert.getByRole('heading')).toHaveText(errors.happened[code])
  await expect(alert).toContainText(errors.advice[code])
  await expect(alert).toContainText(detail)
  await alert.getByRole('button', { name: 'Dismiss' }).click()
  await expect(alert).toHaveCount(0)
}
