import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseNetwork } from '../../shared/network/description.ts'
import { workingSize } from '../../shared/network/workingSize.ts'
import { open, smoothPicture } from '../support/photoFiles.ts'
import { launch } from '../e2e/launch.ts'
import type { Launched } from '../e2e/launch.ts'
import { spreadOf } from './spread.ts'
import type { Spread } from './spread.ts'

export const maps = 64
export const photo = { width: 4000, height: 3000 }
/** Working sizes as the room offers them: at once, and every pixel that memory allows. */
export const sizes = [640 * 480, 1e12]

const { layers } = parseNetwork({
  input: [3, 1, 1],
  layers: [{ type: 'conv2d', out: maps, kernel: 3, padding: 1 }],
})

export interface WallRow {
  readonly size: string
  /** Milliseconds from the key that opens the room. */
  readonly firstThumb: number
  readonly lastThumb: number
  /** Of the window's thread, until the last thumbnail; 0 where none was above 50 ms. */
  readonly longestTask: number
  /** From a move of the pointer to the window's hearing of it, meanwhile. */
  readonly pointer: Spread
}

/** 64 feature maps of a photo of 12 megapixels, as a person sees them come. */
export async function benchWall(): Promise<readonly WallRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-bench-'))
  const file = path.join(folder, 'twelve.jpg')
  writeFileSync(file, await open(smoothPicture(photo.width, photo.height)).jpeg({ quality: 90 }).toBuffer())
  const rows: WallRow[] = []
  for (const mostPixels of sizes) {
    const userData = path.join(folder, String(mostPixels))
    remember(userData, mostPixels)
    const lab = await launch({ args: [file], userData, env: { LANGUAGE: 'en', LC_ALL: 'en_US.UTF-8' } })
    await lab.page.getByTestId('status').getByText('Exact', { exact: true }).waitFor({ timeout: 60_000 })
    const { height, width } = workingSize(layers, 3, photo, mostPixels)
    rows.push({ size: `${width} × ${height}`, ...(await watchWall(lab)) })
    console.log(JSON.stringify(rows.at(-1)))
    await lab.close()
  }
  rmSync(folder, { recursive: true })
  return rows
}

/** The network that the lab had when it was closed. */
function remember(userData: string, mostPixels: number): void {
  const network = {
    network: { input: [1, 1, 1], layers },
    given: [null],
    channels: 3,
    size: { kind: 'photo', mostPixels },
    seed: 1,
    loss: null,
    preset: null,
  }
  const settings = { locale: 'en', theme: 'light', workspace: { network } }
  mkdirSync(userData)
  writeFileSync(path.join(userData, 'settings.json'), JSON.stringify({ settings, window: null, recentFiles: [] }))
}

interface Watched {
  readonly wall: { first: number; last: number; longest: number; readonly pointer: number[] }
}

async function watchWall({ page }: Launched): Promise<Omit<WallRow, 'size'>> {
  await page.evaluate(watchThread, maps)
  await page.keyboard.press('Alt+6')
  const last = page.waitForFunction(() => (globalThis as unknown as Watched).wall.last > 0, undefined, {
    timeout: 120_000,
  })
  let isThere = false
  void last.then(() => (isThere = true))
  for (let i = 0; !isThere; i++) {
    await page.mouse.move(500 + 200 * Math.sin(i / 5), 300 + 100 * Math.cos(i / 7))
    await new Promise((resolve) => setTimeout(resolve, 8))
  }
  await page.waitForTimeout(100)
  const { first, last: end, longest, pointer } = await page.evaluate(() => (globalThis as unknown as Watched).wall)
  return { firstThumb: first, lastThumb: end, longestTask: longest, pointer: spreadOf(pointer) }
}

/** In the page. Tasks are reported from 50 ms on only. */
function watchThread(maps: number): void {
  const wall = { first: 0, last: 0, longest: 0, pointer: [] as number[] }
  let began = 0
  addEventListener('keydown', ({ timeStamp }) => (began ||= timeStamp), { capture: true })
  addEventListener('pointermove', ({ timeStamp }) => wall.pointer.push(performance.now() - timeStamp), {
    capture: true,
  })
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      if (began > 0 && startTime + duration > began) wall.longest = Math.max(wall.longest, duration)
    }
  })
  observer.observe({ entryTypes: ['longtask'] })
  const thumbs = '[data-layer="0"] button[aria-label*="values from"]'
  const look = (): void => {
    const count = document.querySelectorAll(thumbs).length
    if (count > 0) wall.first ||= performance.now() - began
    if (count < maps) return void requestAnimationFrame(look)
    wall.last = performance.now() - began
    setTimeout(() => observer.disconnect(), 100) // it hears of a task when that is over
  }
  look()
  Object.assign(globalThis, { wall })
}
