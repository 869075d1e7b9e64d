import { existsSync } from 'node:fs'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { parseKernelName } from '../../shared/kernel/kernelName.ts'
import { parseMatrix } from '../../shared/kernel/parseMatrix.ts'
import { importKernel } from '../engine/kernelFiles.ts'
import { tellNotes } from './fileNotes.ts'

/**
 * KERNEL of the command line: numbers are a matrix, a path or a known ending is a file, the rest is a preset's name. A file
 * wins over a preset of the same name only by its path (`./laplacian`), so that a stray file cannot change what a name means.
 */
export async function readKernel(text: string): Promise<Kernel> {
  const trimmed = text.trim()
  if (trimmed === '') return parseMatrix(trimmed) // which says what is wanted
  if (/^[-+.\d[({]|;|\n/.test(trimmed) && !isFile(trimmed)) return parseMatrix(trimmed)
  if (isFile(trimmed)) {
    const { kernel, notes } = await importKernel(trimmed)
    tellNotes(notes)
    return kernel
  }
  return parseKernelName(trimmed)
}

/** A name with a folder or an ending; `gaussian:7,1.5` and `.5 1 .5` have neither. */
function isFile(text: string): boolean {
  return (
    /^[^\s;:[({]*[/\\]/.test(text) || /^[^;[({\n]+\.[a-z]\w*$/i.test(text) || (/\.\w+$/.test(text) && existsSync(text))
  )
}
