// A run whose lab is killed: the next start takes it up where it stood, and it ends with the numbers of a run that was left alone.
import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { alive, descendants } from './processes.ts'
import { clipboardText, runInPalette } from './steps/commands.ts'
import { killEngine } from './steps/engineProcess.ts'
import { press } from './steps/keyboard.ts'
import { startLab } from './steps/lab.ts'
import { notices } from './steps/notices.ts'

const bar = ({ page }: Launched) =>
  page.getByRole('region', { name: 'Preview' }).getByRole('region', { name: 'Run', exact: true })
const iteration = async (lab: Launched) =>
  Number(await bar(lab).getByRole('slider', { name: 'Iteration' }).inputValue())

/** What the lab would print of the run that is shown. */
async function printout(lab: Launched): Promise<string> {
  await runInPalette(lab, 'Copy the Run as Text')
  await expect(notices(lab).getByText('Run copied as text')).toBeVisible()
  return clipboardText(lab)
}

/** The iteration that settings.json holds; null before there is one. */
function kept(userData: string): number | null {
  const { settings } = JSON.parse(readFileSync(path.join(userData, 'settings.json'), 'utf8'))
  return settings.workspace.learnCheckpoint?.run?.state?.iteration ?? null
}

/** As when the power fails: nothing of it can say goodbye. */
async function killLab({ app }: Launched): Promise<void> {
  const main = app.process().pid!
  const processes = [main, ...descendants(main)]
  for (const pid of processes) process.kill(pid, 'SIGKILL')
  await expect.poll(() => alive(processes)).toEqual([])
}

test('a run goes on after its engine, and then the lab itself, were killed, and comes to the same numbers', async () => {
  const folder = await temporaryFolder()
  const userData = path.join(folder.path, 'user')
  const first = await startLab({ userData })
  await runInPalette(first, 'Open the Lecture')
  await expect(first.page.getByText('Ready: 70 equations for 9 unknowns')).toBeVisible()
  await first.page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(() => iteration(first)).toBeGreaterThan(100)
  await killEngine(first)
  const atCrash = await iteration(first)
  await expect.poll(() => iteration(first), 'it goes on with the next engine').toBeGreaterThan(atCrash)
  await expect.poll(() => kept(userData)).toBeGreaterThan(100)
  await killLab(first)
  const left = kept(userData)!
  expect(left).toBeLessThan(10_000)

  const second = await startLab({ userData })
  const offer = second.page.getByRole('status').filter({ hasText: /of 10,000/ })
  await expect(offer).toContainText(left.toLocaleString('en'))
  await press(second, offer.getByRole('button', { name: 'Go on with it' }), 'Enter')
  await expect(second.page.getByText('Paused', { exact: true }).first()).toBeVisible()
  await second.page.keyboard.press('Alt+7')
  expect(await iteration(second)).toBe(left)
  await second.page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(() => iteration(second), { timeout: 20_000 }).toBe(10_000)
  const resumed = await printout(second)

  await second.page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(() => iteration(second)).toBeLessThan(10_000)
  await expect.poll(() => iteration(second), { timeout: 20_000 }).toBe(10_000)
  expect(await printout(second)).toBe(resumed)
  await second.close()
  await folder.remove()
})
