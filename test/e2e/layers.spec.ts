// A stack of layers on the photo, without a mouse: presets, the wall, a value and its field, the slider, a shift, files.
import { expect, test } from '@playwright/test'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { writeSafetensors } from '../../shared/formats/safetensors.ts'
import type { temporaryFolder } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { isAccessible } from './steps/axe.ts'
import { clickInMenu } from './steps/commands.ts'
import { chooseInOpenDialog, chooseInSaveDialog } from './steps/dialogs.ts'
import { killEngine } from './steps/engineProcess.ts'
import { pick, press, tabTo } from './steps/keyboard.ts'
import { engineIsReady } from './steps/lab.ts'
import { chosenLayer, layer, mapsAreShown, stage, thumb } from './steps/layers.ts'
import { notices } from './steps/notices.ts'
import { painted } from './steps/painted.ts'
import { setTheme, startScene } from './steps/scenes.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  ;({ folder, lab } = await startScene())
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const words = () => lab.page.getByTestId('field-words')
const value = () => lab.page.getByTestId('map-value')
const slider = () => lab.page.getByRole('slider', { name: 'Layer', exact: true })

test('without a photo the layers have shapes already, and a way to one', async () => {
  await lab.page.keyboard.press('Alt+6')
  await expect(layer(lab, 4)).toHaveAccessibleName(/^Layer 4 Max pooling.* output 16 × 240 × 320/)
  await isAccessible(lab, 'layers without a photo')
  await press(lab, lab.page.getByRole('button', { name: 'Use the sample photo' }), 'Enter')
  await mapsAreShown(lab, 4, 16)
})

test('a preset, its wall, one map enlarged', async () => {
  await pick(lab, 'Network', 'Eight edges')
  await expect(chosenLayer(lab)).toHaveAccessibleName(/^Layer 0 Convolution.* output 8 × 452 × 678/)
  await mapsAreShown(lab, 0, 8)
  await press(lab, thumb(lab, 0, 0), 'ArrowRight', 'ArrowRight')
  await expect(thumb(lab, 0, 2)).toBeFocused()
  await expect(lab.page.getByRole('img', { name: /^Map 2 of layer 0, 452 × 678, values from −/ })).toBeVisible()
  expect((await painted(lab.page.getByTestId('stack-map'))).width).toBeGreaterThan(300)
})

test('a value is pointed at by keys, and tells what it sees', async () => {
  await press(lab, stage(lab, 'map'), 'ArrowDown', 'ArrowRight', 'ArrowRight')
  await expect(value()).toHaveText(/^Layer 0, map 2, row 227, column 341: −?[\d.]+$/)
  await expect(lab.page.getByText('Map 2, row 227, column 341', { exact: true })).toBeInViewport({ ratio: 1 }) // seen, too
  await expect(words()).toHaveText(
    /^Every value of this layer sees 3 × 3 pixels, one step further every 1 and 1\. Nine/,
  )
  await lab.page.keyboard.press('+')
  await lab.page.keyboard.press('0')
})

test('a slider over the layers lets the field grow about the same place', async () => {
  await pick(lab, 'Network', 'VGG-like block')
  await mapsAreShown(lab, 4, 16)
  await press(lab, stage(lab, 'map'), 'ArrowDown')
  await expect(words()).toHaveText(/sees 6 × 6 pixels, one step further every 2 and 2/)
  await press(lab, slider(), 'Home')
  await expect(words()).toHaveText(/^A pixel of the photo sees itself/)
  for (const side of [3, 3, 5, 5, 6]) {
    await lab.page.keyboard.press('ArrowRight')
    await expect(words()).toHaveText(new RegExp(`sees ${side} × ${side} pixels`))
  }
  await expect(chosenLayer(lab)).toHaveAccessibleName(/^Layer 4/)
})

test('a shift: convolutions move along exactly, pooling nearly', async () => {
  const told = lab.page.getByTestId('shift-words')
  await press(lab, lab.page.getByRole('spinbutton', { name: 'Shift the photo, Down' }), 'ArrowUp', 'ArrowUp', 'ArrowUp')
  await expect(told).toHaveText(
    /^The step of this layer, 2 and 2 pixels, does not divide the shift.* moved along exactly/,
  )
  await lab.page.keyboard.press('ArrowUp')
  await expect(told).toHaveText(/^All [\d,]+ values that both photos show moved along, 2 down and 0 right, exactly\./)
  await expect(lab.page.getByRole('radio', { name: 'Shifted' })).toBeChecked()
  await press(lab, lab.page.getByRole('radio', { name: 'Shifted' }), 'ArrowRight', ' ')
  await expect(lab.page.getByRole('radio', { name: 'Difference' })).toBeChecked()
  await expect(lab.page.getByRole('img', { name: /of layer 4, .* values from 0 to 0$/ })).toBeVisible()
  await press(lab, lab.page.getByRole('button', { name: 'Back', exact: true }), 'Enter')
})

test('layers are moved, duplicated, removed and added by keys; what does not fit is named', async () => {
  await press(lab, chosenLayer(lab), 'Alt+ArrowUp')
  await expect(layer(lab, 3)).toHaveAccessibleName(/Max pooling/)
  await expect(layer(lab, 3)).toBeFocused()
  await lab.page.keyboard.press('ControlOrMeta+D')
  await expect(layer(lab, 4)).toHaveAccessibleName(/^Layer 4 Max pooling.* output 16 × 113 × 169/)
  await press(lab, chosenLayer(lab), 'Delete')
  await press(lab, lab.page.getByRole('button', { name: 'Add a layer…' }), 'Enter')
  await lab.page.keyboard.type('Fully')
  await lab.page.keyboard.press('Enter')
  const refusal = lab.page.getByRole('alert').filter({ hasText: 'does not fit' })
  await expect(refusal).toContainText('Layer 5, Fully connected, does not fit what comes before it.')
  await expect(refusal).toContainText('a flatten layer has to stand before it')
  await isAccessible(lab, 'a layer that does not fit')
  await press(lab, chosenLayer(lab), 'Delete')
  await expect(refusal).toBeHidden()
})

test('a layer is dragged by its handle to another place, and lies where it was after Escape', async () => {
  await pick(lab, 'Network', 'VGG-like block')
  await expect(layer(lab, 4)).toHaveAccessibleName(/Max pooling/)
  const { mouse, keyboard } = lab.page
  const takeTo = async (from: number, to: number, share: number) => {
    const grip = (await layer(lab, from).getByTitle(`Drag to move layer ${from}`).boundingBox())!
    const row = (await layer(lab, to).boundingBox())!
    await mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2)
    await mouse.down()
    await mouse.move(grip.x + 8, row.y + row.height / 2)
    await mouse.move(grip.x + 8, row.y + row.height * share)
  }
  await takeTo(4, 1, 0.2)
  await mouse.up()
  await expect(layer(lab, 1)).toHaveAccessibleName(/Max pooling.* output 16 × 226 × 339/)
  await expect(layer(lab, 4)).toHaveAccessibleName(/ReLU.* output 16 × 226 × 339/)
  await takeTo(1, 4, 0.8)
  await keyboard.press('Escape')
  await mouse.up()
  await expect(layer(lab, 1)).toHaveAccessibleName(/Max pooling/)
  await takeTo(1, 4, 0.8)
  await mouse.up()
  await expect(layer(lab, 4)).toHaveAccessibleName(/Max pooling/)
  await mapsAreShown(lab, 4, 16)
})

test('the kernel of the editor becomes a layer’s', async () => {
  await press(lab, chosenLayer(lab), 'Home', 'ArrowDown')
  await press(lab, lab.page.getByRole('button', { name: 'Use the kernel of the editor' }), 'Enter')
  await expect(layer(lab, 0)).toHaveAccessibleName(/^Layer 0 Convolution.* output 1 × 452 × 678/)
  await expect(lab.page.getByTestId('layer-cost')).toHaveText(/^This layer learns 27 numbers\. .* times as many\.$/)
  await mapsAreShown(lab, 0, 1)
})

test('the network goes to a file that the command line reads, and comes back', async () => {
  const file = path.join(folder.path, 'network.json')
  await chooseInSaveDialog(lab, file)
  await press(lab, lab.page.getByRole('button', { name: 'Export…' }), 'Enter')
  await expect(notices(lab)).toContainText('network.json')
  const written = JSON.parse(await readFile(file, 'utf8'))
  expect(written.input).toEqual([3, 452, 678])
  expect(written.layers[0]).toMatchObject({ type: 'conv2d', out: 1, kernel: 3 })
  await pick(lab, 'Network', 'LeNet')
  await expect(layer(lab, 11)).toHaveAccessibleName(/^Layer 11 Fully connected.* output 10/)
  await chooseInOpenDialog(lab, file)
  await press(lab, lab.page.getByRole('button', { name: 'Import…' }), 'Enter')
  await expect(layer(lab, 0)).toHaveAccessibleName(/^Layer 0 Convolution.* output 1 × 452 × 678/)
})

test('a foreign file: its convolutions one by one, their kernels and maps, by keys', async () => {
  const file = path.join(folder.path, 'foreign.safetensors')
  const numbers = (length: number) => Float32Array.from({ length }, (_, i) => ((i * 7919) % 64) / 64 - 0.5)
  const bytes = writeSafetensors([
    { name: 'stem.conv.weight', shape: [6, 3, 5, 5], data: numbers(450) },
    { name: 'stem.conv.bias', shape: [6], data: numbers(6) },
    { name: 'block.deep.weight', shape: [9, 6, 3, 3], data: numbers(486) },
    { name: 'head.weight', shape: [10, 9], data: numbers(90) },
  ])
  await writeFile(file, bytes)
  await chooseInOpenDialog(lab, file)
  await press(lab, lab.page.getByRole('button', { name: 'Import…' }), 'Enter')
  await expect(notices(lab)).toContainText('Its 2 convolutions can be looked at')
  await mapsAreShown(lab, 0, 6)
  const tiles = lab.page.getByRole('list', { name: 'Kernels of this layer' }).getByRole('listitem')
  await expect(tiles).toHaveCount(6)
  await pick(lab, 'Convolution of foreign.safetensors', 'block.deep')
  await expect(chosenLayer(lab)).toHaveAccessibleName(/^Layer 1 Convolution.* output 9 × /)
  await mapsAreShown(lab, 1, 9)
  await expect(tiles).toHaveCount(9)
  await expect(lab.page.getByText('It reads 6 channels')).toBeVisible()
  await isAccessible(lab, 'a foreign convolution')
  await pick(lab, 'Network', 'Eight edges')
  await expect(lab.page.getByRole('combobox', { name: 'Convolution of foreign.safetensors' })).toHaveCount(0)
})

test('in both themes, axe finds nothing serious', async () => {
  await pick(lab, 'Network', 'Tiny VGG')
  await expect(lab.page.getByRole('slider', { name: /^The numbers of layer 11/ })).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(lab, theme)
    await isAccessible(lab, `layers, ${theme}`)
  }
})

test('the engine dies: the room poses its stack again', async () => {
  await pick(lab, 'Network', 'Eight edges')
  await mapsAreShown(lab, 0, 8)
  await killEngine(lab)
  await expect(notices(lab)).toContainText('The engine is back')
  await engineIsReady(lab)
  await mapsAreShown(lab, 0, 8)
  await expect(notices(lab).getByRole('alert')).toHaveCount(0)
  await tabTo(lab, stage(lab, 'map'))
  await lab.page.keyboard.press('ArrowDown')
  await expect(value()).toHaveText(/^Layer 0, map \d, row \d+, column \d+: /)
  await clickInMenu(lab, 'showPhoto')
})
