import path from 'node:path'
import { launch } from '../e2e/launch.ts'
import { timeMoves } from './hover.ts'
import type { MoveTimes } from './hover.ts'

export interface BareRow extends MoveTimes {
  /** Whether a move is written at once, or when another process has answered. */
  readonly asks: boolean
}

/**
 * What a move costs in this Chromium a page that does next to nothing about it: one number is written, and one canvas of 32×32
 * pixels. Then the same after a way to another process and back, which the lab's moves go, too; that process only echoes.
 */
export async function benchBareWindow(): Promise<readonly BareRow[]> {
  const bare = await launch({ folder: path.join(import.meta.dirname, '../e2e/fixture') })
  const { page } = bare
  await page.locator('h1').waitFor()
  await page.setViewportSize({ width: 1280, height: 840 })
  await page.evaluate(writeAtMoves)
  const rows: BareRow[] = []
  for (const asks of [false, true]) {
    if (asks) await bare.app.evaluate(connectEcho)
    rows.push({ asks, ...(await timeMoves(page, { x: 300, y: 50, width: 690, height: 720 }, 'p')) })
    console.log(asks ? 'a bare window, asking' : 'a bare window', JSON.stringify(rows.at(-1)))
  }
  await bare.close()
  return rows
}

/** In the page. */
function writeAtMoves(): void {
  const [said, canvas] = [document.createElement('p'), document.createElement('canvas')]
  said.textContent = '0'
  canvas.width = canvas.height = 32
  document.body.replaceChildren(said, canvas)
  const context = canvas.getContext('2d')!
  let port: MessagePort | null = null
  let line = 0

  function write(x: number): void {
    said.firstChild!.nodeValue = String(x)
    line = (line + 1) % 32
    context.clearRect(0, 0, 32, 32)
    context.fillRect(0, line, 32, 1)
  }

  addEventListener('message', (event: MessageEvent<{ kind: string }>) => {
    if (event.data.kind !== 'to-page') return
    port = event.ports[0]
    port.onmessage = ({ data }: MessageEvent<number>) => write(data)
  })
  addEventListener('pointerrawupdate', (event) => {
    const { clientX } = event as PointerEvent
    if (port) port.postMessage(clientX)
    else write(clientX)
  })
}

/** In the main process. */
function connectEcho({ utilityProcess, MessageChannelMain, BrowserWindow }: typeof Electron.CrossProcessExports): void {
  const echo = utilityProcess.fork(`${fixture}/child.mjs`)
  const { port1, port2 } = new MessageChannelMain()
  echo.postMessage('take', [port2])
  BrowserWindow.getAllWindows()[0].webContents.postMessage('to-page', null, [port1])
}
