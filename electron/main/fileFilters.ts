import type { FileFilter } from 'electron'
import path from 'node:path'
import { labels } from '../../shared/commandLabels.ts'
import type { Locale } from '../../shared/commandLabels.ts'

/** The endings of what the engine decodes; it looks at the content, so a wrong one is only harder to find. */
const photoExtensions = ['jpg', 'jpeg', 'png', 'webp', 'avif', 'tif', 'tiff', 'gif', 'svg']

/**
 * The endings of the formats that are read. A list of its own, held against the registry by a test: importing that would
 * bring every parser of foreign files into the one process that has privileges.
 */
const kernelExtensions = [
  'json',
  'npy',
  'npz',
  'csv',
  'tsv',
  'safetensors',
  'onnx',
  'yml',
  'yaml',
  'magick',
  'txt',
  'xml',
  'gegl',
  'svg',
  'ffmpeg',
  'mat',
  'acf',
]

/** What an open dialog lists first; a person can always ask for every file. */
export function openFilters(kind: 'photo' | 'kernel', locale: Locale): FileFilter[] {
  const words = labels[locale].dialogs
  const everything = { name: words.everyFile, extensions: ['*'] }
  return kind === 'photo'
    ? [{ name: words.photos, extensions: photoExtensions }, everything]
    : [{ name: words.kernels, extensions: kernelExtensions }, everything]
}

export function isPhotoName(fileName: string): boolean {
  return photoExtensions.includes(path.extname(fileName).slice(1).toLowerCase())
}
