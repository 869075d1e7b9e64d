// The result as it is painted at 100 %, against the readable sums of shared/maths: borders, mappings, padding.
import { expect, test } from '@playwright/test'
import type { DisplayMapping } from '../../shared/image/image.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import type { BorderMode } from '../../shared/maths/convolutionOptions.ts'
import { noisePicture, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'
import type { Launched } from './launch.ts'
import { clickInMenu, select } from './steps/commands.ts'
import { enterNumber, pasteMatrix } from './steps/kernels.ts'
import { startLab } from './steps/lab.ts'
import { painted, worstDifference } from './steps/painted.ts'
import { openPhoto } from './steps/photos.ts'
import { referencePainted } from './steps/reference.ts'
import type { Wanted } from './steps/reference.ts'

const picture = noisePicture(120, 90, 3)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lab: Launched

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  folder = await temporaryFolder()
  lab = await startLab()
  await openPhoto(lab, await writePhoto(folder.path, 'noise.png', await open(picture).png().toBuffer()))
  await clickInMenu(lab, 'viewResult')
  await clickInMenu(lab, 'zoomActual')
})
test.afterAll(async () => {
  await lab.close()
  await folder.remove()
})

const slanted = kernelFromRows(
  [
    [0.5, -1, 0.25, 0],
    [2, 0.125, -3, 1],
  ],
  { bias: [0.1], divisor: 2 },
)
const blur = kernelFromRows(
  Array.from({ length: 5 }, () => [1, 4, 6, 4, 1]),
  { divisor: 80 },
)
const cases: readonly { border: BorderMode; mapping: DisplayMapping; kernel: Kernel; text: string }[] = [
  { border: 'replicate', mapping: 'clamp', kernel: slanted, text: '0.5 -1 0.25 0; 2 0.125 -3 1' },
  { border: 'zeros', mapping: 'absolute', kernel: slanted, text: '0.5 -1 0.25 0; 2 0.125 -3 1' },
  { border: 'constant', mapping: 'offset', kernel: slanted, text: '0.5 -1 0.25 0; 2 0.125 -3 1' },
  { border: 'reflect', mapping: 'minmax', kernel: blur, text: '1 4 6 4 1;'.repeat(5).slice(0, -1) },
  { border: 'symmetric', mapping: 'clamp', kernel: blur, text: '1 4 6 4 1;'.repeat(5).slice(0, -1) },
  { border: 'circular', mapping: 'diverging', kernel: slanted, text: '0.5 -1 0.25 0; 2 0.125 -3 1' },
]
const labels: Readonly<Record<DisplayMapping, string>> = {
  clamp: 'Clamp',
  absolute: 'Absolute',
  offset: 'Offset',
  minmax: 'Min–max',
  diverging: 'Diverging',
}

/** One number field of a pane, settled as a person settles it. */
/**
 * Up to 1 of 255: the engine adds in float32, the reference in float64, and a value within their difference of the middle
 * between two levels rounds to either.
 */
async function isPaintedAs(wanted: Wanted): Promise<void> {
  const expected = referencePainted(picture, wanted)
  const difference = async () => worstDifference(await painted(lab.page.getByTestId('preview-result')), expected)
  await expect.poll(difference, 'the worst difference, of 255').toBeLessThanOrEqual(1)
}

for (const { border, mapping, kernel, text } of cases) {
  const channels = mapping === 'diverging' ? 'gray' : 'rgb'
  test(`painted pixels are the reference's: ${border}, ${mapping}, ${kernel.shape.slice(2).join('×')}, ${channels}`, async () => {
    await pasteMatrix(lab, text)
    await enterNumber(lab, 'Divisor', kernel.divisor)
    await enterNumber(lab, 'Bias', kernel.bias[0])
    await select(
      lab,
      'Border',
      border.replace(/^./, (first) => first.toUpperCase()),
    )
    if (border === 'constant') await enterNumber(lab, 'Value outside', 0.75)
    await select(lab, 'Mapping', labels[mapping])
    await lab.page.getByRole('radio', { name: channels === 'gray' ? 'Gray' : 'RGB' }).click()
    const options = { padding: 'same', border: { mode: border, value: border === 'constant' ? 0.75 : 0 } } as const
    await isPaintedAs({ kernel, options, mapping, channels })
  })
}

test('painted pixels are the reference’s with dilation and padding of their own', async () => {
  const { page } = lab
  await page.getByRole('button', { name: 'Reset to defaults' }).click()
  await select(lab, 'Padding', 'Full')
  await enterNumber(lab, 'Dilation, horizontal', 3)
  const options = { padding: 'full', dilation: [1, 3], border: { mode: 'replicate', value: 0 } } as const
  await isPaintedAs({ kernel: slanted, options, mapping: 'clamp' })
  await page.getByRole('button', { name: 'Reset to defaults' }).click()
  await select(lab, 'Padding', 'Valid')
  await expect(page.getByTestId('status')).toContainText('Result 117 × 89')
  const valid = { padding: 'valid', border: { mode: 'replicate', value: 0 } } as const
  await isPaintedAs({ kernel: slanted, options: valid, mapping: 'clamp' })
})

test('a kernel larger than the photo gives no picture but a sentence', async () => {
  const { page } = lab
  await enterNumber(lab, 'Dilation, horizontal', 60)
  const refusal = page.getByRole('alert').filter({ hasText: 'This kernel gives no result here' })
  await expect(refusal).toContainText('Use a smaller kernel or dilation, more padding, or a larger photo.')
  await expect.poll(async () => (await painted(page.getByTestId('preview-result'))).width).toBe(0)
  await page.getByRole('button', { name: 'Reset to defaults' }).click()
  await expect(refusal).toBeHidden()
})
