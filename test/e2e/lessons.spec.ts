// The lessons, from the start page to the last step, without a mouse, in both languages.
import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { locales, type Locale } from '../../shared/commandLabels.ts'
import type { Lesson } from '../../renderer/lessons/lesson.ts'
import { stepPath } from '../../renderer/lessons/lesson.ts'
import { lessons } from '../../renderer/lessons/lessons.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { alive, descendants } from './processes.ts'
import { clickInMenu } from './steps/commands.ts'
import { press } from './steps/keyboard.ts'
import { weightsAre } from './steps/kernels.ts'
import { restart, startLab } from './steps/lab.ts'
import { lessonDeeds, typeMiddle } from './steps/lessonDeeds.ts'
import { said, texts } from './steps/words.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>> | undefined
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.afterAll(async () => {
  await lab.close()
  await folder?.remove()
})

/** A lab in which nothing of the lessons was done. */
async function startAnew(language: Locale = 'en'): Promise<void> {
  if (folder) await lab.close()
  await folder?.remove()
  folder = await temporaryFolder()
  lab = await startLab({ userData: folder.path })
  if (language === 'zh') await clickInMenu(lab, 'languageChinese')
}

const dock = (language: Locale = 'en') =>
  lab.page.getByRole('region', { name: said(language).text('lessons.title'), exact: true })
const told = () => lab.page.getByTestId('lesson-told')
const button = (name: string | RegExp) => lab.page.getByRole('button', { name, exact: true })
const keys = async (...pressed: readonly string[]) => {
  for (const key of pressed) await lab.page.keyboard.press(key)
}

/** Each step sets up the lab, asks, sees when it was done, and goes on to the next. */
async function take(lesson: Lesson, language: Locale): Promise<void> {
  const t = said(language)
  const { title, steps } = texts[language].lessons.each[lesson.id]
  await expect(dock(language).getByRole('heading', { level: 2 })).toHaveText(title)
  for (const step of lesson.steps) {
    const words = (steps as Record<string, { title: string; task: string; seen: string }>)[step.id]
    await expect(dock(language).getByRole('heading', { level: 3 })).toHaveText(words.title)
    const sample = t.button('lessons.sample', dock(language))
    if (await sample.isVisible()) await press(lab, sample, 'Enter')
    const both = (one: string, other: string) => t.text('lessons.both', { one, other })
    await expect(told(), 'nothing is done yet').toHaveText(both(words.title, words.task))
    await lessonDeeds(lab, language)[stepPath(lesson, step)]()
    await expect(told(), stepPath(lesson, step)).toHaveText(both(t.text('lessons.done'), words.seen))
    await keys('ControlOrMeta+PageDown')
  }
}

for (const language of locales) {
  const t = said(language)
  const each = texts[language].lessons.each

  test(`${language}: begin on the start page`, async () => {
    await startAnew(language)
    await press(lab, t.button('lessons.startEntry', lab.page), 'Enter')
    await expect(dock(language)).toBeFocused()
    const { title, steps } = each.crossCorrelation
    await press(lab, dock(language).getByRole('button', { name: title }), 'Enter')
    await expect(told()).toContainText(steps.window.task)
  })

  for (const [l, lesson] of lessons.entries()) {
    test(`${language}, ${l + 1}: ${each[lesson.id].title}`, () => take(lesson, language))
  }

  test(`${language}: end in the list, where every lesson has its mark`, async () => {
    const again = dock(language).getByRole('button', { name: t.text('lessons.again') })
    await expect(again).toHaveCount(lessons.length)
  })

  test(`${language}: leave the lab as it was`, async () => {
    await press(lab, dock(language).getByRole('button', { name: t.text('lessons.leave') }), 'Enter')
    await expect(dock(language)).toBeHidden()
    await weightsAre(lab, [-1, -1, -1, -1, 8, -1, -1, -1, -1])
    const mapping = lab.page.getByRole('combobox', { name: t.text('convolution.mapping') })
    await expect(mapping.locator('option:checked')).toContainText(t.text('convolution.mappings.clamp'))
  })
}

/** In the middle of the second lesson, with a kernel of one's own before it: what the lesson set up is another. */
async function inTheMiddle(): Promise<void> {
  await startAnew()
  await typeMiddle(lab, '5')
  await press(lab, button('Six short lessons'), 'Enter')
  await press(lab, dock().getByRole('button', { name: /Gray and Laplacian/ }), 'Enter')
  await press(lab, dock().getByRole('button', { name: 'Sample photo' }), 'Enter')
  await keys('ControlOrMeta+PageDown', 'ControlOrMeta+PageDown')
  await expect(dock().getByRole('heading', { level: 3 })).toHaveText('Half of it is hidden')
  await weightsAre(lab, [-1, -1, -1, -1, 8, -1, -1, -1, -1])
}

/** What is on the disk. */
async function savedStep(): Promise<unknown> {
  const saved = JSON.parse(await readFile(path.join(folder!.path, 'settings.json'), 'utf8'))
  return saved.settings.workspace.lessons?.at?.step
}

/** The kernel is the person's own, and the lesson goes on where it was. */
async function isTheirOwn(): Promise<void> {
  await weightsAre(lab, [-1, -1, -1, -1, 5, -1, -1, -1, -1])
  await press(lab, button('Go on with the lessons'), 'Enter')
  await expect(dock().getByRole('heading', { level: 3 })).toHaveText('Half of it is hidden')
}

test('closing the window in the middle is leaving: the lab is one’s own at the next start, the lesson is resumed', async () => {
  await inTheMiddle()
  lab = await restart(lab, { userData: folder!.path })
  await isTheirOwn()
})

test('killed in the middle, the lab is one’s own at the next start, the lesson is resumed', async () => {
  await inTheMiddle()
  await expect.poll(savedStep).toBe('signs')
  const processes = descendants(lab.app.process().pid!)
  process.kill(lab.app.process().pid!, 'SIGKILL')
  await expect.poll(() => alive(processes)).toEqual([])
  lab = await startLab({ userData: folder!.path })
  await isTheirOwn()
})
