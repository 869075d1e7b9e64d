import zlib from 'node:zlib'
import type { DrawnRows } from './drawnRows.ts'

export interface PngShape {
  readonly width: number
  readonly height: number
  /** Gray, R G B, or R G B A. */
  readonly channels: 1 | 3 | 4
  readonly depth: 8 | 16
}

/** Bytes of rows that are laid together and compressed at a time. */
const bytesAtOnce = 1 << 20

/** Of compressed bytes, but for the last chunk: the file is the same however many rows came at a time. */
const bytesOfChunk = 1 << 18

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const colorTypes = { 1: 0, 3: 2, 4: 6 } as const

/**
 * A PNG (W3C Recommendation, third edition) of R G B A samples as they are drawn, of 8 bits or 16, without those channels that
 * it does not have: a few rows after the other, for what a picture of 100 megapixels takes is better not there at all, and sharp's
 * WebAssembly build wants it twice. Rows are not filtered and are compressed as sharp does it. Each piece is there until the next is
 * asked for.
 */
export async function* pngParts(
  rows: DrawnRows,
  { width, height, channels, depth }: PngShape,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colorTypes[channels]], 8)
  yield Uint8Array.from(signature)
  yield* chunk('IHDR', [header])
  const deflate = zlib.createDeflate()
  const pieces: Uint8Array[] = []
  let compressed = Buffer.alloc(0)
  deflate.on('data', (piece: Uint8Array) => pieces.push(piece))
  try {
    for await (const samples of rows) {
      for (const lines of scanlines(samples, width, channels)) {
        signal?.throwIfAborted()
        await called((done) => deflate.write(lines, done))
        compressed = Buffer.concat([compressed, ...pieces.splice(0)])
        for (; compressed.length >= bytesOfChunk; compressed = compressed.subarray(bytesOfChunk)) {
          yield* chunk('IDAT', [compressed.subarray(0, bytesOfChunk)])
        }
      }
    }
    await called((done) => deflate.once('end', done).end())
  } finally {
    deflate.destroy()
  }
  yield* chunk('IDAT', [compressed, ...pieces])
  yield* chunk('IEND', [])
}

/** Length, name, what it holds, and the checksum of name and content. */
function* chunk(name: string, pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(pieces.reduce((sum, { length }) => sum + length, 0))
  head.write(name, 4, 'latin1')
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(pieces.reduce((sum, piece) => zlib.crc32(piece, sum), zlib.crc32(name)))
  yield head
  yield* pieces
  yield tail
}

/** Each row behind a 0, which says that it is not filtered; high bytes first. In memory that the next rows are laid in too. */
function* scanlines(samples: Uint8Array | Uint16Array, width: number, channels: 1 | 3 | 4): Generator<Uint8Array> {
  const height = samples.length / (4 * width)
  const rowBytes = 1 + width * channels * samples.BYTES_PER_ELEMENT
  const most = Math.min(height, Math.max(1, Math.floor(bytesAtOnce / rowBytes)))
  const lines = new Uint8Array(most * rowBytes)
  for (let first = 0; first < height; first += most) {
    const end = Math.min(height, first + most)
    let at = 0
    for (let row = first; row < end; row++) {
      lines[at++] = 0
      const last = 4 * (row + 1) * width
      for (let pixel = 4 * row * width; pixel < last; pixel += 4) {
        for (let c = 0; c < channels; c++) {
          const sample = samples[pixel + c]
          if (samples.BYTES_PER_ELEMENT === 2) lines[at++] = sample >> 8
          lines[at++] = sample & 255
        }
      }
    }
    yield lines.subarray(0, at)
  }
}

function called(work: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())))
}
