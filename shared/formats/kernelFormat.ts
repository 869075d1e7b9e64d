import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import type { FileNote } from '../fileNote.ts'
import { createKernel } from '../kernel/kernel.ts'
import type { Kernel, KernelParts } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'

export interface ReadKernel {
  readonly kernel: Kernel
  /** How the file says that the kernel moves (ONNX), or what it finds outside the picture (SVG, GEGL). */
  readonly options?: ConvolutionOptions
}

export interface KernelsRead {
  /** At least one. */
  readonly kernels: readonly ReadKernel[]
  readonly notes: readonly FileNote[]
}

export interface KernelWritten {
  readonly bytes: Uint8Array
  /** What the user of the file has to know, and everything that it could not keep. */
  readonly notes: readonly FileNote[]
  /** The largest change that the format forced on a weight or bias, in units of w = weight / divisor; 0 if it kept all. */
  readonly loss: number
}

/**
 * One kind of file, both directions. `read` throws `broken-file`, `unsupported-format` or `too-large`, whatever the bytes;
 * `write` throws `cannot-hold` before a byte is made, saying what the format holds and what came.
 */
export interface KernelFormat {
  readonly id: string
  /** As a person calls it; not translated, because these are names. */
  readonly name: string
  /** Without the dot, the usual one first. */
  readonly extensions: readonly string[]
  readonly canRead: boolean
  readonly canWrite: boolean
  /** Whether the content (not the name) says that it is this format. */
  readonly matches: (bytes: Uint8Array) => boolean
  readonly read: (bytes: Uint8Array) => KernelsRead
  readonly write: (kernel: Kernel, options?: ConvolutionOptions) => KernelWritten
}

export interface FormatParts {
  readonly id: string
  readonly name: string
  readonly extensions: readonly string[]
  readonly matches?: KernelFormat['matches']
  readonly read?: KernelFormat['read']
  readonly write?: KernelFormat['write']
}

/** A format from what it can do; the direction that it lacks refuses with `unsupported-format`. */
export function kernelFormat({ id, name, extensions, matches, read, write }: FormatParts): KernelFormat {
  const refuse = (id: 'onlyWritten' | 'onlyRead') => () => {
    throw refusal('unsupported-format', id, { name })
  }
  return Object.freeze({
    id,
    name,
    extensions,
    canRead: read !== undefined,
    canWrite: write !== undefined,
    matches: matches ?? (() => false),
    read: read ?? refuse('onlyWritten'),
    write: write ?? refuse('onlyRead'),
  })
}

/** What makes no kernel in a file makes the file broken. */
export function fromFile<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof LabError && error.code === 'bad-kernel') {
      throw new LabError('broken-file', error.message, error.detail)
    }
    throw error
  }
}

/** createKernel for numbers out of a file. Throws `broken-file`, `too-large`. */
export function kernelFromFile(parts: KernelParts): Kernel {
  return fromFile(() => createKernel(parts))
}
