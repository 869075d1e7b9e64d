// The lab as a person starts it.
import { expect } from '@playwright/test'
import { launch, type Launched, type LaunchOptions } from '../launch.ts'

/** On a computer that speaks English, until its engine is ready: whatever else this one speaks. */
export async function startLab(options: LaunchOptions = {}): Promise<Launched> {
  const language = { LANGUAGE: 'en', LC_ALL: 'en_US.UTF-8' }
  const lab = await launch({ ...options, env: { ...language, ...options.env } })
  await engineIsReady(lab)
  return lab
}

export async function engineIsReady({ page }: Pick<Launched, 'page'>): Promise<void> {
  await expect(page.getByTestId('status').getByText(/^(Engine ready|引擎就绪)$/)).toBeVisible()
}

/** Ends the lab's window and process as its menu does, and starts it again with what it remembered. */
export async function restart(lab: Launched, options: LaunchOptions = {}): Promise<Launched> {
  await lab.close()
  return startLab({ ...options, userData: lab.userData })
}

/** Of every window, as main knows them. */
export function addresses({ app }: Launched): Promise<string[]> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.webContents.getURL()))
}
