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

export type FileKind = 'photo' | 'kernel' | 'network'

/** What an open dialog lists first; a person can always ask for every file. */
export function openFilters(kind: FileKind, locale: Locale): FileFilter[] {
  const words = labels[locale].dialogs
  const first = {
    photo: { name: words.photos, extensions: photoExtensions },
    kernel: { name: words.kernels, extensions: kernelExtensions },
    network: { name: words.networks, extensions: ['json', 'safetensors', 'onnx'] },
  }
  return [first[kind], { name: words.everyFile, extensions: ['*'] }]
}

export function isPhotoName(fileName: string): boolean {
  return photoExtensions.includes(path.extname(fileName).slice(1).toLowerCase())
}
