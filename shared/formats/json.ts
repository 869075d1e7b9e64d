import * as v from 'valibot'
import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { readMatrix } from '../kernel/parseMatrix.ts'
import { fromFile, kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten } from './kernelFormat.ts'
import { decodeText, encodeText, excerpt, formatNumber, formatRows, glance } from './text.ts'

const marker = 'kernel-lab/kernel'
const version = 1

const document = v.object({
  format: v.optional(v.literal(marker)),
  version: v.optional(v.number()),
  name: v.optional(v.string()),
  weight: v.object({
    shape: v.pipe(v.array(v.number()), v.length(4)),
    data: v.array(v.number()),
  }),
  bias: v.optional(v.nullable(v.array(v.number()))),
  divisor: v.optional(v.number()),
})

/** Kernel Lab's own: keeps everything. Rows of the kernel are lines of the file, so that a diff shows what changed. */
function write({ name, shape, weight, bias, divisor }: Kernel): KernelWritten {
  const rows = formatRows(weight, shape[3], ', ', ',\n      ')
  const text = `{
  "format": "${marker}",
  "version": ${version},
  "name": ${JSON.stringify(name)},
  "weight": {
    "shape": [${shape.join(', ')}],
    "data": [
      ${rows}
    ]
  },
  "divisor": ${formatNumber(divisor)},
  "bias": [${formatRows(bias, bias.length, ', ')}]
}
`
  return { bytes: encodeText(text), notes: [], loss: 0 }
}

/** Also a bare list of rows, and what `kernel-lab learn --json` and `kernel-lab kernel --json` print: the same `weight` and `bias`, without a version. */
function read(bytes: Uint8Array): KernelsRead {
  const text = decodeText(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refusal('broken-file', 'kernelJson', { why: excerpt((error as Error).message, 120) })
  }
  if (Array.isArray(value)) return { kernels: [{ kernel: fromFile(() => readMatrix(text)).kernel }], notes: [] }
  const parsed = v.safeParse(document, value, { abortEarly: true })
  if (!parsed.success) {
    const { message } = parsed.issues[0]
    const path = v.getDotPath(parsed.issues[0])
    throw new LabError('broken-file', `a kernel in JSON was wanted: ${path ? `${path}: ` : ''}${excerpt(message, 120)}`)
  }
  const { version: came = version, name, weight, bias, divisor } = parsed.output
  if (came !== version) {
    throw refusal('unsupported-format', 'jsonVersion', { version, came })
  }
  const [K, C, R, S] = weight.shape
  const kernel = kernelFromFile({
    shape: [K, C, R, S],
    weight: weight.data,
    ...(name === undefined ? {} : { name }),
    ...(bias ? { bias } : {}),
    ...(divisor === undefined ? {} : { divisor }),
  })
  return { kernels: [{ kernel }], notes: [] }
}

export const json = kernelFormat({
  id: 'json',
  name: 'Kernel Lab JSON',
  extensions: ['json'],
  matches: (bytes) => /^\s*\{/.test(glance(bytes)),
  read,
  write,
})
