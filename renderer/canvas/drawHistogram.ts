import type { Size } from '../stores/viewport.ts'

export interface HistogramScene {
  /** Per plane, counts of equal bins over `range`. */
  readonly planes: readonly (readonly number[])[]
  readonly range: readonly [number, number]
  readonly logarithmic: boolean
  /** One color per plane. */
  readonly colors: readonly string[]
  readonly axis: string
  /** How the overlapping planes mix: light adds up on dark ground, ink on bright ground. */
  readonly mix: 'screen' | 'multiply'
}

/** Areas per plane over one axis; the interval from 0 to 1, which a clamp keeps, is marked. */
export function drawHistogram(context: CanvasRenderingContext2D, scene: HistogramScene | null, size: Size): void {
  if (!scene) return
  const { planes, range, logarithmic } = scene
  const height = logarithmic ? (count: number) => Math.log1p(count) : (count: number) => count
  const tallest = height(tallestCount(planes, logarithmic))
  drawLimits(context, range, scene.axis, size)
  context.save()
  if (planes.length > 1) context.globalCompositeOperation = scene.mix
  // Three full inks would add up to black, three full lights to white, and hide the limits behind them.
  context.globalAlpha = scene.mix === 'multiply' ? 0.55 : 0.8
  planes.forEach((counts, plane) => {
    context.fillStyle = scene.colors[plane]
    context.fill(
      areaOf(
        counts.map((count) => Math.min(1, height(count) / tallest)),
        size,
      ),
    )
  })
  context.restore()
}

/** One bin that holds nearly everything (a flat sky, the zero of an edge picture) must not press the rest to the floor. */
function tallestCount(planes: readonly (readonly number[])[], logarithmic: boolean): number {
  const counts = planes.flat().sort((a, b) => b - a)
  const largest = counts[0] ?? 0
  if (logarithmic) return Math.max(1, largest)
  const typical = counts[Math.floor(counts.length * 0.02)] ?? largest
  return Math.max(1, Math.min(largest, typical * 1.4))
}

function areaOf(heights: readonly number[], { width, height }: Size): Path2D {
  const path = new Path2D()
  const step = width / heights.length
  path.moveTo(0, height)
  heights.forEach((share, bin) => {
    const y = height - share * (height - 2)
    path.lineTo(bin * step, y)
    path.lineTo((bin + 1) * step, y)
  })
  path.lineTo(width, height)
  path.closePath()
  return path
}

function drawLimits(
  context: CanvasRenderingContext2D,
  range: readonly [number, number],
  color: string,
  size: Size,
): void {
  const [least, most] = range
  context.fillStyle = color
  for (const limit of [0, 1]) {
    if (limit <= least || limit >= most) continue
    const x = Math.round(((limit - least) / (most - least)) * size.width)
    context.fillRect(x, 0, 1, size.height)
  }
}
