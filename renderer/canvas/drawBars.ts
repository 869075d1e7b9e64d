import type { Size } from '../stores/viewport.ts'

export interface BarScene {
  readonly values: Float32Array
  readonly selected: number | null
  readonly colors: Partial<Record<'--positive' | '--negative' | '--accent' | '--line', string>>
}

/** Bars about the line of 0, which lies where the values leave it room. */
export function drawBars(context: CanvasRenderingContext2D, scene: BarScene | null, { width, height }: Size): void {
  if (!scene) return
  const { values, selected, colors } = scene
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  const least = values.reduce((a, b) => Math.min(a, b), 0)
  const inset = 4 * devicePixelRatio
  const unit = (height - 2 * inset) / Math.max(most - least, Number.MIN_VALUE)
  const zero = inset + most * unit
  const bar = width / values.length
  for (const [i, value] of values.entries()) {
    const [x, next] = [Math.round(i * bar), Math.round((i + 1) * bar)]
    const gap = next - x > 3 ? 1 : 0
    context.fillStyle = (i === selected ? colors['--accent'] : colors[value < 0 ? '--negative' : '--positive']) ?? ''
    const top = Math.min(zero, zero - value * unit)
    context.fillRect(x, top, Math.max(1, next - x - gap), Math.max(1, Math.abs(value * unit)))
    if (i === selected) context.fillRect(x, 0, Math.max(1, next - x - gap), inset / 2)
  }
  context.fillStyle = colors['--line'] ?? ''
  context.fillRect(0, Math.round(zero), width, 1)
}
