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
  yield tiffHead({ width, height, channels }, 32)
  yield* sideBySide(channels, planes)
}

export interface TiffShape {
  readonly width: number
  readonly height: number
  /** Gray, R G B, or R G B A. */
  readonly channels: 1 | 3 | 4
}

/** What stands before the samples: whole numbers of 8 bits, or floats. */
export function tiffHead({ width, height, channels }: TiffShape, bits: 8 | 32): Uint8Array {
  const perSample = (value: number): number[] => new Array<number>(channels).fill(value)
  const entries: readonly (readonly [tag: number, type: 'short' | 'long', values: readonly number[]])[] = [
    [256, 'long', [width]],
    [257, 'long', [height]],
    [258, 'short', perSample(bits)],
    [259, 'short', [1]], // no compression
    [262, 'short', [channels === 1 ? 1 : 2]], // black is zero, or RGB
    [273, 'long', [headBytes]], // the only strip follows the directory
    [277, 'short', [channels]],
    [278, 'long', [height]], // rows per strip
    [279, 'long', [(bits / 8) * channels * width * height]],
    [284, 'short', [1]], // samples side by side
    ...(channels === 4 ? [[338, 'short', [2]] as const] : []), // the fourth is alpha, by which colors are not multiplied
    [339, 'short', perSample(bits === 8 ? 1 : 3)], // unsigned, or IEEE float
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

/** R G B A of 8 bits without the channels that a picture does not have. */
export function* packed(samples: Uint8Array, channels: 1 | 3 | 4): Generator<Uint8Array> {
  if (channels === 4) return yield samples
  const pixels = samples.length / 4
  const part = new Uint8Array(Math.min(samplesAtOnce, pixels) * channels)
  for (let from = 0; from < pixels; from += samplesAtOnce) {
    const count = Math.min(samplesAtOnce, pixels - from)
    for (let i = 0, at = 4 * from; i < count * channels; i += channels, at += 4) {
      for (let c = 0; c < channels; c++) part[i + c] = samples[at + c]
    }
    yield part.subarray(0, count * channels)
  }
}

/** Header, directory of 12 entries at most, and room for values that do not fit into theirs. */
const headBytes = 256
const firstSpare = 8 + 2 + 12 * 12 + 4

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
