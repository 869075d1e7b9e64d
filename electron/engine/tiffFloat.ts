/** Samples that are laid side by side at a time, in memory that the next ones are laid in too. */
const samplesAtOnce = 1 << 20

/**
 * An uncompressed TIFF of 32-bit floats, one sample per pixel or three side by side (TIFF 6.0 with SampleFormat 3): numbers as
 * they are, negative ones and those above 1 too. sharp has no way to write these. Each piece is there until the next is asked for.
 */
export function* tiffFloatParts(
  width: number,
  height: number,
  channels: 1 | 3,
  planes: Float32Array,
): Generator<Uint8Array> {
  yield tiffFloatHead(width, height, channels)
  yield* sideBySide(channels, planes)
}

/** What stands before the samples. */
export function tiffFloatHead(width: number, height: number, channels: 1 | 3): Uint8Array {
  const perSample = (value: number): number[] => new Array<number>(channels).fill(value)
  const entries: readonly (readonly [tag: number, type: 'short' | 'long', values: readonly number[]])[] = [
    [256, 'long', [width]],
    [257, 'long', [height]],
    [258, 'short', perSample(32)], // bits per sample
    [259, 'short', [1]], // no compression
    [262, 'short', [channels === 1 ? 1 : 2]], // black is zero, or RGB
    [273, 'long', [headBytes]], // the only strip follows the directory
    [277, 'short', [channels]],
    [278, 'long', [height]], // rows per strip
    [279, 'long', [4 * channels * width * height]],
    [284, 'short', [1]], // samples side by side
    [339, 'short', perSample(3)], // IEEE float
  ]
  const head = new Uint8Array(headBytes)
  writeDirectory(new DataView(head.buffer), entries)
  return head
}

/** The samples of some rows, all pixels of them, in their order. */
export function* sideBySide(channels: 1 | 3, planes: Float32Array): Generator<Uint8Array> {
  const pixels = planes.length / channels
  const samples = new Float32Array(Math.min(samplesAtOnce, pixels) * channels)
  for (let from = 0; from < pixels; from += samplesAtOnce) {
    const count = Math.min(samplesAtOnce, pixels - from)
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < count; i++) samples[i * channels + c] = planes[c * pixels + from + i]
    }
    yield new Uint8Array(samples.buffer, 0, 4 * channels * count)
  }
}

/** Header, directory of 11 entries, and room for values that do not fit into theirs. */
const headBytes = 256
const firstSpare = 8 + 2 + 11 * 12 + 4

function writeDirectory(
  view: DataView,
  entries: readonly (readonly [tag: number, type: 'short' | 'long', values: readonly number[]])[],
): void {
  const little = true // samples are written in the order of the machine, which is little-endian wherever Electron runs
  view.setUint16(0, 0x4949, little)
  view.setUint16(2, 42, little)
  view.setUint32(4, 8, little)
  view.setUint16(8, entries.length, little)
  let spare = firstSpare
  entries.forEach(([tag, type, values], i) => {
    const at = 10 + i * 12
    view.setUint16(at, tag, little)
    view.setUint16(at + 2, type === 'short' ? 3 : 4, little)
    view.setUint32(at + 4, values.length, little)
    const outside = type === 'short' && values.length > 2
    if (outside) view.setUint32(at + 8, spare, little)
    values.forEach((value, j) => {
      if (type === 'long') view.setUint32(at + 8, value, little)
      else view.setUint16((outside ? spare : at + 8) + 2 * j, value, little)
    })
    if (outside) spare += 2 * values.length
  })
}
