// The lessons, from the start page to the last step, without a mouse.
import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { en } from '../../renderer/locales/en/index.ts'
import { stepPath } from '../../renderer/lessons/lesson.ts'
import { lessons } from '../../renderer/lessons/lessons.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { alive, descendants } from './processes.ts'
import { runInPalette } from './steps/commands.ts'
import { pick, press } from './steps/keyboard.ts'
import { grid, weightsAre } from './steps/kernels.ts'
import { restart, startLab } from './steps/lab.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab({ userData: folder.path })
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const dock = () => lab.page.getByRole('region', { name: 'Lessons' })
const told = () => lab.page.getByTestId('lesson-told')
const button = (name: string | RegExp) => lab.page.getByRole('button', { name, exact: true })
const stepper = (name: string) =>
  lab.page.getByRole('spinbutton', { name, exact: true }).filter({ visible: true }).first()
const output = () => lab.page.getByTestId('workshop-output')
const keys = async (...pressed: readonly string[]) => {
  for (const key of pressed) await lab.page.keyboard.press(key)
}

/** A number in the middle of the 3×3 kernel. */
async function typeMiddle(number: string): Promise<void> {
  await press(lab, grid(lab).locator('[tabindex="0"]'), 'ControlOrMeta+Home', 'ArrowDown', 'ArrowRight')
  await lab.page.keyboard.type(number)
  await keys('Enter')
}

const wall = () =>
  lab.page.getByRole('region', { name: 'Feature maps' }).getByRole('region', { name: /^Layer 0, Convolution/ })

async function addLayer(name: string): Promise<void> {
  await press(lab, button('Add a layer…'), 'Enter')
  await expect(lab.page.getByRole('menu')).toBeVisible()
  await lab.page.keyboard.type(name)
  await keys('Enter')
}

/** What each step asks for, by keys. */
const deeds: Record<string, () => Promise<void>> = {
  'crossCorrelation.window': () => press(lab, output().getByRole('gridcell').first(), 'ArrowRight'),
  'crossCorrelation.turned': () => press(lab, button('Rotate 180°'), 'Enter'),
  'crossCorrelation.loops': () => press(lab, button('One step forward'), 'Enter', 'Enter', 'Enter'),
  'crossCorrelation.pixel': () =>
    press(lab, lab.page.getByRole('group', { name: /^Picture/ }).last(), 'ArrowRight', 'p'),
  'crossCorrelation.weights': () => typeMiddle('5'),
  'edges.gray': () => press(lab, lab.page.getByRole('radio', { name: 'RGB' }), 'ArrowRight', ' '),
  'edges.laplacian': async () => {
    await press(lab, button(/^Choose a kernel/), 'Enter')
    await lab.page.keyboard.type('Laplacian, 8 in the center')
    await keys('Enter')
  },
  'edges.signs': () => pick(lab, 'Mapping', 'Absolute'),
  'edges.direction': () => keys('Alt+T'),
  'edges.sharpen': () => typeMiddle('9'),
  'learning.descent': async () => {
    await expect(lab.page.getByRole('button', { name: 'Start', exact: true }).first()).toBeEnabled()
    await keys('ControlOrMeta+Enter')
  },
  'learning.optimizer': async () => {
    await press(lab, lab.page.locator('summary', { hasText: 'Settings' }), 'Enter')
    await pick(lab, 'Optimizer', 'Momentum')
    await keys('ControlOrMeta+Enter')
  },
  'learning.rate': async () => {
    await press(lab, lab.page.getByRole('spinbutton', { name: 'Learning rate' }), 'ControlOrMeta+A')
    await lab.page.keyboard.type('10')
    await keys('Enter', 'ControlOrMeta+Enter')
  },
  'learning.exact': () => runInPalette(lab, 'Use the Exact Solution'),
  'padding.rim': () => pick(lab, 'Padding', 'Same'),
  'padding.border': async () => {
    await pick(lab, 'Border', 'Replicate')
    await press(lab, output().getByRole('gridcell').first(), 'ArrowRight', 'ArrowLeft')
  },
  'padding.stride': async () => {
    await press(lab, stepper('Stride, vertical'), 'ArrowUp')
    await press(lab, stepper('Stride, horizontal'), 'ArrowUp')
  },
  'padding.rest': () => press(lab, lab.page.getByRole('radio', { name: /^Floor/ }), 'ArrowRight', ' '),
  'padding.dilation': async () => {
    await press(lab, stepper('Dilation, vertical'), 'ArrowUp')
    await press(lab, stepper('Dilation, horizontal'), 'ArrowUp')
    await press(lab, output().getByRole('gridcell').first(), 'ArrowRight')
  },
  'featureMaps.bank': () => press(lab, wall().getByRole('button').first(), 'ArrowRight'),
  'featureMaps.activation': () => addLayer('ReLU'),
  'featureMaps.parameters': async () => {
    await press(lab, lab.page.getByRole('spinbutton', { name: 'Outputs' }), 'ControlOrMeta+A')
    await lab.page.keyboard.type('32')
    await keys('Enter')
  },
  'featureMaps.shift': () =>
    press(lab, lab.page.getByRole('region', { name: 'Shift the photo' }).getByRole('spinbutton').first(), 'ArrowUp'),
  'receptiveFields.window': () =>
    press(lab, lab.page.getByRole('group', { name: /^Enlarged feature map/ }), 'ArrowRight'),
  'receptiveFields.depth': () => press(lab, lab.page.getByRole('slider', { name: 'Layer' }), 'End'),
  'receptiveFields.stride': () => addLayer('Convolution'),
  'receptiveFields.influence': () => press(lab, lab.page.getByRole('switch', { name: 'Show influence' }), ' '),
  'padding.layers': () => press(lab, button('Keep the size'), 'Enter'),
}

test('begin on the start page', async () => {
  await press(lab, button('Six short lessons'), 'Enter')
  await expect(dock()).toBeFocused()
  await press(lab, dock().getByRole('button', { name: /What convolution computes/ }), 'Enter')
  await expect(told()).toHaveText(/^One number of the output\. Point at the 16/)
})

for (const [l, lesson] of lessons.entries()) {
  test(`${l + 1}: ${en.lessons.each[lesson.id].title}`, async () => {
    await expect(dock().getByRole('heading', { level: 2 })).toHaveText(en.lessons.each[lesson.id].title)
    for (const step of lesson.steps) {
      const words = (en.lessons.each[lesson.id].steps as Record<string, { title: string; task: string; seen: string }>)[
        step.id
      ]
      await expect(dock().getByRole('heading', { level: 3 })).toHaveText(words.title)
      const sample = dock().getByRole('button', { name: 'Sample photo' })
      if (await sample.isVisible()) await press(lab, sample, 'Enter')
      await expect(told(), 'nothing is done yet').toHaveText(`${words.title}. ${words.task}`)
      await deeds[stepPath(lesson, step)]()
      await expect(told(), stepPath(lesson, step)).toHaveText(`Done. ${words.seen}`)
      await keys('ControlOrMeta+PageDown')
    }
  })
}

test('end in the list, where every lesson has its mark', async () => {
  await expect(dock().getByRole('button', { name: /Once more/ })).toHaveCount(lessons.length)
})

test('leave the lab as it was', async () => {
  await press(lab, dock().getByRole('button', { name: /^Leave/ }), 'Enter')
  await expect(dock()).toBeHidden()
  await weightsAre(lab, [-1, -1, -1, -1, 8, -1, -1, -1, -1])
  await expect(lab.page.getByRole('combobox', { name: 'Mapping' }).locator('option:checked')).toContainText('Clamp')
})

/** In the middle of the second lesson, with a kernel of one's own before it: what the lesson set up is another. */
async function inTheMiddle(): Promise<void> {
  await lab.close()
  await folder.remove()
  folder = await temporaryFolder() // nothing of it was done here
  lab = await startLab({ userData: folder.path })
  await typeMiddle('5')
  await press(lab, button('Six short lessons'), 'Enter')
  await press(lab, dock().getByRole('button', { name: /Gray and Laplacian/ }), 'Enter')
  await press(lab, dock().getByRole('button', { name: 'Sample photo' }), 'Enter')
  await keys('ControlOrMeta+PageDown', 'ControlOrMeta+PageDown')
  await expect(dock().getByRole('heading', { level: 3 })).toHaveText('Half of it is hidden')
  await weightsAre(lab, [-1, -1, -1, -1, 8, -1, -1, -1, -1])
}

/** What is on the disk. */
async function savedStep(): Promise<unknown> {
  const saved = JSON.parse(await readFile(path.join(folder.path, 'settings.json'), 'utf8'))
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
  lab = await restart(lab, { userData: folder.path })
  await isTheirOwn()
})

test('killed in the middle, the lab is one’s own at the next start, the lesson is resumed', async () => {
  await inTheMiddle()
  await expect.poll(savedStep).toBe('signs')
  const processes = descendants(lab.app.process().pid!)
  process.kill(lab.app.process().pid!, 'SIGKILL')
  await expect.poll(() => alive(processes)).toEqual([])
  lab = await startLab({ userData: folder.path })
  await isTheirOwn()
})
