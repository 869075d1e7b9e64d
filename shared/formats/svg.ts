import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { anchor, anchorAt, transpose } from '../kernel/transforms.ts'
import { borderPatterns } from '../maths/border.ts'
import { borderModes } from '../maths/convolutionOptions.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten, ReadKernel } from './kernelFormat.ts'
import { lostMotionNotes } from './loss.ts'
import { onePlane } from './plane.ts'
import {
  decodeText,
  encodeText,
  formatNumber,
  formatRows,
  glance,
  parseNumber,
  parseNumbers,
  parseWhole,
} from './text.ts'
import { xmlElements } from './xml.ts'
import type { XmlElement } from './xml.ts'

const element = 'feConvolveMatrix'

/**
 * result(x, y) = Σ source(x − targetX + j, y − targetY + i) · matrix(orderX − 1 − j, orderY − 1 − i) / divisor + bias
 *
 * The matrix is turned by 180° (a true convolution), so it is written turned; the target is our anchor and stays.
 */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const { rows, columns, weight, divisor, bias } = onePlane(kernel, 'SVG feConvolveMatrix')
  const { edgeMode, notes } = edgeModeOf(options)
  const attributes = [
    `order="${columns} ${rows}"`,
    `kernelMatrix="${formatRows(weight.toReversed(), columns, ' ', '  ')}"`,
    `divisor="${formatNumber(divisor)}"`,
    `bias="${formatNumber(bias)}"`,
    `targetX="${anchor(columns)}"`,
    `targetY="${anchor(rows)}"`,
    `edgeMode="${edgeMode}"`,
    'preserveAlpha="true"',
  ]
  // Filters compute in linear light unless they are told sRGB, and reach 10 % over the picture unless told not to.
  const text = `<svg xmlns="http://www.w3.org/2000/svg">
  <filter id="kernel" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
    <${element} ${attributes.join('\n      ')}/>
  </filter>
</svg>
`
  return {
    bytes: encodeText(text),
    notes: [
      ...notes,
      // Seen with an impulse: Chromium follows the specification, librsvg 2.63 turns rows into columns.
      ...(isTransposeOfItself(kernel) ? [] : [fileNote('svgTransposed')]),
      ...lostMotionNotes(options, 'SVG'),
    ],
    loss: 0,
  }
}

function isTransposeOfItself(kernel: Kernel): boolean {
  const [, , R, S] = kernel.shape
  const turned = transpose(kernel).weight
  return R === S && kernel.weight.every((value, i) => value === turned[i])
}

function edgeModeOf({ border }: ConvolutionOptions): { edgeMode: string; notes: FileNote[] } {
  if (!border) return { edgeMode: 'duplicate', notes: [] }
  if (border.mode === 'zeros') return { edgeMode: 'none', notes: [] }
  const edgeMode = borderPatterns[border.mode].otherNames['SVG']
  if (edgeMode) return { edgeMode, notes: [] }
  return {
    edgeMode: 'duplicate',
    notes: [fileNote('svgBorder', { border: border.mode })],
  }
}

function read(bytes: Uint8Array): KernelsRead {
  const kernels = xmlElements(decodeText(bytes))
    .filter(({ name }) => name === element || name.endsWith(`:${element}`))
    .map(readElement)
  if (kernels.length === 0) throw refusal('unsupported-format', 'svgNoKernel', { element })
  return { kernels, notes: [] }
}

function readElement({ attributes }: XmlElement): ReadKernel {
  const { order = '3', kernelMatrix = '', divisor, bias, edgeMode = 'duplicate', result = '' } = attributes
  const [columns, rows = columns] = parseNumbers(order)
  const weight = parseNumbers(kernelMatrix).reverse()
  const sum = weight.reduce((total, value) => total + value, 0)
  const given = divisor === undefined ? 0 : parseNumber(divisor)
  const target = (axis: 'targetX' | 'targetY', extent: number) =>
    attributes[axis] === undefined ? Math.floor(extent / 2) : parseWhole(attributes[axis])
  const [x, y] = [target('targetX', columns), target('targetY', rows)]
  const mode = borderModes.find((candidate) => borderPatterns[candidate].otherNames['SVG'] === edgeMode)
  const kernel = kernelFromFile({
    name: result,
    shape: [1, 1, rows, columns],
    weight,
    divisor: given || sum || 1, // SVG's default is the sum, or 1 where that is 0
    bias: [bias === undefined ? 0 : parseNumber(bias)],
  })
  if (x < 0 || x >= columns || y < 0 || y >= rows) {
    throw refusal('broken-file', 'svgTarget', { rows, columns, x, y })
  }
  return {
    kernel: anchorAt(kernel, y, x),
    options: { border: { mode: mode ?? 'zeros', value: 0 } },
  }
}

export const svg = kernelFormat({
  id: 'svg',
  name: 'SVG feConvolveMatrix',
  extensions: ['svg'],
  matches: (bytes) => /<(?:\w+:)?(?:svg|filter|feConvolveMatrix)[\s>/]/.test(glance(bytes)),
  read,
  write,
})
