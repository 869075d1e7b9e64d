import { bufferOf } from '../../shared/backend/arena.ts'
import { beginKept, isKept, tileGrid } from '../../shared/backend/fft/keptTiles.ts'
import type { KeptTiles, TileGrid } from '../../shared/backend/fft/keptTiles.ts'
import { wholeOf } from '../../shared/backend/samples/convolvePhoto.ts'
import type { Part } from '../../shared/backend/samples/convolvePhoto.ts'
import type { PhotoPlanes } from '../../shared/backend/samples/readSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { LabError } from '../../shared/errors.ts'
import type { Samples } from '../../shared/image/samples.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { ConvolvePhotoTask } from './bandTasks.ts'
import type { Lease } from './leasedCache.ts'

/**
 * What the FFT made of a photo's tiles, kept between jobs: where only weights change, a kernel edit transforms the kernel and
 * the products, and no tile. Each pair of tiles is by itself, so that a view of a part and the whole result share theirs.
 * Nothing is computed for it: a job leaves here what it made, and what was used longest ago gives way, but never to another
 * tile of the same job, which would then find none of them the next time.
 */
export interface TileSpectra {
  /** Room for what a job on a part of a result transforms, for as long as the job runs; null where nothing can be kept. */
  use(photo: PhotoPlanes, g: Geometry, part: Part): Lease<KeptTiles> | null
  /** Frees all of a photo; what a job still uses, when that ends. */
  forget(samples: Samples): void
  /** Bytes of what is kept and used. */
  readonly bytes: number
}

/**
 * 384 MiB: all of an RGB photo of 24 megapixels takes 378 MiB under 31×31, what is in sight of it at 100 % a tenth. Beside a
 * photo of 100 megapixels, and what of its result is there at a time, it leaves the engine within 2 GiB.
 */
const defaultBudget = 384 * 2 ** 20

interface Kept {
  readonly samples: Samples
  readonly address: number
  readonly bytes: number
  users: number
  forgotten: boolean
}

export function createTileSpectra(budget = defaultBudget): TileSpectra {
  const all = new Map<string, Kept>() // in the order of use
  const numbers = new WeakMap<Samples, number>()
  let [lastNumber, bytes] = [0, 0]

  function numberOf(samples: Samples): number {
    if (!numbers.has(samples)) numbers.set(samples, ++lastNumber)
    return numbers.get(samples) as number
  }

  function free(key: string, { address, bytes: freed }: Kept): void {
    all.delete(key)
    threadArena().freeBytes(address)
    bytes -= freed
  }

  /** Room for one more; null where all that could give way is in use, or the engine's memory is spent. */
  function make(samples: Samples, size: number): Kept | null {
    for (const [key, kept] of all) {
      if (bytes + size <= budget) break
      if (kept.users === 0) free(key, kept)
    }
    if (bytes + size > budget) return null
    const arena = threadArena()
    const address = allocate(size)
    if (address === null) return null
    bytes += size
    beginKept(bufferOf(arena.memory), address)
    return { samples, address, bytes: size, users: 0, forgotten: false }
  }

  /** A job has ended: what it did not get to, and what nobody wants any more, is free again. */
  function leave(key: string, kept: Kept): void {
    kept.users--
    const stays = !kept.forgotten && isKept(bufferOf(threadArena().memory), kept.address)
    if (kept.users === 0 && !stays) free(key, kept)
  }

  return {
    use(photo, g, part) {
      const grid = tileGrid(g)
      const count = grid ? grid.planes * grid.rows * grid.columns : 0
      const table = grid && count * 4 < budget ? allocate(4 * count) : null
      if (!grid || table === null) return null
      const addresses = new Uint32Array(bufferOf(threadArena().memory), table, count).fill(0)
      const prefix = `${numberOf(photo.samples)} ${JSON.stringify([photo.gray, photo.linear, g])}`
      const used = new Map<string, Kept>()
      const take = (index: number, kept: Kept): void => {
        const key = `${prefix} ${index}`
        all.delete(key)
        all.set(key, kept)
        used.set(key, kept)
        kept.users++
        addresses[index] = kept.address
      }
      const wanted = tilesOf(grid, part)
      const missing = wanted.filter((index) => {
        const kept = all.get(`${prefix} ${index}`)
        if (kept && !kept.forgotten) take(index, kept)
        return !kept
      })
      for (const index of missing) {
        const kept = make(photo.samples, grid.bytes)
        if (!kept) break
        take(index, kept)
      }
      let released = false
      const release = (): void => {
        if (released) return
        released = true
        used.forEach((kept, key) => leave(key, kept))
        threadArena().freeBytes(table)
      }
      return { value: { table, rows: grid.rows, columns: grid.columns }, release }
    },
    forget(samples) {
      for (const [key, kept] of all) {
        if (kept.samples !== samples) continue
        kept.forgotten = true
        if (kept.users === 0) free(key, kept)
      }
    },
    get bytes() {
      return bytes
    },
  }
}

/** What is kept of the tiles that a job comes to, if it transforms any. */
export function leaseSpectra(
  spectra: TileSpectra | null,
  { photo, g, part = wholeOf(g), backend }: Pick<ConvolvePhotoTask, 'photo' | 'g' | 'part' | 'backend'>,
): Lease<KeptTiles> | null {
  return backend === 'fft' ? (spectra?.use(photo, g, part) ?? null) : null
}

/** null where the engine's memory is spent: a job can do without. */
function allocate(bytes: number): number | null {
  try {
    return threadArena().allocateBytes(bytes)
  } catch (thrown) {
    if (thrown instanceof LabError && thrown.code === 'too-large') return null
    throw thrown
  }
}

/** Places in the table of the pairs of tiles that a part of the outputs lies in, of all planes. */
function tilesOf({ tile, rows, columns, planes }: TileGrid, part: Part): number[] {
  const run = ([from, to]: Part['rows'], size: number): readonly [number, number] =>
    from < to ? [Math.floor(from / size), Math.ceil(to / size)] : [0, 0]
  const [down, across] = [run(part.rows, tile.fftRows), run(part.columns, 2 * tile.fftColumns)]
  const indices: number[] = []
  for (let plane = 0; plane < planes; plane++) {
    for (let row = down[0]; row < down[1]; row++) {
      for (let column = across[0]; column < across[1]; column++) indices.push((plane * rows + row) * columns + column)
    }
  }
  return indices
}
