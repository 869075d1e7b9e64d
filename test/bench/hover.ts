import type { CDPSession, Locator, Page } from '@playwright/test'
import { explainPixel } from '../../electron/engine/explainJob.ts'
import type { Image } from '../../shared/image/image.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { Launched } from '../e2e/launch.ts'
import { clickInMenu } from '../e2e/steps/commands.ts'
import { pasteMatrix } from '../e2e/steps/kernels.ts'
import { spreadOf } from './spread.ts'
import type { Spread } from './spread.ts'

export const sides = [3, 7, 15, 31]
export const moves = 120
/** The first ones still compile. */
const warmUp = 20

/** Of what is written at a move of the pointer. */
export interface MoveTimes {
  /** Milliseconds from the move of the pointer to the end of the frame that shows it. */
  readonly painted: Spread
  /** Of these, until it is in the document. */
  readonly told: Spread
  /** The window's own thread for one move, whatever it does there: hearing it, writing, laying out, painting. */
  readonly window: number
}

export interface HoverRow extends MoveTimes {
  readonly side: number
  /** What the engine computes for one move, measured without a window. */
  readonly engine: number
}

/** From a move of the pointer to its explanation on the screen, for kernels over the three planes of the photo that is open. */
export async function benchHover(lab: Launched): Promise<readonly HoverRow[]> {
  await lab.page.keyboard.press('Alt+5')
  await clickInMenu(lab, 'viewResult') // the divider would be in the pointer's way
  const photo = noise(960, 640)
  const rows: HoverRow[] = []
  for (const side of sides) {
    await pasteMatrix(
      lab,
      rowsOf(side)
        .map((row) => row.join(' '))
        .join('\n'),
    )
    await lab.page.getByTestId('status').getByText('Exact', { exact: true }).waitFor()
    const over = await boxOf(lab.page.getByRole('group', { name: /^Picture/ }).last())
    const times = await timeMoves(lab.page, over, '[data-testid=explained]')
    rows.push({ side, ...times, engine: engineTime(photo, side) })
    console.log(`${side}×${side}×3`, JSON.stringify(rows.at(-1)))
  }
  return rows
}

/** Moves over a box, each of which changes the text that `said` selects; the next waits until the last is on the screen. */
export async function timeMoves(page: Page, over: Box, said: string): Promise<MoveTimes> {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable')
  await watchPaints(page, said)
  const before = await busy(devTools)
  const times = await move(page, over)
  const window = ((await busy(devTools)) - before) / (moves + warmUp)
  await devTools.detach()
  const [painted, told] = [times.map((each) => each.painted), times.map((each) => each.told)]
  return { painted: spreadOf(painted), told: spreadOf(told), window }
}

function noise(width: number, height: number): Image {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) % 251)
  return { width, height, channels: 3, data, alpha: null, depth: 8 }
}

/** Milliseconds that the window's thread was busy so far. */
async function busy(devTools: CDPSession): Promise<number> {
  const { metrics } = await devTools.send('Performance.getMetrics')
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value
}

/** The median of one explanation, all three planes, with the kernel of a side. */
function engineTime(photo: Image, side: number): number {
  const convolution = {
    kernel: kernelFromRows(rowsOf(side)),
    options: { padding: 'same' },
    channels: 'rgb',
    linearLight: false,
  } as const
  const times = Array.from({ length: moves }, (_, i) => {
    const started = performance.now()
    explainPixel(photo, convolution, 200 + i, 300 + i)
    return performance.now() - started
  })
  return spreadOf(times).median
}

const rowsOf = (side: number): number[][] =>
  Array.from({ length: side }, (_, r) => Array.from({ length: side }, (_, s) => ((r * s) % 7) - 3))

interface Moved {
  readonly told: number
  readonly painted: number
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export async function boxOf(element: Locator): Promise<Box> {
  return (await element.boundingBox())!
}

/** Each ends on a pixel of its own. */
async function move(page: Page, box: Box): Promise<Moved[]> {
  const times: Moved[] = []
  for (let i = 0; i < moves + warmUp; i++) {
    await page.evaluate(() => (globalThis as unknown as Watched).arm())
    await page.mouse.move(
      box.x + box.width * (0.2 + (0.6 * i) / (moves + warmUp)),
      box.y + box.height * (0.4 + 0.1 * (i % 3)),
    )
    times.push(await page.evaluate(() => (globalThis as unknown as Watched).painted))
  }
  return times.slice(warmUp)
}

interface Watched {
  /** Before a move; `painted` is of the next. */
  arm(): void
  painted: Promise<Moved>
}

/** From the event's own stamp to the change of the text, and to the end of the frame that draws it. */
function watchPaints(page: Page, text: string): Promise<void> {
  return page.evaluate((text) => {
    const watched = globalThis as unknown as Watched
    const said = document.querySelector(text)!
    const explained = (resolve: (moved: Moved) => void): void => {
      let moved = 0
      const hear = ({ timeStamp }: Event): void => void (moved ||= timeStamp)
      for (const type of ['pointerrawupdate', 'pointermove'])
        addEventListener(type, hear, { once: true, capture: true })
      const observer = new MutationObserver(() => {
        if (moved === 0) return // of the move before
        observer.disconnect()
        const told = performance.now() - moved
        // The frame is drawn after its callbacks; a message posted in one arrives when it is done.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve({ told, painted: performance.now() - moved })
          port2.postMessage(null)
        })
      })
      observer.observe(said, { childList: true, characterData: true, subtree: true })
    }
    watched.arm = () => void (watched.painted = new Promise<Moved>(explained))
  }, text)
}
