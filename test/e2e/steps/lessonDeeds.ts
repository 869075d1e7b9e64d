// What each step of the lessons asks for, done by keys, in a window of either language.
import { expect } from '@playwright/test'
import type { Locator } from '@playwright/test'
import type { Locale } from '../../../shared/commandLabels.ts'
import { presetNames } from '../../../shared/kernel/presetNames.ts'
import type { Launched } from '../launch.ts'
import { runInPalette } from './commands.ts'
import { grid } from './kernels.ts'
import { pick, press } from './keyboard.ts'
import { said } from './words.ts'

/** A number in the middle of the 3×3 kernel. */
export async function typeMiddle(lab: Launched, number: string): Promise<void> {
  await press(lab, grid(lab).locator('[tabindex="0"]'), 'ControlOrMeta+Home', 'ArrowDown', 'ArrowRight')
  await lab.page.keyboard.type(number)
  await lab.page.keyboard.press('Enter')
}

/** By the path of each step. */
export function lessonDeeds(lab: Launched, language: Locale): Readonly<Record<string, () => Promise<void>>> {
  const { page } = lab
  const t = said(language)
  const keys = async (...pressed: readonly string[]) => {
    for (const key of pressed) await page.keyboard.press(key)
  }
  const firstOutput = () => page.getByTestId('workshop-output').getByRole('gridcell').first()
  const radio = (name: RegExp | string) => page.getByRole('radio', { name })
  const stepper = (name: 'stride' | 'dilation', axis: 'vertical' | 'horizontal') => {
    const label = `${t.text(`workshop.${name}`)}, ${t.text(`convolution.${axis}`)}`
    return page.getByRole('spinbutton', { name: label, exact: true }).filter({ visible: true }).first()
  }
  const stepBoth = async (name: 'stride' | 'dilation') => {
    await press(lab, stepper(name, 'vertical'), 'ArrowUp')
    await press(lab, stepper(name, 'horizontal'), 'ArrowUp')
  }
  const typeOver = async (field: Locator, text: string) => {
    await press(lab, field, 'ControlOrMeta+A')
    await page.keyboard.type(text)
    await keys('Enter')
  }
  const field = (role: 'spinbutton' | 'slider' | 'switch', key: Parameters<typeof t.text>[0]) =>
    page.getByRole(role, { name: t.text(key) })
  const firstLayer = () =>
    page
      .getByRole('region', { name: t.text('layers.wall.title') })
      .getByRole('region', { name: t.text('layers.wall.layer', { number: 0, name: t.text('layers.types.conv2d') }) })
  /** Down the menu, whatever its letters. */
  const addLayer = async (type: 'relu' | 'conv2d') => {
    await press(lab, page.getByRole('button', { name: `${t.text('layers.list.add')}…`, exact: true }), 'Enter')
    const entries = page.getByRole('menuitem')
    await expect(entries.first()).toBeFocused()
    const names = await entries.allInnerTexts()
    const wanted = names.findIndex((name) => name.trim().startsWith(t.text(`layers.types.${type}`)))
    await keys(...new Array<string>(wanted).fill('ArrowDown'), 'Enter')
  }

  return {
    'crossCorrelation.window': () => press(lab, firstOutput(), 'ArrowRight'),
    'crossCorrelation.turned': () => press(lab, t.button('commands.rotateHalf', page), 'Enter'),
    'crossCorrelation.loops': () => press(lab, t.button('explain.walk.forward', page), 'Enter', 'Enter', 'Enter'),
    'crossCorrelation.pixel': () =>
      press(lab, page.getByRole('group', { name: t.beginning('explain.stage') }).last(), 'ArrowRight', 'p'),
    'crossCorrelation.weights': () => typeMiddle(lab, '5'),
    'edges.gray': () => press(lab, radio('RGB'), 'ArrowRight', ' '),
    'edges.laplacian': async () => {
      await press(lab, page.getByRole('button', { name: t.beginning('kernel.picker.label') }), 'Enter')
      await page.keyboard.type(presetNames.laplacian[language])
      await keys('Enter')
    },
    'edges.signs': () => pick(lab, t.text('convolution.mapping'), t.text('convolution.mappings.absolute')),
    'edges.direction': () => keys('Alt+T'),
    'edges.sharpen': () => typeMiddle(lab, '9'),
    'learning.descent': async () => {
      await expect(t.button('learn.run.start', page).first()).toBeEnabled()
      await keys('ControlOrMeta+Enter')
    },
    'learning.optimizer': async () => {
      await press(lab, page.locator('summary', { hasText: t.text('learn.settings.title') }), 'Enter')
      await pick(lab, t.text('learn.settings.optimizer'), t.text('learn.settings.optimizers.momentum'))
      await keys('ControlOrMeta+Enter')
    },
    'learning.rate': async () => {
      await typeOver(field('spinbutton', 'learn.settings.rate'), '10')
      await keys('ControlOrMeta+Enter')
    },
    'learning.exact': () => runInPalette(lab, t.text('commands.adoptExact'), language),
    'padding.rim': () => pick(lab, t.text('workshop.padding'), t.text('convolution.paddings.same')),
    'padding.border': async () => {
      await pick(lab, t.text('workshop.border'), t.text('convolution.borders.replicate'))
      await press(lab, firstOutput(), 'ArrowRight', 'ArrowLeft')
    },
    'padding.stride': () => stepBoth('stride'),
    'padding.rest': () => press(lab, radio(t.beginning('workshop.roundings.floor')), 'ArrowRight', ' '),
    'padding.dilation': async () => {
      await stepBoth('dilation')
      await press(lab, firstOutput(), 'ArrowRight')
    },
    'padding.layers': () => press(lab, t.button('workshop.chain.keep', page), 'Enter'),
    'featureMaps.bank': () => press(lab, firstLayer().getByRole('button').first(), 'ArrowRight'),
    'featureMaps.activation': () => addLayer('relu'),
    'featureMaps.parameters': () => typeOver(field('spinbutton', 'layers.fields.out'), '32'),
    'featureMaps.shift': () => {
      const panel = page.getByRole('region', { name: t.text('layers.shift.title') })
      return press(lab, panel.getByRole('spinbutton').first(), 'ArrowUp')
    },
    'receptiveFields.window': () =>
      press(lab, page.getByRole('group', { name: t.beginning('layers.stage.map') }), 'ArrowRight'),
    'receptiveFields.depth': () => press(lab, field('slider', 'layers.field.slider'), 'End'),
    'receptiveFields.stride': () => addLayer('conv2d'),
    'receptiveFields.influence': () => press(lab, field('switch', 'layers.field.heat'), ' '),
  }
}
