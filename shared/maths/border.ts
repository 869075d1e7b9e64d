import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import { borderModes } from './convolutionOptions.ts'
import type { Border, BorderMode } from './convolutionOptions.ts'
import type { Geometry } from './geometry.ts'

/** What borderIndex answers where no input value stands: the border's own value is taken. */
export const outside = -1

/**
 * The input row (or column) that stands at `position` of the endless padded picture, or −1 for the border's own value.
 * Any position has an answer, however far outside: the pattern goes on, as NumPy's does (PyTorch refuses a reflection
 * deeper than the picture).
 */
export function borderIndex(mode: BorderMode, position: number, extent: number): number {
  if (position >= 0 && position < extent) return position
  switch (mode) {
    case 'zeros':
    case 'constant':
      return outside
    case 'replicate':
      return position < 0 ? 0 : extent - 1
    case 'circular':
      return modulo(position, extent)
    case 'reflect': {
      if (extent === 1) return 0 // there is no neighbor to turn back to
      const period = 2 * (extent - 1)
      const step = modulo(position, period)
      return step < extent ? step : period - step
    }
    case 'symmetric': {
      const period = 2 * extent
      const step = modulo(position, period)
      return step < extent ? step : period - 1 - step
    }
  }
}

/** The remainder with the sign of the divisor: modulo(−1, 4) is 3. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

/** Input row h of every padded row: h = borderRows(g)[p·u + r·d], or −1. Length top + H + bottom. Kept with g, and only read. */
export const borderRows = oncePerGeometry((g) => borderTable(g.border.mode, g.H, g.top, g.bottom))

/** Input column w of every padded column: borderColumns(g)[q·v + s·e], or −1. Length left + W + right. Kept with g, and only read. */
export const borderColumns = oncePerGeometry((g) => borderTable(g.border.mode, g.W, g.left, g.right))

/** The bands of a job have one geometry, and a table takes as long as some rows of a small kernel. */
function oncePerGeometry(tableOf: (g: Geometry) => Int32Array<ArrayBuffer>): (g: Geometry) => Int32Array<ArrayBuffer> {
  const tables = new WeakMap<Geometry, Int32Array<ArrayBuffer>>()
  return (g) => {
    let table = tables.get(g)
    if (!table) tables.set(g, (table = tableOf(g)))
    return table
  }
}

function borderTable(mode: BorderMode, extent: number, before: number, after: number): Int32Array<ArrayBuffer> {
  const table = new Int32Array(before + extent + after) // filled by a loop: Int32Array.from takes ten times as long
  for (let i = 0; i < extent; i++) table[before + i] = i
  for (let i = 0; i < before; i++) table[i] = borderIndex(mode, i - before, extent)
  for (let i = before + extent; i < table.length; i++) table[i] = borderIndex(mode, i - before, extent)
  return table
}

/** A border that is well formed: a known mode, a finite value, and 0 where the mode has no value of its own. */
export function checkBorder({ mode, value }: Border): Border {
  if (!borderModes.includes(mode)) {
    throw new LabError('bad-argument', `border is one of ${borderModes.join(', ')}, got "${mode}"`)
  }
  if (mode !== 'constant') return Object.freeze({ mode, value: 0 })
  if (!Number.isFinite(value)) throw refusal('bad-argument', 'borderValue', { value })
  return Object.freeze({ mode, value })
}

/** 'zeros' | 'constant:V' | 'replicate' | 'reflect' | 'symmetric' | 'circular'. Throws `bad-argument`. */
export function parseBorder(text: string): Border {
  const [name, ...rest] = text.trim().split(':')
  const mode = borderModes.find((candidate) => candidate === name)
  const number = rest.join(':').trim()
  const wellFormed = mode === 'constant' ? number !== '' && Number.isFinite(Number(number)) : rest.length === 0
  if (!mode || !wellFormed) {
    const wanted = borderModes.map((candidate) => (candidate === 'constant' ? 'constant:V' : candidate)).join(', ')
    throw new LabError('bad-argument', `border is one of ${wanted}, got "${text}"`)
  }
  return checkBorder({ mode, value: Number(number) })
}

/** What parseBorder reads back. */
export function formatBorder({ mode, value }: Border): string {
  return mode === 'constant' ? `constant:${value}` : mode
}

export interface BorderPattern {
  /** What stands left and right of the row a b c d. */
  readonly pattern: string
  /** The same border under the names of other tools: one name means different things in different tools. */
  readonly otherNames: Readonly<Record<string, string>>
}

/** Sources: the tools' own references; OpenCV's REFLECT is our symmetric, and SciPy's reflect is too. */
export const borderPatterns: Readonly<Record<BorderMode, BorderPattern>> = {
  zeros: {
    pattern: '00|abcd|00',
    otherNames: { PyTorch: 'zeros', NumPy: 'constant', OpenCV: 'BORDER_CONSTANT', SciPy: 'constant' },
  },
  constant: {
    pattern: 'vv|abcd|vv',
    otherNames: { NumPy: 'constant', OpenCV: 'BORDER_CONSTANT', SciPy: 'constant', ImageMagick: 'background' },
  },
  replicate: {
    pattern: 'aa|abcd|dd',
    otherNames: {
      PyTorch: 'replicate',
      NumPy: 'edge',
      OpenCV: 'BORDER_REPLICATE',
      SciPy: 'nearest',
      ImageMagick: 'edge',
      GEGL: 'clamp',
      SVG: 'duplicate',
      libvips: 'copy',
    },
  },
  reflect: {
    pattern: 'cb|abcd|cb',
    otherNames: { PyTorch: 'reflect', NumPy: 'reflect', OpenCV: 'BORDER_REFLECT_101', SciPy: 'mirror' },
  },
  symmetric: {
    pattern: 'ba|abcd|dc',
    otherNames: { NumPy: 'symmetric', OpenCV: 'BORDER_REFLECT', SciPy: 'reflect', libvips: 'mirror' },
  },
  circular: {
    pattern: 'cd|abcd|ab',
    otherNames: {
      PyTorch: 'circular',
      NumPy: 'wrap',
      OpenCV: 'BORDER_WRAP',
      SciPy: 'wrap',
      ImageMagick: 'tile',
      GEGL: 'loop',
      SVG: 'wrap',
    },
  },
}
