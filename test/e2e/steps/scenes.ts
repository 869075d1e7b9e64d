// The window as it is shown in docs/screenshots.
import { expect } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { temporaryFolder } from '../../support/photoFiles.ts'
import { root, type Launched } from '../launch.ts'
import { clickInMenu } from './commands.ts'
import { startLab } from './lab.ts'

const folder = path.join(root, 'docs/screenshots')
const writes = process.env.KERNEL_LAB_SCREENSHOTS === '1'

/** A lab in a window of the usual size, and a folder for what a spec writes: for the spec to close and remove. */
export async function startScene() {
  const [folder, lab] = [await temporaryFolder(), await startLab()]
  await resize(lab, 1280, 800)
  return { folder, lab }
}

export async function resize(lab: Launched, width: number, height: number): Promise<void> {
  await lab.app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0].setContentSize(size.width, size.height),
    { width, height },
  )
  await expect.poll(() => lab.page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height])
}

/** How light the page is, 0 to 255: by the color that lies behind everything. */
export function lightness({ page }: Launched): Promise<number> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')!
    context.fillStyle = getComputedStyle(document.body).backgroundColor
    context.fillRect(0, 0, 1, 1)
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
    return (red + green + blue) / 3
  })
}

export async function setTheme(lab: Launched, theme: 'light' | 'dark'): Promise<void> {
  await clickInMenu(lab, theme === 'light' ? 'themeLight' : 'themeDark')
  await expect.poll(async () => (await lightness(lab)) > 128).toBe(theme === 'light')
}

/**
 * The scene as it is: nothing in it is larger than the window, and its picture is not one flat color. The file is written
 * with KERNEL_LAB_SCREENSHOTS=1 only, for it differs between computers.
 */
export async function shoot({ page }: Launched, name: string): Promise<void> {
  // Canvases draw in the frame after the change.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  const png = await page.screenshot({ animations: 'disabled', scale: 'css' })
  const { entropy } = await sharp(png).stats()
  expect(entropy, `${name} shows something`).toBeGreaterThan(1)
  const size = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement
    return [scrollWidth - innerWidth, scrollHeight - innerHeight]
  })
  expect(Math.max(...size), `${name} fits into its window`).toBeLessThanOrEqual(0)
  if (!writes) return
  mkdirSync(folder, { recursive: true })
  // 256 colors, dithered: a third of the bytes, and nobody sees it.
  writeFileSync(path.join(folder, `${name}.png`), await sharp(png).png({ palette: true, quality: 95 }).toBuffer())
}

/** Both themes of one scene. */
export async function shootBoth(lab: Launched, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(lab, theme)
    await shoot(lab, `${name}-${theme}`)
  }
}
