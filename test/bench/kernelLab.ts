import { createBandPool } from '../../electron/engine/bandPool.ts'
import { bandRows } from '../../electron/engine/bands.ts'
import { learnSpeeds } from '../../electron/engine/machineSpeeds.ts'
import { createSharedBuffers } from '../../electron/engine/sharedBuffers.ts'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { benchWeights, fillPicture, timeRuns } from './contender.ts'
import type { BenchCase, Contender } from './contender.ts'

/** The engine's own road: bands on its threads, planes in its arena, the backend that `auto` takes. */
export async function kernelLab(threads: number): Promise<Contender> {
  const bands = createBandPool({ threads, entry: new URL('../../electron/engine/bandThread.ts', import.meta.url) })
  await learnSpeeds(bands)
  const buffers = createSharedBuffers()
  return {
    name: 'Kernel Lab',
    threads,
    version: '',
    async prepare({ width, height, size, kind }: BenchCase) {
      const g = convolutionGeometry([1, 1, height, width], [1, 1, size, size], { padding: 'same' })
      const [x, y] = [buffers.take(width * height), buffers.take(width * height)]
      fillPicture(x)
      y.fill(0)
      const w = benchWeights({ size, kind })
      const { backend, steps } = chooseBackend(g, 'auto', x, { w, b: null, speeds: bands.speeds })
      const task = { kind: 'convolve', x, w, b: null, g, y, backend: backend.name } as const
      const rows = bandRows(g.P, steps / g.P, threads, backend.together?.(g).rows)
      return {
        how: backend.name,
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
