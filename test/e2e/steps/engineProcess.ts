// The engine as the system sees it.
import { expect } from '@playwright/test'
import type { Launched } from '../launch.ts'

/** Of the utility process that is called engine; null while there is none. */
export function enginePid({ app }: Launched): Promise<number | null> {
  return app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'engine')?.pid ?? null)
}

/** As the system's memory killer does it: without warning. */
export async function killEngine(lab: Launched): Promise<void> {
  await expect.poll(() => enginePid(lab)).not.toBeNull()
  const pid = await enginePid(lab)
  process.kill(pid!, 'SIGKILL')
  await expect.poll(() => enginePid(lab)).not.toBe(pid)
}
