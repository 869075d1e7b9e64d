import type { CDPSession, Locator, Page } from '@playwright/test'
import { setTimeout } from 'node:timers/promises'
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
  /** Of these, what the frame takes that draws it: all of them but until it is told, and the wait for the frame to begin. */
  readonly frame: Spread
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
    await lab.page.mouse.move(over.x + over.width / 2, over.y + over.height / 2)
    await lab.page.getByTestId('tap').waitFor()
    const times = await timeMoves(lab.page, over, '[data-testid=tap]')
    rows.push({ side, ...times, engine: engineTime(photo, side) })
    console.log(`${side}×${side}×3`, JSON.stringify(rows.at(-1)))
  }
  return rows
}

/** Moves over a box, each of which changes the text that `said` selects, and is on the screen before the next. */
export async function timeMoves(page: Page, over: Box, said: string): Promise<MoveTimes> {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable')
  await watchPaints(page, said)
  const before = await busy(devTools)
  const times = await move(page, over)
  const window = ((await busy(devTools)) - before) / (moves + warmUp)
  await devTools.detach()
  const spread = (of: (moved: Moved) => number): Spread => spreadOf(times.map(of))
  return { told: spread(({ told }) => told), frame: spread(frameOf), painted: spread(({ painted }) => painted), window }
}

/** A frame that is due before there is anything to draw begins when there is. */
function frameOf({ told, due, painted }: Moved): number {
  return painted - Math.max(told, due)
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

/** Milliseconds from a move on. */
interface Moved {
  readonly told: number
  /** When the frame was due that drew it. */
  readonly due: number
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

/** From one move to the next: more than what is measured takes, so that nothing of the bench is at work meanwhile. */
const pause = 60
const frameTime = 1000 / 60
/** Steps of this share of a frame come at every time of it alike: moves that follow a frame's end would never meet its beginning. */
const golden = 0.618

/** Each ends on a pixel of its own. */
async function move(page: Page, box: Box): Promise<readonly Moved[]> {
  for (let i = 0; i < moves + warmUp; i++) {
    const next = performance.now() + pause + ((i * golden) % 1) * frameTime
    await page.mouse.move(
      box.x + box.width * (0.2 + (0.6 * i) / (moves + warmUp)),
      box.y + box.height * (0.4 + 0.1 * (i % 3)),
    )
    await setTimeout(next - performance.now())
  }
  await setTimeout(10 * pause) // the slowest may be the last
  const times = await page.evaluate(() => (globalThis as unknown as Watched).times)
  // Two moves of which the first was not drawn in time are one, which began with the first.
  const fewest = 0.9 * (moves + warmUp)
  if (times.length < fewest) throw new Error(`of ${moves + warmUp} moves ${times.length} were told and drawn`)
  return times.slice(warmUp)
}

interface Watched {
  times: Moved[]
  observer?: MutationObserver
}

/** From the event's own stamp to the change of the text, and to the end of the frame that draws it. */
function watchPaints(page: Page, text: string): Promise<void> {
  return page.evaluate((text) => {
    const watched = globalThis as unknown as Watched
    watched.observer?.disconnect()
    watched.times = []
    let moved = 0
    let told = 0
    const hear = ({ timeStamp }: Event): void => void (moved ||= timeStamp)
    addEventListener('pointerrawupdate', hear, { capture: true })
    watched.observer = new MutationObserver(() => {
      if (moved === 0 || told > 0) return // of the move before, or a part that comes later
      told = performance.now()
      // The frame is drawn after its callbacks; a message posted in one arrives when it is done.
      requestAnimationFrame((due) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          watched.times.push({ told: told - moved, due: due - moved, painted: performance.now() - moved })
          moved = told = 0
        }
        port2.postMessage(null)
      })
    })
    watched.observer.observe(document.querySelector(text)!, { childList: true, characterData: true, subtree: true })
  }, text)
}
