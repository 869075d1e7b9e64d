import { expect } from 'vitest'
import type { KernelFormat } from '../../shared/formats/kernelFormat.ts'
import { decodeText, encodeText } from '../../shared/formats/text.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'

export const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) })

export const written = (format: KernelFormat, kernel: Kernel) => decodeText(format.write(kernel).bytes)
export const read = (format: KernelFormat, text: string) => format.read(encodeText(text))
export const kernelOf = (format: KernelFormat, text: string) => read(format, text).kernels[0].kernel
