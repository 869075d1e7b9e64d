import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { launch } from '../e2e/launch.ts'
import { engineIsReady } from '../e2e/steps/lab.ts'
import { benchBareWindow } from './bareWindow.ts'
import type { BareRow } from './bareWindow.ts'
import { benchField } from './fieldHover.ts'
import type { FieldRow } from './fieldHover.ts'
import { benchHover, moves } from './hover.ts'
import type { HoverRow, MoveTimes } from './hover.ts'
import type { Spread } from './spread.ts'
import { benchWall, maps, photo } from './wall.ts'
import type { WallRow } from './wall.ts'

/**
 * `npm run bench:see`: how long a person waits for what the built window shows: the explanation of the pixel that is pointed
 * at, what a value of a map sees, and a wall of feature maps; writes docs/bench-see.md.
 */
export async function benchSeeing(): Promise<void> {
  const [load] = loadavg()
  const bare = await benchBareWindow()
  const lab = await launch({ env: { LANGUAGE: 'en', LC_ALL: 'en_US.UTF-8' } })
  await engineIsReady(lab)
  await lab.page.getByRole('button', { name: 'Use the sample photo' }).first().click()
  await lab.page.getByTestId('status').getByText('Exact', { exact: true }).waitFor()
  const hovered = await benchHover(lab)
  const fields = await benchField(lab)
  await lab.close()
  const walls = await benchWall()
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
  writeFileSync('docs/bench-see.md', seeingDocument({ bare, hovered, fields, walls }, machine, load))
}

interface Seen {
  readonly bare: readonly BareRow[]
  readonly hovered: readonly HoverRow[]
  readonly fields: readonly FieldRow[]
  readonly walls: readonly WallRow[]
}

function seeingDocument({ bare, hovered, fields, walls }: Seen, machine: string, load: number): string {
  const bareRows = bare.map((row) => moveRow(row.asks ? 'bare page, a process that echoes' : 'bare page', null, row))
  const hoverRows = hovered.map((row) => moveRow(`${row.side}×${row.side}×3`, row.engine, row))
  const fieldRows = fields.map(
    (row) => `| ${[row.network, row.layer, row.window.toFixed(1), spreads(row)].join(' | ')} |`,
  )
  const wallRows = walls.map(({ size, firstThumb, lastThumb, longestTask, pointer }) => {
    const times = [firstThumb, lastThumb].map((ms) => ms.toFixed(0))
    const longest = longestTask > 0 ? longestTask.toFixed(0) : 'below 50'
    return `| ${[size, ...times, longest, cells(pointer)].join(' | ')} |`
  })
  const quiet = load > 0.5 ? `not quiet: ${load.toFixed(1)} other programs wanted a core when this began` : 'quiet'
  return `# How long a person waits to see

In the built window, Chromium without a screen and without a graphics card, 60 frames a second: a frame is 16.7 ms. Written by
\`npm run bench:see\`.

Machine: ${machine}. The machine was ${quiet}.

## A pixel explained

Milliseconds from the pointer's move to its explanation, over ${moves} moves, each of them drawn before the next. The kernel lies over the three
planes of a photo; every product of the plane in sight is drawn, the sum, the formula. First the engine's work, timed in a process
of its own, and all that the window's thread does for one move. Then the times from the move on until the numbers are in the pane
(written); how long the frame takes that draws them, from when it could begin (frame); and from the move to its end (drawn).

The moves come at every time of a frame alike, and nothing of the bench is at work until a move is drawn. What is drawn took the time
to write, that of the frame, and in between the wait for the frame to begin: up to 16.7 ms that nobody's work can shorten.

The first two rows are no lab: a bare page of the same size in the same Chromium, which writes one number and a canvas of 32×32
pixels at a move, at once or when a process has echoed it. What the lab's own work costs is what its rows have more than the
second. That row holds the roads: where Electron hands a port from process to process, the stand-in sends every message over sockets and
through two more processes. The pointer itself does not wait for a frame, the lab hears of it before the frame does
(\`pointerrawupdate\`). Fields to type into follow ten times a second, and what is said aloud follows the pointer's rest.

| kernel | engine | window | written: median | 90 % | most | frame: median | 90 % | most | drawn: median | 90 % | most |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${[...bareRows, ...hoverRows].join('\n')}

## What a value of a map sees

In the layers room, from a move over an enlarged map to what its value sees of the photo: its receptive field framed, the gradient as
heat, the value in words. Measured as above; a move is two frames here, the field's frame before the engine has answered.

| network | layer | window | written: median | 90 % | most | frame: median | 90 % | most | drawn: median | 90 % | most |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${fieldRows.join('\n')}

## A wall of ${maps} maps

A convolution with ${maps} kernels of 3×3×3 on a photo of ${(photo.width * photo.height) / 1e6} megapixels, at the two ends of the room's choice of sizes. Milliseconds from
the key that opens the room to the first thumbnail and to the last; the longest task of the window's thread until then; and how
long a move of the pointer waited to be heard meanwhile.

| layers on | first map | map ${maps} | longest task | pointer: median | 90 % | most |
| --- | --- | --- | --- | --- | --- | --- |
${wallRows.join('\n')}
`
}

function moveRow(name: string, engine: number | null, times: MoveTimes): string {
  return `| ${[name, engine?.toFixed(1) ?? '', times.window.toFixed(1), spreads(times)].join(' | ')} |`
}

function spreads({ told, frame, painted }: MoveTimes): string {
  return [told, frame, painted].map(cells).join(' | ')
}

function cells({ median, slowTenth, most }: Spread): string {
  return [median, slowTenth, most].map((ms) => ms.toFixed(1)).join(' | ')
}

if (import.meta.main) await benchSeeing()
