import { createBandPool } from '../../electron/engine/bandPool.ts'
import { bandRows } from '../../electron/engine/bands.ts'
import { stepsPerRow } from '../../electron/engine/convolutionSetup.ts'
import { createSharedBuffers } from '../../electron/engine/sharedBuffers.ts'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { benchWeights, fillPicture, timeRuns } from './contender.ts'
import type { BenchCase, Contender } from './contender.ts'

/** The engine's own road: bands on its threads, planes in its arena. */
export function kernelLab(threads: number): Contender {
  const bands = createBandPool({ threads, entry: new URL('../../electron/engine/bandThread.ts', import.meta.url) })
  const buffers = createSharedBuffers()
  return {
    name: 'Kernel Lab',
    threads,
    version: '',
    async prepare({ width, height, size }: BenchCase) {
      const g = convolutionGeometry([1, 1, height, width], [1, 1, size, size], { padding: 'same' })
      const [x, y] = [buffers.take(width * height), buffers.take(width * height)]
      fillPicture(x)
      y.fill(0)
      const { name: backend, speed } = chooseBackend(g).backend
      const task = { kind: 'convolve', x, w: benchWeights(size), b: null, g, y, backend } as const
      const rows = bandRows(g.P, stepsPerRow(g) / speed, threads)
      return {
        run: (times) => timeRuns(times, () => bands.run(task, g.P, { rows })),
        middle: async () => y[(height >> 1) * width + (width >> 1)],
        async release() {
          buffers.give(x)
          buffers.give(y)
        },
      }
    },
    close: () => bands.close(),
  }
}
