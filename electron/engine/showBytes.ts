import { bufferOf } from '../../shared/backend/arena.ts'
import type { Arena } from '../../shared/backend/arena.ts'
import { createPainter, isPlain } from '../../shared/backend/draw/drawPlanes.ts'
import { createInPlace } from '../../shared/backend/integer/inPlace.ts'
import type { ByteSums } from '../../shared/backend/integer/inPlace.ts'
import { createIntegerSums } from '../../shared/backend/integer/integer.ts'
import { integer } from '../../shared/backend/samples/photoBackend.ts'
import { createPieces, rowsOfPiece } from '../../shared/backend/samples/pieces.ts'
import type { Run } from '../../shared/backend/samples/readSamples.ts'
import { movedCover } from '../../shared/image/view.ts'
import { channelsOf } from './convolutionSetup.ts'
import { groupsOf } from './deviceRows.ts'
import type { ShowTask } from './showRows.ts'

/** Where all that is shown of a result is whole numbers of 255ths: the sums are cut to bytes and are never floats. null elsewhere. */
export function byteSums(arena: Arena, { w, b, g, tone, backend, alpha }: ShowTask): ByteSums | null {
  if (backend !== integer.name || !isPlain(tone) || alpha !== null) return null
  const sums = createIntegerSums(arena, w, b, g)
  if (sums.bytes) return sums as ByteSums
  sums.release()
  return null
}

/** The same of bytes, in planes that one group of device rows after the other fills: from the photo itself, and from pieces of it with the border above and below. */
export function showBytes(arena: Arena, task: ShowTask, sums: ByteSums, from: number, to: number, across: Run): void {
  const { photo, g, rows, columns, tone, white, out } = task
  const most = rowsOfPiece(g, [0, g.P], across)
  const groups = groupsOf(rows, from, to, most)
  const height = groups.reduce((tallest, { down }) => Math.max(tallest, down[1] - down[0]), 0)
  const width = sums.pitch(across[1] - across[0])
  const length = g.N * g.K * height * width
  const address = arena.allocateBytes(length)
  const data = new Uint8Array(bufferOf(arena.memory), address, length)
  const planes = { width, height, channels: channelsOf(g), data, alpha: null }
  const moved = movedCover(columns, across[0])
  const inPlace = createInPlace(arena, photo, task.w, g, across, sums)
  const pieces = createPieces(arena, photo, g, across, most, sums.overhang, true)
  const painter = createPainter(arena, planes, rows, moved, { ...tone, folded: false }, white, out)
  try {
    for (const { first, last, down } of groups) {
      const planeAt = (n: number, p: number) => data.subarray((n * g.K * height + p - down[0]) * width)
      const inside = inPlace.within(down)
      for (let n = 0; n < g.N; n++) inPlace.bytes(n, inside, planeAt(n, inside[0]), height, tone.folded)
      for (const around of [
        [down[0], inside[0]],
        [inside[1], down[1]],
      ] as const) {
        pieces.each(around, ({ n, p, piece, x }) => {
          sums.bytes(x as Uint8Array, piece, planeAt(n, p), height, tone.folded)
        })
      }
      painter.draw(first, last, down[0])
    }
  } finally {
    painter.release()
    pieces.release()
    inPlace.release()
    arena.freeBytes(address)
  }
}
