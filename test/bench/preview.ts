import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { isStandIn } from '../e2e/launch.ts'
import type { Launched } from '../e2e/launch.ts'
import { enginePid } from '../e2e/steps/engineProcess.ts'
import { cell, pasteMatrix } from '../e2e/steps/kernels.ts'
import { startLab } from '../e2e/steps/lab.ts'
import { choosePhoto, photoIsShown } from '../e2e/steps/photos.ts'
import { resize } from '../e2e/steps/scenes.ts'
import { coreTimeOf } from './coreTime.ts'
import type { CoreTime } from './coreTime.ts'
import { answeredAlone } from './engineAlone.ts'
import { exactIsPainted, longestWaitOfMain, takeWatched, watchMain, watchWindow } from './watchedWindow.ts'
import type { WatchedView } from './watchedWindow.ts'

/**
 * `npm run bench:preview`: a photo of 24 megapixels in the built window of 1600×1000: how long until it is seen, from a kernel
 * edit until its exact result is painted, while a weight is dragged, and whether the pointer ever waits. Writes
 * docs/bench-preview.md; measures, never fails.
 */
const [width, height] = [6000, 4000]
const kernels = [
  { name: 'whole weights', text: '-1 -1 -1; -1 8 -1; -1 -1 -1' },
  { name: 'fractions', text: '0.1 0.2 0.1; 0.1 -0.3 0.1; 0.1 0.3 0.5' },
] as const
const large = Array.from({ length: 31 }, (_, r) => Array.from({ length: 31 }, (_, s) => ((r * s) % 7) - 3).join(' '))
const openings = 6
const edits = 16
const drags = 3
const movesOfDrag = 40
const loadedSeconds = 6

/** A line of the table: its milliseconds, and what they should not exceed at which rank. */
interface Row {
  readonly name: string
  readonly values: readonly number[]
  readonly goal?: string
  /** Whose engine's time the values are: the same views are answered once more where no window draws. */
  readonly views?: readonly WatchedView[]
}

interface Tasks {
  readonly name: string
  readonly longTasks: readonly number[]
  readonly waitOfMain: number
  /** Of the engine's threads. */
  readonly engine: CoreTime | null
}

async function main(): Promise<void> {
  const path = join(tmpdir(), 'kernel-lab-bench-24.jpg')
  await writePhoto(path)
  const lab = await startLab()
  await resize(lab, 1600, 1000)
  await watchWindow(lab)
  const tasks: Tasks[] = []
  const noted = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    await watchMain(lab)
    seen.length = 0
    const pid = (await enginePid(lab)) as number
    const before = await coreTimeOf(pid)
    const result = await work()
    console.log(name)
    const after = await coreTimeOf(pid)
    const engine = before && after && { worked: after.worked - before.worked, waited: after.waited - before.waited }
    tasks.push({ name, longTasks: [...seen], waitOfMain: await longestWaitOfMain(lab), engine })
    return result
  }
  const rows = await noted('opening', () => opening(lab, path))
  for (const { name, text } of kernels) {
    await pasteMatrix(lab, text)
    for (const [key, zoom] of [
      ['1', '100 %'],
      ['0', 'fit'],
    ]) {
      await stage(lab).press(key)
      await settled(lab)
      rows.push(...(await noted(`editing ${name} at ${zoom}`, () => editing(lab, `${zoom}, ${name}`, key === '1'))))
      rows.push(...(await noted(`dragging ${name} at ${zoom}`, () => dragging(lab, `${zoom}, ${name}`))))
    }
  }
  await noted('a kernel of 31×31 pasted', async () => {
    await pasteMatrix(lab, large.join('; '))
    await settled(lab)
  })
  await noted('31×31 over all of the photo, the pointer moving', () => loaded(lab))
  await lab.close()
  await writeFile('docs/bench-preview.md', report(await withAlone(rows, path), tasks))
}

/** Each row of the engine's time with what the engine takes for the same views when it has the cores to itself. */
async function withAlone(rows: readonly Row[], path: string): Promise<readonly Row[]> {
  const times = await answeredAlone(
    path,
    rows.map(({ views = [] }) => views.map(({ request }) => request)),
  )
  return rows.flatMap((row, at) =>
    row.views ? [row, { name: `${row.name} alone`, values: times[at], goal: row.goal }] : [row],
  )
}

/** Long tasks of the phase that is measured. */
const seen: number[] = []

async function take(lab: Launched): ReturnType<typeof takeWatched> {
  const taken = await takeWatched(lab)
  seen.push(...taken.longTasks)
  return taken
}

/** Smooth parts, edges and noise, so that it is as hard to decode as a photo. */
async function writePhoto(path: string): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const small = await sharp({ create: { width: 750, height: 500, channels: 3, background: '#808080', noise } })
    .png()
    .toBuffer()
  await sharp(small).resize(width, height, { kernel: 'cubic' }).jpeg({ quality: 92 }).toFile(path)
}

function stage({ page }: Launched) {
  return page.getByRole('group', { name: /^Picture/ }).first()
}

async function settled(lab: Launched): Promise<void> {
  await exactIsPainted(lab)
  await counted(lab)
}

/** Nobody computes any more. */
async function counted(lab: Launched): Promise<void> {
  await lab.page.waitForTimeout(1200)
  await take(lab)
}

/** From the dialog's answer. The first time the decoder is started, too. */
async function opening(lab: Launched, path: string): Promise<Row[]> {
  const [first, photo, result]: number[][] = [[], [], []]
  for (let i = 0; i < openings; i++) {
    await choosePhoto(lab, path)
    await exactIsPainted(lab)
    await photoIsShown(lab, basename(path))
    await lab.page.waitForTimeout(500)
    const { opened, firstPaint, views } = await take(lab)
    const painted = (picture: WatchedView['picture']): number =>
      views.find((view) => view.picture === picture && view.asked > opened && view.painted > 0)!.painted - opened
    first.push(firstPaint - opened)
    photo.push(painted('original'))
    result.push(painted('result'))
  }
  return [
    { name: 'opening, first picture', values: first.slice(1), goal: '400' },
    { name: 'opening, the photo’s own pixels', values: photo.slice(1), goal: '1000' },
    { name: 'opening, the result, exact', values: result.slice(1) },
    { name: 'the first photo after the start: first picture', values: first.slice(0, 1), goal: '400' },
    { name: 'the first photo after the start: own pixels', values: photo.slice(0, 1), goal: '1000' },
  ]
}

/** Each edit waits until the one before is exact and counted: a person who looks at what came of it. None goes back to a result that is kept. */
async function editing(lab: Launched, name: string, isFull: boolean): Promise<Row[]> {
  await cell(lab, 1, 1).focus()
  const found: WatchedView[] = []
  for (let i = 0; i < edits; i++) {
    await lab.page.keyboard.press('Shift+ArrowUp')
    await exactIsPainted(lab)
    await lab.page.waitForTimeout(700)
    const { views } = await take(lab)
    found.push(views.find(({ picture, exact, painted }) => picture === 'result' && exact && painted > 0)!)
  }
  const warm = found.slice(3) // the first ones still compile
  return [
    { name: `edit at ${name}: engine`, ...engineOf(warm), ...(isFull && { goal: '17 (p95)' }) },
    { name: `edit at ${name}: transfer`, values: warm.map(transfer) },
    { name: `edit at ${name}: from key to exact picture`, values: warm.map(({ painted, edited }) => painted - edited) },
  ]
}

function engineOf(views: readonly WatchedView[]): Pick<Row, 'values' | 'views'> {
  return { values: views.map(({ engine }) => engine), views }
}

/** There and back without the engine's own time: two messages, one of them with all pixels of the view. */
function transfer({ asked, answered, engine }: WatchedView): number {
  return answered - asked - engine
}

async function dragging(lab: Launched, name: string): Promise<Row[]> {
  const { page } = lab
  const box = (await cell(lab, 1, 1).boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const drafts: WatchedView[] = []
  const rests: number[] = []
  for (let i = 0; i < drags; i++) {
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (let step = 1; step <= movesOfDrag; step++) {
      const along = step <= movesOfDrag / 2 ? step : movesOfDrag - step
      await page.mouse.move(x + 7 * along + (i % 2), y)
      await page.waitForTimeout(12)
    }
    await exactIsPainted(lab)
    const moving = (await take(lab)).views
      .filter(({ picture, painted }) => picture === 'result' && painted > 0)
      .toSorted((one, other) => one.painted - other.painted)
    const last = moving.at(-1)!
    await page.mouse.up()
    rests.push(last.painted - last.edited)
    drafts.push(...moving.slice(0, -1))
    await counted(lab)
  }
  return [
    { name: `drag at ${name}: engine`, ...engineOf(drafts), goal: '17' },
    { name: `drag at ${name}: transfer`, values: drafts.map(transfer) },
    { name: `drag at ${name}: from move to picture`, values: drafts.map(({ painted, edited }) => painted - edited) },
    { name: `drag at ${name}: from rest to exact picture`, values: rests, goal: '150' },
  ]
}

/** Every second another kernel of 31×31 is computed on all of the photo, and counted, while the pointer wanders over it. */
async function loaded(lab: Launched): Promise<void> {
  const { page } = lab
  const box = (await stage(lab).boundingBox())!
  const until = Date.now() + 1000 * loadedSeconds
  for (let i = 0; Date.now() < until; i++) {
    if (i % 60 === 0) await page.keyboard.press(i % 120 === 0 ? 'Alt+ArrowRight' : 'Alt+ArrowLeft')
    await page.mouse.move(box.x + 100 + ((17 * i) % (box.width - 200)), box.y + 100 + ((7 * i) % (box.height - 200)))
    await page.waitForTimeout(10)
  }
  await take(lab)
}

function report(rows: readonly Row[], tasks: readonly Tasks[]): string {
  const [load] = loadavg()
  const transport = isStandIn
    ? ', in the stand-in (test/electron-stand-in), where a view takes the way over two sockets instead of Electron’s shared memory and Chromium draws without a graphics card'
    : ''
  return `# How soon it is seen

A JPEG of ${width}×${height} pixels in a window of 1600×1000; kernels of 3×3 on R, G and B, original and result beside each other
under the divider. Milliseconds. \`engine\` is the engine's own time, \`transfer\` all other time between the call and its answer.
\`engine alone\` is the engine's time for the very same views, asked for once more in a process of its own with no window beside it:
the difference is what the window takes from the engine where both want the same cores. A weight that is dragged is drawn as exactly as
a frame affords, and exactly when it rests. The first photo after the start is asked for as soon as the window says that the engine is
ready, while its decoder and its threads still start. Written by \`npm run bench:preview\` on
${cpus()[0].model.trim()}, ${cpus().length} cores${transport}.
The load was ${load.toFixed(1)} when this ended, the window's own among it.

| | goal | p50 | p95 | max | of |
| --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}

How long the pointer could have waited, at most: tasks of the window above 50 ms, and the main process's longest turn. And how long
the engine's threads worked, all of them together, and how long they wanted a core that others had: the engine yields to the window,
which draws on the same cores.

| while | tasks of the window above 50 ms | the longest | longest turn of main | engine worked, s | engine waited, s |
| --- | --- | --- | --- | --- | --- |
${tasks
  .map(
    ({ name, longTasks, waitOfMain, engine }) =>
      `| ${name} | ${longTasks.length} | ${longTasks.length > 0 ? Math.max(...longTasks).toFixed(0) : 'below 50'} | ${waitOfMain.toFixed(0)} | ${seconds(engine?.worked)} | ${seconds(engine?.waited)} |`,
  )
  .join('\n')}
`
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : (milliseconds / 1000).toFixed(2)
}

function line({ name, values, goal = '' }: Row): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(1) ?? '–'
  return `| ${name} | ${goal} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${values.length} |`
}

await main()
