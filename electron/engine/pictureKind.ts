/** Kinds of pictures the lab reads, in their usual letters. */
export const pictureKinds = ['JPEG', 'PNG', 'WebP', 'AVIF', 'TIFF', 'GIF', 'SVG'] as const
export type PictureKind = (typeof pictureKinds)[number]

/** Refusals of files that are none of these: each says what came. */
export type OtherKind =
  | 'isRaw'
  | 'isHeic'
  | 'isBmp'
  | 'isNetpbm'
  | 'isJpeg2000'
  | 'isHighRange'
  | 'isPdf'
  | 'isPhotoshop'
  | 'isZip'
  | 'isJpegXl'
  | 'isText'
  | 'isUnknown'

/** What a file is by its first bytes, never by its name, but for a camera's raw file that begins like any TIFF. */
export function pictureKind(bytes: Uint8Array, name = ''): PictureKind | { readonly other: OtherKind } {
  const head = String.fromCharCode(...bytes.subarray(0, 64))
  if (isRaw(head, name)) return { other: 'isRaw' }
  if (head.startsWith('\xff\xd8\xff')) return 'JPEG'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'WebP'
  if (isTiff(head)) return 'TIFF'
  if (/^GIF8[79]a/.test(head)) return 'GIF'
  if (head.slice(4, 8) === 'ftyp') return /avi[fs]/.test(head.slice(8, 40)) ? 'AVIF' : { other: 'isHeic' }
  if (isSvg(bytes)) return 'SVG'
  return { other: otherKind(head, bytes) }
}

/**
 * Canon's CR2 and CR3, Fujifilm's, Olympus's and Panasonic's own beginnings; the others are TIFF files whose first picture is a
 * thumbnail, which nobody who opens them wants for the photo.
 */
function isRaw(head: string, name: string): boolean {
  if (/^(II\*\0....CR|.{4}ftypcrx|FUJIFILMCCD-RAW|II(RO|RS|U\0)|MMOR)/s.test(head)) return true
  return isTiff(head) && /\.(3fr|arw|dcr|dng|erf|iiq|kdc|mef|mos|nef|nrw|pef|rwl|sr2|srf|srw)$/i.test(name)
}

function isTiff(head: string): boolean {
  return /^(II[*+]\0|MM\0[*+])/.test(head)
}

function otherKind(head: string, bytes: Uint8Array): OtherKind {
  if (head.startsWith('BM')) return 'isBmp'
  if (/^P[1-7]\s/.test(head)) return 'isNetpbm'
  if (head.startsWith('\0\0\0\x0cjP  ') || head.startsWith('\xff\x4f\xff\x51')) return 'isJpeg2000'
  if (head.startsWith('v/1\x01') || head.startsWith('#?R')) return 'isHighRange'
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
