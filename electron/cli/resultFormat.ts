import { extname } from 'node:path'
import type { ResultFormat } from '../../shared/rpc/engineContract.ts'
import { UsageError } from './usage.ts'

/** The format of a result by its file's ending. Wrong usage of --OPTION where it has none of these. */
export function resultFormat(option: string, path: string, depth: '8' | '16' = '8'): ResultFormat {
  const byEnding: Readonly<Record<string, ResultFormat>> = {
    '.npy': 'npy',
    '.png': depth === '16' ? 'png16' : 'png8',
    '.jpg': 'jpeg',
    '.jpeg': 'jpeg',
    '.webp': 'webp',
    '.tif': 'tiff',
    '.tiff': 'tiff',
  }
  const format = byEnding[extname(path).toLowerCase()]
  if (!format) throw new UsageError(`--${option} ends in ${Object.keys(byEnding).join(', ')}; got '${path}'`)
  return format
}
