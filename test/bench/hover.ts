import { cpus } from 'node:os'
import { launch } from '../e2e/launch.ts'
import type { Launched } from '../e2e/launch.ts'
import { pasteMatrix } from '../e2e/steps/kernels.ts'
import { engineIsReady } from '../e2e/steps/lab.ts'
import { openSample, photoIsShown } from '../e2e/steps/photos.ts'

/**
 * `npm run bench:hover`: from a move of the pointer to its explanation on the screen, in the built window, for kernels over
 * the three planes of the sample photo. One frame at 60 Hz is 16.7 ms.
 */
const sides = [3, 7, 15, 31]
const moves = 120

interface Spread {
  readonly median: number
  readonly slowTenth: number
  readonly most: number
}

async function main(): Promise<void> {
  const lab = await launch({ env: { LANGUAGE: 'en', LC_ALL: 'en_US.UTF-8' } })
  await engineIsReady(lab)
  await openSample(lab)
  await lab.page.keyboard.press('Alt+5')
  console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores; milliseconds from pointer to paint, ${moves} moves`)
  for (const side of sides) {
    await pasteMatrix(lab, matrix(side))
    await photoIsShown(lab, 'Sample photo')
    const { median, slowTenth, most } = spread(await hover(lab))
    const shown = [median, slowTenth, most].map((ms) => ms.toFixed(1).padStart(6)).join('')
    console.log(`${side}×${side}×3`.padEnd(9), `median, 90 %, most: ${shown}`)
  }
  await lab.close()
}

const matrix = (side: number): string =>
  Array.from({ length: side }, (_, r) => Array.from({ length: side }, (_, s) => ((r * s) % 7) - 3).join(' ')).join('\n')

/** Each move ends on a pixel of its own; the next waits until the last is on the screen. */
async function hover({ page }: Launched): Promise<number[]> {
  const box = (await page
    .getByRole('group', { name: /^Picture/ })
    .last()
    .boundingBox())!
  await watchPaints(page)
  const times: number[] = []
  for (let i = 0; i < moves; i++) {
    const painted = page.evaluate(() => (globalThis as unknown as Watched).nextPaint())
    await page.mouse.move(box.x + box.width * (0.2 + (0.6 * i) / moves), box.y + box.height * (0.4 + 0.1 * (i % 3)))
    times.push(await painted)
  }
  return times.slice(10) // the first ones still compile
}

interface Watched {
  nextPaint(): Promise<number>
}

/** The time from the event's own stamp to the frame after the one in which the pane has other numbers. */
function watchPaints(page: Launched['page']): Promise<void> {
  return page.evaluate(() => {
    const said = document.querySelector('[data-testid=explained]')!
    Object.assign(globalThis, {
      nextPaint: () =>
        new Promise<number>((resolve) => {
          let moved = 0
          addEventListener('pointermove', ({ timeStamp }) => (moved = timeStamp), { once: true, capture: true })
          const observer = new MutationObserver(() => {
            observer.disconnect()
            // The frame is drawn after its callbacks; a message posted in one arrives when it is done.
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel()
              port1.onmessage = () => resolve(performance.now() - moved)
              port2.postMessage(null)
            })
          })
          observer.observe(said, { childList: true, characterData: true, subtree: true })
        }),
    })
  })
}

function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { median: at(0.5), slowTenth: at(0.9), most: at(1) }
}

await main()
