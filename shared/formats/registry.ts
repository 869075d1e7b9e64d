import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { acf } from './acf.ts'
import { cSource } from './cSource.ts'
import { csv, imagej } from './csv.ts'
import { ffmpeg } from './ffmpeg.ts'
import { gegl } from './gegl.ts'
import { glsl } from './glsl.ts'
import { imagemagick } from './imagemagick.ts'
import { json } from './json.ts'
import { kernelFromFile } from './kernelFormat.ts'
import type { KernelFormat, KernelsRead, KernelWritten } from './kernelFormat.ts'
import { libvips } from './libvips.ts'
import { npy } from './npy.ts'
import { npz } from './npz.ts'
import { onnx } from './onnx.ts'
import { opencvPython } from './opencvPython.ts'
import { opencvYaml } from './opencvYaml.ts'
import { pytorch } from './pytorch.ts'
import { safetensors } from './safetensors.ts'
import { scipy } from './scipy.ts'
import { sharpCode } from './sharpCode.ts'
import { svg } from './svg.ts'
import { excerpt, glance } from './text.ts'

export type { KernelFormat, KernelsRead, KernelWritten, ReadKernel } from './kernelFormat.ts'

/** Every format, in the order of menus and of the documentation. */
export const formats: readonly KernelFormat[] = Object.freeze([
  json,
  npy,
  npz,
  csv,
  safetensors,
  onnx,
  opencvYaml,
  imagemagick,
  imagej,
  gegl,
  svg,
  ffmpeg,
  libvips,
  acf,
  pytorch,
  scipy,
  opencvPython,
  sharpCode,
  glsl,
  cSource,
])

/** A format by its id, or by an extension (`yml`). Throws `unsupported-format` with the list of ids. */
export function findFormat(id: string): KernelFormat {
  const format = formats.find((candidate) => candidate.id === id) ?? formatByExtension(`.${id}`)
  if (!format) {
    const ids = formats.map((candidate) => candidate.id).join(', ')
    throw new LabError('unsupported-format', `the formats are ${ids}; got "${excerpt(id)}"`)
  }
  return format
}

/** The format that a file's name says; `.torch.py` wins over `.py`. null if the name says none. */
export function formatByExtension(fileName: string): KernelFormat | null {
  const name = fileName.toLowerCase()
  const endings = formats.flatMap((format) =>
    format.extensions.map((extension) => ({ format, ending: `.${extension}` })),
  )
  const fitting = endings.filter(({ ending }) => name.endsWith(ending))
  return fitting.sort((a, b) => b.ending.length - a.ending.length)[0]?.format ?? null
}

export interface KernelFileRead extends KernelsRead {
  readonly format: KernelFormat
}

/**
 * The kernels of a file of any format: what its content says goes before what its name says. A kernel without a name takes
 * the file's. Throws `broken-file`, `unsupported-format`, `too-large`.
 */
export function readKernelFile(fileName: string, bytes: Uint8Array): KernelFileRead {
  const format = recognize(fileName, bytes)
  const { kernels, notes } = format.read(bytes)
  const stem = fileName.replace(/^.*[/\\]/, '').replace(/(?<=.)\.[^.]*$/, '')
  return {
    format,
    kernels: kernels.map(({ kernel, ...rest }) => ({
      ...rest,
      kernel: kernel.name === '' ? kernelFromFile({ ...kernel, name: stem }) : kernel,
    })),
    notes,
  }
}

function recognize(fileName: string, bytes: Uint8Array): KernelFormat {
  const named = formatByExtension(fileName)
  if (named?.matches(bytes)) return named
  const found = formats.find((format) => format.matches(bytes)) ?? named
  if (found) return found
  if (/^\s*[-+.\d#"]/.test(glance(bytes, 100))) return csv
  const names = formats.filter(({ canRead }) => canRead).map(({ name }) => name)
  throw refusal('unsupported-format', 'kernelFormats', { formats: names.join(', '), name: excerpt(fileName) })
}

/** Throws `cannot-hold` before a byte is made. `options` matter to ONNX and code, which also say how a kernel moves. */
export function writeKernel(formatId: string, kernel: Kernel, options?: ConvolutionOptions): KernelWritten {
  return findFormat(formatId).write(kernel, options)
}
