import { fileNote } from '../../shared/fileNote.ts'
import type { FileNote } from '../../shared/fileNote.ts'
import { basename } from 'node:path'
import { readKernelFile, writeKernel } from '../../shared/formats/registry.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import type { Written } from '../../shared/rpc/engineContract.ts'
import { readWhole } from './openPicture.ts'
import { writeWhole } from './writeWhole.ts'

/** Far more than the largest kernel takes in any text format. */
const mostBytes = 1 << 28

export interface ImportedKernel {
  readonly kernel: Kernel
  /** The format's name. */
  readonly format: string
  readonly notes: readonly FileNote[]
}

/** The first kernel of a file in any known format, which is told by its content, then by its name. */
export async function importKernel(path: string): Promise<ImportedKernel> {
  const { kernels, format, notes } = readKernelFile(basename(path), await readWhole(path, mostBytes))
  const others = kernels.length - 1
  const told = others > 0 ? [...notes, fileNote('firstOf', { count: kernels.length })] : notes
  return { kernel: kernels[0].kernel, format: format.name, notes: told }
}

/** Writes a kernel in a format by its id. Throws `cannot-hold` before a byte is written. */
export async function exportKernel(
  kernel: Kernel,
  format: string,
  path: string,
  options: { readonly replace: boolean },
): Promise<Written> {
  const { bytes, notes } = writeKernel(format, kernel)
  await writeWhole(path, bytes, options)
  return { name: basename(path), bytes: bytes.length, notes }
}
