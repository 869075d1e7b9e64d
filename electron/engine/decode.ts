import type sharp from 'sharp'
import type { Metadata, Sharp } from 'sharp'
import { LabError } from '../../shared/errors.ts'
import { refusal } from '../../shared/refusal.ts'
import type { Image } from '../../shared/image/image.ts'
import { oneAtATime } from './layers/oneAtATime.ts'
import { planesFromSamples } from './planes.ts'
import { pictureKind, pictureKinds } from './pictureKind.ts'
import type { PictureKind } from './pictureKind.ts'
import { letGo } from './sharedBuffers.ts'
import type { TakeSamples } from './sharedBuffers.ts'

export interface DecodedPicture {
  readonly image: Image
  /** The file's kind in its usual letters: JPEG, PNG … */
  readonly format: string
  /** Pictures in the file, where there are more than this one, its first. */
  readonly pages?: number
}

/** Bytes of a picture file to an Image; Electron's window or a test may bring another one. */
export interface ImageDecoder {
  /**
   * Throws `broken-file`, `unsupported-format`, `too-large`. `take` gives the memory for the planes; `path` is the file that the bytes
   * are from, if they are from one.
   */
  decode(
    bytes: Uint8Array,
    name: string,
    take: TakeSamples,
    signal?: AbortSignal,
    path?: string,
  ): Promise<DecodedPicture>
}

/** 128 Mi pixels: the largest cameras have 100 to 150 million, and three float planes of a result of so many take 1.6 GB. */
export const mostPixels = 1 << 27
/** Three planes of 16 bits of the largest picture, uncompressed. */
export const mostBytes = 1 << 30
/** A file beyond this is read by sharp itself: its WebAssembly build makes a copy of bytes that it is given. */
const mostCopied = 1 << 26
/** A drawing is text that is parsed into a tree many times its size. */
const mostSvgBytes = 1 << 24

const queue = oneAtATime()

/**
 * Decodes with sharp; this is the only file that imports it. One picture at a time: libvips has one list of complaints for the
 * whole process, and what it says of a picture decoded at the same time would be taken for what it says of this one.
 */
export const sharpDecoder: ImageDecoder = {
  decode: (bytes, name, take, signal, path) =>
    queue(() => aloneDecoder.decode(bytes, name, take, signal, path), signal),
}

const aloneDecoder: ImageDecoder = {
  async decode(bytes, name, take, signal, path) {
    const kind = checkKind(bytes, name)
    const load = await loadSharp()
    if (kind === 'SVG') checkDrawable(load, bytes, name)
    const broken = (thrown: unknown): never => {
      if (thrown instanceof LabError) throw thrown
      throw refusal('broken-file', 'pictureBroken', { name, kind, why: reasonOf(thrown) })
    }
    const source = path && bytes.length > mostCopied ? path : bytes
    const metadata = await load(source, { limitInputPixels: false }).metadata().catch(broken)
    checkSize(metadata, name)
    const samples = samplesOf(metadata, name)
    signal?.throwIfAborted()
    const read = (failOn: 'warning' | 'error') => {
      const picture = load(source, { failOn, limitInputPixels: false, ignoreIcc: samples.depth === 32 })
      return rawSamples(picture, metadata, samples).toBuffer({ resolveWithObject: true })
    }
    // libjpeg only warns when a JPEG holds fewer rows than it promises; what else it warns of, many cameras write.
    const tolerant = (thrown: unknown) => (/premature end/i.test(reasonOf(thrown)) ? broken(thrown) : read('error'))
    const { data, info } = await read('warning').catch(tolerant).catch(broken)
    try {
      const image = await planesFromSamples(data, { ...info, ...samples }, take, signal)
      const { pages = 1 } = metadata
      return { image, format: kind, ...(pages > 1 && { pages }) }
    } finally {
      letGo(data) // side by side the samples take as much as the planes
    }
  },
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown)
}

function checkKind(bytes: Uint8Array, name: string): PictureKind {
  if (bytes.length === 0) throw refusal('broken-file', 'pictureEmpty', { name })
  if (bytes.length > mostBytes) {
    throw refusal('too-large', 'pictureBytes', { most: mostBytes, name, bytes: bytes.length })
  }
  const kind = pictureKind(bytes, name)
  if (typeof kind === 'object') {
    throw refusal('unsupported-format', kind.other, { kinds: pictureKinds.join(', '), name })
  }
  return kind
}

/** What the WebAssembly build would silently leave out is refused: it draws with resvg and has no fonts. */
function checkDrawable(load: typeof sharp, bytes: Uint8Array, name: string): void {
  if (bytes.length > mostSvgBytes) {
    throw refusal('too-large', 'drawingBytes', { most: mostSvgBytes, name, bytes: bytes.length })
  }
  if ('resvg' in load.versions && /<(\w+:)?text[\s>]/.test(new TextDecoder().decode(bytes))) {
    throw refusal('unsupported-format', 'drawingText', { name })
  }
}

function checkSize({ width, height }: Metadata, name: string): void {
  if (width * height <= mostPixels) return
  throw refusal('too-large', 'picturePixels', { most: mostPixels, name, width, height })
}

interface Samples {
  readonly gray: boolean
  readonly depth: 8 | 16 | 32
}

function samplesOf({ space, depth }: Metadata, name: string): Samples {
  const gray = space === 'b-w' || space === 'grey16'
  if (depth === 'uchar') return { gray, depth: 8 }
  if (depth === 'ushort') return { gray, depth: 16 }
  if (depth === 'float' || depth === 'double') return { gray, depth: 32 }
  throw refusal('unsupported-format', 'sampleDepth', { name, depth })
}

/**
 * The pipeline that keeps all a file says: 16 bits stay 16, floats stay as they are, an embedded profile becomes sRGB.
 * For 16 bits sharp works in Display P3 whenever a profile is embedded, so it has to be asked for sRGB once more.
 */
function rawSamples(picture: Sharp, { icc, hasAlpha }: Metadata, { gray, depth }: Samples): Sharp {
  const upright = picture.autoOrient()
  if (depth === 32) return upright.toColourspace(gray ? 'b-w' : 'scrgb').raw({ depth: 'float' })
  if (depth === 8) return gray && !hasAlpha && !icc ? upright.toColourspace('b-w').raw() : upright.raw()
  if (gray) return upright.toColourspace('grey16').raw({ depth: 'ushort' })
  const deep = upright.toColourspace('rgb16')
  return (icc ? deep.withIccProfile('srgb') : deep).raw({ depth: 'ushort' })
}

let loading: Promise<typeof sharp> | null = null

/**
 * Electron's Linux binary links the system's GLib, sharp's native build brings its own, and where the two meet the process
 * dies at the first decode (lovell/sharp#4525). There sharp's WebAssembly build is loaded, which has no GLib.
 */
export function loadSharp(): Promise<typeof sharp> {
  loading ??= process.platform === 'linux' && process.versions.electron ? loadWebAssemblyBuild() : importSharp()
  return loading
}

/** A small picture to and fro: the first one of a process takes sharp a quarter of a second more, which nobody waits for yet. */
export async function warmDecoder(): Promise<void> {
  const load = await loadSharp()
  const picture = load({ create: { width: 32, height: 32, channels: 3, background: 'gray' } })
  await load(await picture.jpeg().toBuffer())
    .resize(16)
    .raw()
    .toBuffer()
}

async function importSharp(): Promise<typeof sharp> {
  const { default: load } = await import('sharp')
  load.cache(false) // every file is decoded once
  return load
}

/** sharp takes the native package wherever it can be found, so for the moment of loading it cannot be found. */
async function loadWebAssemblyBuild(): Promise<typeof sharp> {
  const { registerHooks } = await import('node:module') // Node 20 has none, and needs none: it is not Electron
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (!/^@img\/sharp-linux(musl)?-/.test(specifier)) return next(specifier, context)
      throw Object.assign(new Error(`${specifier} is kept out of Electron`), { code: 'MODULE_NOT_FOUND' })
    },
  })
  try {
    return await importSharp()
  } finally {
    hooks.deregister()
  }
}
