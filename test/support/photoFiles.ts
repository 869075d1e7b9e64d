import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { mulberry32 } from '../../shared/maths/random.ts'

/** A picture as its file should decode: samples side by side, 8 bits. */
export interface TestPicture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3 | 4
  readonly samples: Uint8Array
}

/** Every sample a whole number from a seed: no compression can guess it, so a wrong byte shows. */
export function noisePicture(width: number, height: number, channels: 1 | 3 | 4, seed = 1): TestPicture {
  const random = mulberry32(seed)
  const samples = Uint8Array.from({ length: width * height * channels }, () => Math.floor(random() * 256))
  return { width, height, channels, samples }
}

/** A picture without sharp changes, which lossy formats keep to within a few steps. */
export function smoothPicture(width: number, height: number): TestPicture {
  const samples = new Uint8Array(width * height * 3)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = (row * width + column) * 3
      samples[at] = 60 + (120 * column) / width
      samples[at + 1] = 60 + (120 * row) / height
      samples[at + 2] = 200 - (60 * (row + column)) / (width + height)
    }
  }
  return { width, height, channels: 3, samples }
}

export function open({ width, height, channels, samples }: TestPicture): Sharp {
  return sharp(samples, { raw: { width, height, channels } })
}

/** A folder for one test file, and how to remove it. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'kernel-lab-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

export async function writePhoto(folder: string, name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

export const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#336699"/></svg>'

/** A drawing in which libvips would have to find a font. */
export const drawingWithText =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><text x="2" y="8">Hi</text></svg>'

/** A PNG whose header promises another size than its (few) data hold; its checksum is right. */
export async function pngThatClaims(width: number, height: number): Promise<Uint8Array> {
  const png = await open(noisePicture(4, 4, 3))
    .png()
    .toBuffer()
  png.writeUInt32BE(width, 16)
  png.writeUInt32BE(height, 20)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return png
}

/** A JPEG whose frame header promises more rows than there are. */
export async function jpegThatClaims(rows: number): Promise<Uint8Array> {
  const jpeg = await open(smoothPicture(64, 48)).jpeg().toBuffer()
  const frame = jpeg.findIndex((byte, i) => byte === 0xff && (jpeg[i + 1] === 0xc0 || jpeg[i + 1] === 0xc2))
  jpeg.writeUInt16BE(rows, frame + 5)
  return jpeg
}

/** A JPEG with stray bytes before its end marker, as some cameras write them: nothing of the picture is missing. */
export async function jpegWithStrayBytes(picture: TestPicture): Promise<Uint8Array> {
  const jpeg = await open(picture).jpeg().toBuffer()
  return Buffer.concat([jpeg.subarray(0, -2), Buffer.of(0, 0, 0), jpeg.subarray(-2)])
}

let broken: Promise<ReadonlyMap<string, Uint8Array>> | null = null

/** The broken files of every kind, by name. */
export function brokenFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  return (broken ??= makeBrokenFiles())
}

async function makeBrokenFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const jpeg = await open(noisePicture(200, 150, 3))
    .jpeg()
    .toBuffer()
  const png = await open(noisePicture(64, 48, 3))
    .png()
    .toBuffer()
  const webp = await open(noisePicture(64, 48, 3))
    .webp()
    .toBuffer()
  const avif = await open(noisePicture(64, 48, 3))
    .avif()
    .toBuffer()
  const tiff = await open(noisePicture(64, 48, 3))
    .tiff({ compression: 'lzw' })
    .toBuffer()
  const gif = await open(noisePicture(64, 48, 3))
    .gif()
    .toBuffer()
  const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1)
  return new Map<string, Uint8Array>([
    ['truncated.jpg', half(jpeg)],
    ['truncated.png', half(png)],
    ['truncated.webp', half(webp)],
    ['truncated.avif', half(avif)],
    ['truncated.tiff', half(tiff)],
    ['truncated.gif', half(gif)],
    ['truncated.svg', new TextEncoder().encode(drawing.slice(0, -20))],
    ['head-only.jpg', jpeg.subarray(0, 20)],
    ['empty.jpg', new Uint8Array(0)],
    ['lying.png', await pngThatClaims(64, 64)],
    ['lying.jpg', await jpegThatClaims(480)],
  ])
}
