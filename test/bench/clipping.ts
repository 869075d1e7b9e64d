import type { Bands } from '../../electron/engine/bands.ts'
import { fitClippedPair } from '../../electron/engine/clippedJob.ts'
import { gatherMoments } from '../../electron/engine/gatherJob.ts'
import type { SharedBuffers } from '../../electron/engine/sharedBuffers.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import { fitClipped, unsaturated } from '../../shared/learning/clipping.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { definedWork } from '../support/clippedWork.ts'

export interface ClippedRow {
  readonly size: number
  /** Share of the target's pixels that are 0 or 1. */
  readonly saturated: number
  readonly rounds: number
  /** Milliseconds of all rounds: in bands on the threads, and by the definition, in plain JavaScript on one thread. */
  readonly threads: number
  readonly defined: number
}

/** The sample photo through a sharpening kernel, saved in 8 bits: all rounds of the fit through the clipping, gathering not included. */
export async function benchClipped(
  [width, height]: readonly [number, number],
  sizes: readonly number[],
  bands: Bands,
  buffers: SharedBuffers,
): Promise<readonly ClippedRow[]> {
  const [x, y] = [buffers.take(width * height), buffers.take(width * height)]
  const photo = samplePhoto({ width, height }).data
  for (let i = 0; i < x.length; i++) x[i] = photo[i] / 255
  const rows: ClippedRow[] = []
  for (const size of sizes) {
    const shape = [1, 1, height, width]
    const g = convolutionGeometry(shape, [1, 1, size, size], { padding: 'same' })
    const made = convolve(tensor(shape, x), sharpening(size), null, g)
    for (let i = 0; i < y.length; i++) y[i] = Math.round(255 * Math.min(1, Math.max(0, made.data[i]))) / 255
    const pair = { x: tensor(shape, x), target: tensor(shape, y), g, keep: null }
    const { moments } = await gatherMoments(pair, false, bands)
    const times: number[] = []
    let rounds = 0
    for (let run = 0; run < 4; run++) {
      const started = performance.now()
      rounds = (await fitClippedPair(moments, pair, 'integer', 0, bands, {})).rounds
      times.push(performance.now() - started)
    }
    const started = performance.now()
    await fitClipped(moments, definedWork(pair.x, pair.target, moments))
    const defined = performance.now() - started
    const kept = unsaturated(pair.target, g)
    let saturated = 0
    for (const keep of kept) saturated += 1 - keep
    rows.push({ size, saturated: saturated / kept.length, rounds, threads: Math.min(...times.slice(1)), defined })
    console.log(JSON.stringify(rows.at(-1)))
  }
  for (const plane of [x, y]) buffers.give(plane)
  return rows
}

/** 17 in the middle, −16 spread over the rest. */
function sharpening(size: number) {
  const count = size * size
  const w = new Float64Array(count).fill(-16 / (count - 1))
  w[count >> 1] = 17
  return tensor([1, 1, size, size], w)
}

export function clippedTable(rows: readonly ClippedRow[]): string {
  const cells = rows.map(({ size, saturated, rounds, threads, defined }) =>
    [
      `${size}×${size}`,
      `${(100 * saturated).toFixed(0)} %`,
      rounds,
      threads.toFixed(0),
      defined.toFixed(0),
      (defined / threads).toFixed(1),
    ].join(' | '),
  )
  return `## Through the clipping

A photo of 12 megapixels, sharpened and saved in 8 bits: the target is cut off at black and white. All rounds of the fit that finds
the kernel nevertheless, gathering not included; on two threads (the fastest of 3 runs), beside the definition in plain JavaScript on
one. Milliseconds.

| kernel | cut off | rounds | threads | plain JavaScript | ratio |
| --- | --- | --- | --- | --- | --- |
${cells.map((row) => `| ${row} |`).join('\n')}
`
}
