import type { LayerDescription } from '../../shared/network/layerKinds.ts'
import type { LayerShape, NetworkShapes } from '../../shared/network/shapes.ts'

/** One layer as a list shows it; `shape` is null from the first layer on that does not fit. */
export interface LayerRow {
  readonly key: number
  readonly layer: LayerDescription
  readonly shape: LayerShape | null
  readonly state: 'fits' | 'misfit' | 'waiting'
}

/** Layers with what they make of a picture, as far as they fit. */
export function layerRows(
  entries: readonly { readonly key: number; readonly layer: LayerDescription }[],
  shapes: NetworkShapes | null,
): readonly LayerRow[] {
  const fits = shapes?.layers.length ?? 0
  return entries.map(({ key, layer }, i) => {
    const state = i < fits ? 'fits' : i === fits ? 'misfit' : 'waiting'
    return { key, layer, shape: shapes?.layers[i] ?? null, state }
  })
}

/** A layer's arguments as a person would say them in one line: 16 · 3 × 3, stride 2. The defaults are left out. */
export function argumentText(layer: LayerDescription): string {
  const parts: string[] = []
  if ('out' in layer) parts.push(String(layer.out))
  if ('kernel' in layer) parts.push(layer.kernel.join(' × '))
  if (
    'stride' in layer &&
    layer.stride.join() !== ('padding' in layer && layer.type !== 'conv2d' ? layer.kernel : [1, 1]).join()
  )
    parts.push(`/${pairText(layer.stride)}`)
  if ('padding' in layer && String(layer.padding) !== '0,0') {
    parts.push(`p ${typeof layer.padding === 'string' ? layer.padding : pairText(layer.padding)}`)
  }
  if ('dilation' in layer && layer.dilation.join() !== '1,1') parts.push(`d ${pairText(layer.dilation)}`)
  if ('groups' in layer && layer.groups > 1) parts.push(`g ${layer.groups}`)
  if ('negativeSlope' in layer) parts.push(String(layer.negativeSlope))
  if (layer.type === 'dropout') parts.push(String(layer.p))
  return parts.join(' · ')
}

/** One number where both axes are equal. */
export function pairText([vertical, horizontal]: readonly (number | string)[], separator = ','): string {
  return vertical === horizontal ? String(vertical) : `${vertical}${separator}${horizontal}`
}

/** C × P × Q */
export function shapeText(shape: readonly number[]): string {
  return shape.join(' × ')
}

/** More parameters than any layer on a photo would need, fully connected. */
const decades = 15

/** log₁₀(count + 1) / 15 as a width: on a linear scale a convolution's parameters would not be seen beside the other bar. */
export function logShare(count: number): string {
  return `${(Math.min(decades, Math.log10(count + 1)) / decades) * 100}%`
}
