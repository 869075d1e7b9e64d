import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { borderPatterns } from '../maths/border.ts'
import { borderModes } from '../maths/convolutionOptions.ts'
import type { Border, ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { fromFiveByFive, onFiveByFive, side } from './fiveByFive.ts'
import { kernelFormat, kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten, ReadKernel } from './kernelFormat.ts'
import { lostMotionNotes } from './loss.ts'
import { onePlane } from './plane.ts'
import { decodeText, encodeText, formatNumber, glance, parseNumber } from './text.ts'
import { xmlElements } from './xml.ts'

const operation = 'gegl:convolution-matrix'
/** The letter is the column, the digit the row: a1 b1 c1 d1 e1 a2 … */
const cells = Array.from({ length: side * side }, (_, i) => `${'abcde'[i % side]}${Math.floor(i / side) + 1}`)

/** The parameters of GIMP's Convolution Matrix filter: 5×5, divisor, offset in units of the picture. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const plane = onePlane(kernel, 'GIMP/GEGL')
  const { grid, notes: gridNotes } = onFiveByFive(kernel, 'GIMP/GEGL')
  if (Math.abs(plane.bias) > 1) {
    throw refusal('cannot-hold', 'geglOffset', { bias: plane.bias })
  }
  const { border, notes } = abyssOf(options)
  const parameters = [
    ...cells.map((cell, i) => [cell, formatNumber(grid.weight[i])]),
    ['divisor', formatNumber(plane.divisor)],
    ['offset', formatNumber(plane.bias)],
    ['red', 'true'],
    ['green', 'true'],
    ['blue', 'true'],
    ['alpha', 'false'],
    // Its default, true, would replace divisor and offset by its own rule.
    ['normalize', 'false'],
    ['alpha-weight', 'false'],
    ['border', border],
  ]
  const lines = parameters.map(([name, value]) => `      <param name='${name}'>${value}</param>\n`).join('')
  const text = `<?xml version='1.0' encoding='UTF-8'?>
<gegl>
  <node operation='${operation}'>
    <params>
${lines}    </params>
  </node>
</gegl>
`
  return {
    bytes: encodeText(text),
    notes: [...gridNotes, ...notes, ...lostMotionNotes(options, 'GIMP/GEGL')],
    loss: 0,
  }
}

function abyssOf({ border }: ConvolutionOptions): { border: string; notes: FileNote[] } {
  if (!border) return { border: 'clamp', notes: [] }
  const { mode, value } = border
  if (mode === 'zeros' || (mode === 'constant' && value === 0)) return { border: 'black', notes: [] }
  if (mode === 'constant' && value === 1) return { border: 'white', notes: [] }
  const name = borderPatterns[mode].otherNames['GEGL']
  if (name) return { border: name, notes: [] }
  return {
    border: 'clamp',
    notes: [fileNote('geglBorder', { border: mode })],
  }
}

/** Every convolution node. Params of the nodes between belong to others; an outer ring of zeros is GEGL's 3×3. */
function read(bytes: Uint8Array): KernelsRead {
  const nodes: Map<string, string>[] = []
  let current: Map<string, string> | null = null
  for (const { name, attributes, text } of xmlElements(decodeText(bytes))) {
    if (name === 'node') {
      current = attributes['operation'] === operation ? new Map() : null
      if (current) nodes.push(current)
    }
    if (name === 'param') current?.set(attributes['name']?.replaceAll('_', '-') ?? '', text.trim())
  }
  if (nodes.length === 0) throw refusal('unsupported-format', 'geglNoNode', { operation })
  return { kernels: nodes.map(readNode), notes: [] }
}

function readNode(node: ReadonlyMap<string, string>): ReadKernel {
  const number = (name: string, missing: number) => {
    const text = node.get(name)
    return text === undefined ? missing : parseNumber(text)
  }
  const all = cells.map((cell) => number(cell, cell === 'c3' ? 1 : 0))
  const { extent, weight } = fromFiveByFive(all)
  const sum = weight.reduce((total, value) => total + value, 0)
  const { divisor, bias } = isTrue(node.get('normalize') ?? 'true')
    ? normalization(sum)
    : { divisor: number('divisor', 1), bias: number('offset', 0) }
  return {
    kernel: kernelFromFile({ shape: [1, 1, extent, extent], weight, divisor, bias: [bias] }),
    options: { border: borderOf(node.get('border') ?? 'clamp') },
  }
}

/** GEGL's rule: a sum above 0 divides, a sum below 0 divides and inverts, a sum of 0 is shown around gray. */
function normalization(sum: number): { divisor: number; bias: number } {
  if (sum > 0) return { divisor: sum, bias: 0 }
  return sum < 0 ? { divisor: -sum, bias: 1 } : { divisor: 1, bias: 0.5 }
}

function isTrue(text: string): boolean {
  return ['true', 'yes', '1', 't', 'y'].includes(text.toLowerCase())
}

function borderOf(abyss: string): Border {
  if (abyss === 'white') return { mode: 'constant', value: 1 }
  return { mode: borderModes.find((mode) => borderPatterns[mode].otherNames['GEGL'] === abyss) ?? 'zeros', value: 0 }
}

export const gegl = kernelFormat({
  id: 'gegl',
  name: 'GIMP/GEGL XML',
  extensions: ['xml', 'gegl'],
  matches: (bytes) => /<gegl[\s>]|gegl:/.test(glance(bytes)),
  read,
  write,
})
