// The workshop without a mouse: sizes, pads, strides, rests, borders and rows of convolutions, counted.
import { expect, test } from '@playwright/test'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { noisePicture, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { pick, press, tabTo } from './steps/keyboard.ts'
import { startLab } from './steps/lab.ts'
import { refusalIsTold } from './steps/notices.ts'
import { photoIsShown } from './steps/photos.ts'

const lecture = [1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1]
const weights = [2, 0, 1, 0, 1, 2, 1, 0, 2]
const ramp = Array.from({ length: 64 }, (_, i) => i)
const picture = noisePicture(40, 30, 1)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab({ args: [await writePhoto(folder.path, 'gray.png', await open(picture).png().toBuffer())] })
  await photoIsShown(lab, 'gray.png')
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const output = () => lab.page.getByTestId('workshop-output')
const input = () => room().getByRole('grid', { name: /^Padded input/ })
const room = () => lab.page.getByRole('region', { name: 'Preview' })
const keys = async (...pressed: readonly string[]) => {
  for (const key of pressed) await lab.page.keyboard.press(key)
}
const stepper = (name: string) => room().getByRole('spinbutton', { name, exact: true })

/** Cells as they are said: 'Output row 0, column 1: 16'. */
const cells = (which = output()) =>
  which.getByRole('gridcell').evaluateAll((all) => all.map((cell) => Number(cell.textContent!.replace('−', '-'))))

/** From another program, into what has the focus. */
function pasteText(text: string): Promise<void> {
  return lab.page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement!.dispatchEvent(event)
  }, text)
}

/** y by the readable sums. */
function reference(x: readonly number[], w: readonly number[], options: ConvolutionOptions): number[] {
  const [extent, side] = [Math.sqrt(x.length), Math.sqrt(w.length)]
  const shapes = [
    [1, 1, extent, extent],
    [1, 1, side, side],
  ] as const
  const g = convolutionGeometry(...shapes, options)
  return [...convolve(tensor(shapes[0], Float64Array.from(x)), tensor(shapes[1], Float64Array.from(w)), null, g).data]
}

test('the lecture’s numbers, each with its sum', async () => {
  await keys('Alt+2')
  expect(await cells()).toEqual([15, 16, 6, 15])
  await press(lab, output().locator('[tabindex="0"]'), 'ArrowRight')
  await expect(lab.page.getByTestId('workshop-status')).toHaveText('Output 0, 1: 9 products, sum 16')
  await keys('ArrowDown')
  await expect(lab.page.getByTestId('workshop-status')).toHaveText('Output 1, 1: 9 products, sum 15')
})

test('the other direction: which windows read a number', async () => {
  await press(lab, input().locator('[tabindex="0"]'), 'ControlOrMeta+Home', 'ArrowRight', 'ArrowDown')
  await expect(lab.page.getByTestId('workshop-status')).toHaveText('Read by 4 windows')
  await keys('ControlOrMeta+Home')
  await expect(lab.page.getByTestId('workshop-status')).toHaveText('Read by 1 window')
})

test('a weight is typed, and every output follows', async () => {
  await press(lab, room().getByRole('spinbutton', { name: 'Weight in row 0, column 0' }), 'ControlOrMeta+A')
  await lab.page.keyboard.type('-3')
  await keys('Enter')
  await expect.poll(() => cells()).toEqual(reference(lecture, weights.with(0, -3), {}))
  await lab.page.keyboard.press('ControlOrMeta+A')
  await lab.page.keyboard.type('2')
  await keys('Enter')
})

test('numbers are typed into the input, stepped, taken back and brought again', async () => {
  await press(lab, input().locator('[tabindex="0"]'), 'ControlOrMeta+Home', 'ArrowRight')
  await lab.page.keyboard.type('-4.5')
  await keys('Enter')
  const typed = lecture.with(1, -4.5)
  await expect.poll(() => cells(input())).toEqual(typed)
  await expect.poll(() => cells()).toEqual(reference(typed, weights, {}))
  await expect(room().getByRole('combobox', { name: 'Input' }).locator('option:checked')).toHaveText('Your own numbers')
  await expect(input().getByRole('gridcell', { name: 'Row 1, column 1: 1' })).toBeFocused()
  await lab.page.keyboard.type('77')
  await keys('Escape')
  await keys('Shift+ArrowRight', 'Delete', 'ArrowUp')
  await expect.poll(() => cells(input())).toEqual(typed.with(5, 0))
  await keys('ControlOrMeta+Z', 'ControlOrMeta+Z')
  await expect.poll(() => cells(input())).toEqual(typed)
  await keys('ControlOrMeta+Z')
  await expect.poll(() => cells(input())).toEqual(lecture)
  await keys('ControlOrMeta+Shift+Z')
  await expect.poll(() => cells(input())).toEqual(typed)
})

test('a matrix is pasted into the input, and one that is too large is refused', async () => {
  await press(lab, input().locator('[tabindex="0"]'), 'ControlOrMeta+End')
  await pasteText('1 2 3\n4 5 6\n7 8 9')
  const square = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  await expect.poll(() => cells(input())).toEqual(square)
  await expect.poll(() => cells()).toEqual(reference(square, weights, {}))
  await press(lab, stepper('Input, rows'), 'ArrowUp')
  await expect.poll(() => cells(input())).toEqual([...square, 0, 0, 0])
  await press(lab, input().locator('[tabindex="0"]'), 'Home')
  await pasteText(Array.from({ length: 17 }, (_, i) => i).join(' '))
  await refusalIsTold(lab, 'too-large', 'the input takes up to 16 × 16 numbers, got 1 × 17')
  await pick(lab, 'Input', 'Lecture, 4', room())
  await expect.poll(() => cells(input())).toEqual(lecture)
})

test('handles add border on each side, and each border says what it fills in', async () => {
  await press(lab, room().getByRole('slider', { name: 'Padding above' }), 'ArrowUp')
  await press(lab, room().getByRole('slider', { name: 'Padding on the left' }), 'ArrowLeft', 'ArrowLeft')
  const pads = [1, 2, 0, 0] as const
  await expect(room().getByText('y, 3 × 4')).toBeVisible()
  for (const [mode, name, from] of [
    ['zeros', 'Zeros', /: 0, border$/],
    ['replicate', 'Replicate', /a copy of row 0, column 0$/],
    ['reflect', 'Reflect', /a copy of row 1, column 2$/],
    ['symmetric', 'Symmetric', /a copy of row 0, column 1$/],
    ['circular', 'Circular', /a copy of row 3, column 2$/],
  ] as const) {
    await pick(lab, 'Border', name, room())
    await expect(input().getByRole('gridcell').first()).toHaveAccessibleName(from)
    const options = { padding: pads, border: { mode, value: 0 } } as const
    await expect.poll(() => cells()).toEqual(reference(lecture, weights, options))
  }
})

test('a stride with a rest: numbers never read, and four answers side by side', async () => {
  await pick(lab, 'Padding', 'Valid', room())
  await pick(lab, 'Border', 'Zeros', room())
  await pick(lab, 'Input', 'Ramp', room())
  for (const axis of ['vertical', 'horizontal']) await press(lab, stepper(`Stride, ${axis}`), 'ArrowUp')
  await expect(room().getByText('A rest of 1 row and 1 column is left over.')).toBeVisible()
  await expect(room().getByText('never read: 15')).toBeVisible()
  for (const [policy, text] of [
    ['floor', '3 × 3'],
    ['ceil', '4 × 4'],
    ['round', '4 × 4'],
    ['error', 'refused'],
  ]) {
    await expect(lab.page.getByTestId(`rounding-${policy}`)).toContainText(text)
  }
  await expect.poll(() => cells()).toEqual(reference(ramp, weights, { stride: 2 }))
  await press(lab, lab.page.getByTestId('rounding-floor'), 'ArrowRight', ' ')
  await expect.poll(() => cells()).toEqual(reference(ramp, weights, { stride: 2, rounding: 'ceil' }))
  await expect(output().getByRole('gridcell', { name: /hangs over$/ })).toHaveCount(7)
})

test('dilation reads every second number', async () => {
  for (const axis of ['vertical', 'horizontal']) {
    await press(lab, stepper(`Stride, ${axis}`), 'Home')
    await press(lab, stepper(`Dilation, ${axis}`), 'ArrowUp')
  }
  await expect.poll(() => cells()).toEqual(reference(ramp, weights, { dilation: 2 }))
})

/** From a handle's middle, so many cells down and to the right. */
async function drag(name: string, down: number, across: number, release = true): Promise<void> {
  const { mouse } = lab.page
  const box = (await room().getByRole('slider', { name }).boundingBox())!
  const cell = (await input().getByRole('gridcell').nth(1).boundingBox())!.width
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await mouse.move(x, y)
  await mouse.down()
  for (let step = 1; step <= 4; step++) await mouse.move(x + (across * cell * step) / 4, y + (down * cell * step) / 4)
  if (release) await mouse.up()
}

test('stride, dilation and pads are drawn on the grid, and one undo takes a drag back', async () => {
  const strideHandle = room().getByRole('slider', { name: 'Stride: where the second window begins' })
  const dilationHandle = room().getByRole('slider', { name: 'Dilation: where the second weight lies' })
  const follows = (options: ConvolutionOptions) =>
    expect.poll(() => cells()).toEqual(reference(ramp, weights, { rounding: 'ceil', ...options }))
  await press(lab, dilationHandle, 'Home')
  await follows({})
  await drag('Stride:', 2, 1)
  await follows({ stride: [3, 2] })
  await expect(strideHandle).toHaveAttribute('aria-valuetext', '3 down, 2 across')
  await tabTo(lab, strideHandle)
  await keys('ControlOrMeta+Z')
  await follows({})
  await drag('Stride:', 1, 3, false)
  await follows({ stride: [2, 4] })
  await keys('Escape')
  await follows({})
  await lab.page.mouse.up()
  await press(lab, strideHandle, 'ArrowDown', 'ArrowRight', 'ArrowRight')
  await follows({ stride: [2, 3] })
  await keys('Home')

  await drag('Dilation:', 1, 2)
  await follows({ dilation: [2, 3] })
  await drag('Dilation:', 20, 20) // it stops where the kernel would not fit any more
  await follows({ dilation: [3, 3] })
  await press(lab, dilationHandle, 'ArrowUp', 'ArrowLeft', '-')
  await follows({})

  await drag('Padding above', -2, 0)
  await drag('Padding on the right', 0, 1)
  await follows({ padding: [2, 0, 0, 1] })
  await tabTo(lab, dilationHandle)
  await keys('ControlOrMeta+Z', 'ControlOrMeta+Z')
  await follows({})
})

test('several convolutions in a row shrink the picture, or keep it', async () => {
  const summary = lab.page.getByTestId('chain-summary')
  await expect(summary).toHaveText('From 32 × 32 to 26 × 26.')
  await press(lab, room().getByRole('button', { name: 'Add a layer' }), 'Enter')
  await expect(summary).toHaveText('From 32 × 32 to 24 × 24.')
  await press(lab, room().getByRole('button', { name: 'Keep the size' }), 'Enter')
  await expect(summary).toHaveText('The size is kept through all layers.')
  await press(lab, room().getByRole('spinbutton', { name: 'Stride s, layer 1' }), 'ArrowUp')
  await expect(summary).toHaveText('From 32 × 32 to 16 × 16.')
})

test('the photo’s own gray levels are an input, from any corner', async () => {
  for (const axis of ['vertical', 'horizontal']) await press(lab, stepper(`Dilation, ${axis}`), 'Home')
  await pick(lab, 'Input', 'Photo', room())
  await press(lab, room().getByRole('spinbutton', { name: 'From, row' }), 'ControlOrMeta+A')
  await lab.page.keyboard.type('3')
  await keys('Enter')
  await press(lab, room().getByRole('spinbutton', { name: 'From, column' }), 'ControlOrMeta+A')
  await lab.page.keyboard.type('5')
  await keys('Enter')
  const levels = Array.from({ length: 64 }, (_, i) => picture.samples[(3 + Math.floor(i / 8)) * 40 + 5 + (i % 8)])
  await expect.poll(() => cells(input())).toEqual(levels)
  await expect.poll(() => cells()).toEqual(reference(levels, weights, { rounding: 'ceil' }))
})

test('the way the window moves is taken over for the photo', async () => {
  await press(lab, stepper('Stride, vertical'), 'ArrowUp', 'ArrowUp')
  await press(lab, room().getByRole('button', { name: 'Use for the photo' }), 'Enter')
  await keys('Alt+1')
  await expect(lab.page.getByTestId('status')).toContainText('Result 38 × 10')
  await tabTo(lab, lab.page.getByRole('group', { name: /^Picture/ }).first())
})
