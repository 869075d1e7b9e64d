import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { isMagickString, readMagickString } from '../kernel/magickString.ts'
import { anchor } from '../kernel/transforms.ts'
import { fromFile, kernelFormat } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten, ReadKernel } from './kernelFormat.ts'
import { dividedNotes, largestBias, lostBiasNotes } from './loss.ts'
import { divided, onePlane } from './plane.ts'
import { decodeText, encodeText, excerpt, formatNumber, formatRows, glance } from './text.ts'

/** `WxH+X+Y: v,v,v v,v,v` for -morphology Correlate; -morphology Convolve would turn it by 180°. */
function write(kernel: Kernel): KernelWritten {
  const { rows, columns, weight, bias } = onePlane(divided(kernel), 'An ImageMagick string')
  const even = rows % 2 === 0 || columns % 2 === 0
  const origin = even ? `+${anchor(columns)}+${anchor(rows)}` : ''
  const text = `${columns}x${rows}${origin}: ${formatRows(weight, columns, ',', ' ')}\n`
  const percent = formatNumber(bias * 100)
  return {
    bytes: encodeText(text),
    notes: [
      fileNote('magickUse'),
      ...dividedNotes(kernel.divisor),
      ...lostBiasNotes(kernel.bias, (lost) => fileNote('magickBiasLost', { bias: lost, percent })),
    ],
    loss: largestBias(kernel.bias),
  }
}

/** One kernel or several (between semicolons), as -morphology Correlate uses them. */
function read(bytes: Uint8Array): KernelsRead {
  const notes = new Map<string, FileNote>()
  const parts = decodeText(bytes)
    .trim()
    .replace(/^['"]|['"]$/g, '')
    .split(';')
  const kernels: ReadKernel[] = []
  for (const part of parts.map((each) => each.trim())) {
    if (part === '') continue
    if (/^[a-z]+(?::|$)/i.test(part.slice(0, 40))) {
      throw refusal('unsupported-format', 'magickName', { found: excerpt(part) })
    }
    const { kernel, notes: more } = fromFile(() => readMagickString(part))
    kernels.push({ kernel })
    for (const note of more) notes.set(JSON.stringify(note), note)
  }
  if (kernels.length === 0) throw refusal('broken-file', 'magickNothing')
  return { kernels, notes: [...notes.values()] }
}

export const imagemagick = kernelFormat({
  id: 'imagemagick',
  name: 'ImageMagick string',
  extensions: ['magick'],
  matches: (bytes) => isMagickString(glance(bytes, 100).replace(/^\s*['"]?/, '')),
  read,
  write,
})
