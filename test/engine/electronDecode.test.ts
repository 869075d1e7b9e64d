import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tiffFloat } from '../support/tiffFloat.ts'
import { expectWithin } from '../support/closeTo.ts'
import {
  brokenFiles,
  drawing,
  drawingWithText,
  noisePicture,
  open,
  smoothPicture,
  temporaryFolder,
  writePhoto,
} from '../support/photoFiles.ts'

/** What Electron's Linux binary brings: the system's GLib in the process, where a clash with another one is now fatal. */
const glib = { LD_PRELOAD: 'libgobject-2.0.so.0:libglib-2.0.so.0:libgio-2.0.so.0', G_DEBUG: 'fatal-criticals' }
const program = fileURLToPath(new URL('../support/electronDecoder.ts', import.meta.url))

describe.runIf(process.platform === 'linux')('decode beside the GLib of Electron on Linux', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  const told = new Map<string, Record<string, unknown>>()
  let build = ''

  beforeAll(async () => {
    folder = await temporaryFolder()
    const smooth = smoothPicture(24, 16)
    const files: [string, Uint8Array | string][] = [
      ['a.jpg', await open(smooth).jpeg().toBuffer()],
      [
        'a.png',
        await open(noisePicture(24, 16, 4))
          .png()
          .toBuffer(),
      ],
      ['a16.png', await open(smooth).toColourspace('rgb16').png().toBuffer()],
      ['a.webp', await open(smooth).webp().toBuffer()],
      ['a.avif', await open(smooth).avif().toBuffer()],
      ['a.tif', await open(smooth).tiff({ compression: 'lzw' }).toBuffer()],
      ['float.tif', tiffFloat(2, 1, 1, Float32Array.of(-1.5, 2))],
      ['a.gif', await open(smooth).gif().toBuffer()],
      ['a.svg', drawing],
      ['text.svg', drawingWithText],
      ['p3.jpg', await open(smooth).withIccProfile('p3').jpeg().toBuffer()],
      ['turned.jpg', await open(smooth).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
      ['cut.jpg', (await brokenFiles()).get('truncated.jpg')!],
    ]
    const paths = await Promise.all(files.map(([name, bytes]) => writePhoto(folder.path, name, bytes)))
    const env = { ...process.env, ...glib }
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...paths], { env })
    const [head, ...lines] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    build = String(head.build)
    for (const { file, ...outcome } of lines) told.set(String(file), outcome)
  }, 60_000)

  afterAll(() => folder.remove())

  it('loads the WebAssembly build of sharp although the native one is installed', () => {
    expect(build).toBe('WebAssembly')
  })

  it.each([
    ['a.jpg', { format: 'JPEG', width: 24, height: 16, channels: 3, depth: 8 }],
    ['a.png', { format: 'PNG', channels: 3, hasAlpha: true, depth: 8 }],
    ['a16.png', { format: 'PNG', channels: 3, depth: 16 }],
    ['a.webp', { format: 'WebP', width: 24, height: 16 }],
    ['a.avif', { format: 'AVIF', width: 24, height: 16 }],
    ['a.tif', { format: 'TIFF', width: 24, height: 16 }],
    ['float.tif', { format: 'TIFF', depth: 32, channels: 1, first: -1.5 }],
    ['a.gif', { format: 'GIF', width: 24, height: 16 }],
    ['a.svg', { format: 'SVG', width: 20, height: 10, first: Math.fround(0.2) }],
    ['p3.jpg', { format: 'JPEG', width: 24, height: 16 }],
    ['turned.jpg', { format: 'JPEG', width: 16, height: 24 }],
  ])('decodes %s and lives', (file, expected) => {
    expect(told.get(file)).toMatchObject(expected)
  })

  it.each([
    ['png8', 8, 64 / 255],
    ['png16', 16, 16384 / 65535],
    ['jpeg', 8, 64 / 255],
    ['webp', 8, 64 / 255],
  ])('encodes %s', (format, depth, first) => {
    expect(told.get(format)).toMatchObject({ width: 2, depth })
    expectWithin([Number(told.get(format)!.first)], [first], format.startsWith('png') ? 1e-7 : 3 / 255) // rounding, or lossy
  })

  it('refuses a drawing with text, for which that build has no fonts', () => {
    expect(told.get('text.svg')).toMatchObject({ error: { code: 'unsupported-format' } })
  })

  it('refuses a file that was cut short', () => {
    expect(told.get('cut.jpg')).toMatchObject({ error: { code: 'broken-file' } })
  })
})
