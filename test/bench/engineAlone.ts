import { availableParallelism } from 'node:os'
import { createBandPool } from '../../electron/engine/bandPool.ts'
import { decodeFile } from '../../electron/engine/openPicture.ts'
import { createResults } from '../../electron/engine/results.ts'
import { createTileSpectra } from '../../electron/engine/tileSpectra.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import type { ViewRequest } from '../../shared/rpc/engineContract.ts'

/** The first ones still compile. */
const warmUp = 3

/**
 * The engine's time for views that a window asked for, one after the other, in a process of its own: nobody draws beside it, so that
 * the threads have the cores that a window with a graphics card would leave them. One list of milliseconds for each list of views.
 */
export async function answeredAlone(
  path: string,
  asked: readonly (readonly ViewRequest[])[],
): Promise<readonly (readonly number[])[]> {
  const threads = availableParallelism()
  const bands = createBandPool({ threads, entry: new URL('../../electron/engine/bandThread.ts', import.meta.url) })
  const workshop = createWorkshop(bands, createTileSpectra())
  const results = createResults(workshop)
  const { image } = await decodeFile(path)
  const times: number[][] = []
  for (const requests of asked) {
    const all: number[] = []
    for (const request of [...requests.slice(0, warmUp), ...requests]) {
      const sent: (() => void)[] = []
      const view = await renderView(image, request, workshop, results, { onSent: (done) => void sent.push(done) })
      all.push(view.milliseconds)
      for (const done of sent) done()
    }
    times.push(all.slice(warmUp))
  }
  await bands.close()
  return times
}
