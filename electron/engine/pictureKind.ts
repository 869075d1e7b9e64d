/** Kinds of pictures the lab reads, in their usual letters. */
export const pictureKinds = ['JPEG', 'PNG', 'WebP', 'AVIF', 'TIFF', 'GIF', 'SVG'] as const
export type PictureKind = (typeof pictureKinds)[number]

/** Refusals of files that are none of these: each says what came. */
export type OtherKind = 'isHeic' | 'isBmp' | 'isPdf' | 'isPhotoshop' | 'isZip' | 'isJpegXl' | 'isText' | 'isUnknown'

/** What a file is by its first bytes, never by its name. */
export function pictureKind(bytes: Uint8Array): PictureKind | { readonly other: OtherKind } {
  const head = String.fromCharCode(...bytes.subarray(0, 64))
  if (head.startsWith('\xff\xd8\xff')) return 'JPEG'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'WebP'
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'TIFF'
  if (/^GIF8[79]a/.test(head)) return 'GIF'
  if (head.slice(4, 8) === 'ftyp') return /avi[fs]/.test(head.slice(8, 40)) ? 'AVIF' : { other: 'isHeic' }
  if (isSvg(bytes)) return 'SVG'
  return { other: otherKind(head, bytes) }
}

function otherKind(head: string, bytes: Uint8Array): OtherKind {
  if (head.startsWith('BM')) return 'isBmp'
  if (head.startsWith('%PDF')) return 'isPdf'
  if (head.startsWith('8BPS')) return 'isPhotoshop'
  if (head.startsWith('PK\x03\x04')) return 'isZip'
  if (head.startsWith('\xff\x0a') || head.slice(4, 8) === 'JXL ') return 'isJpegXl'
  return isText(bytes.subarray(0, 1024)) ? 'isText' : 'isUnknown'
}

/** `<svg` somewhere near the start of a text: declarations and comments may stand before it. */
function isSvg(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 4096)
  return isText(start) && /<(\w+:)?svg[\s>]/.test(new TextDecoder().decode(start))
}

/** No control characters other than tab and line ends: good enough to name a file in a message. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}
