/** A place in the units of the axes, or in device pixels: to the right, then upwards or down. */
export type Place = readonly [first: number, second: number]

export interface PlotRange {
  readonly low: Place
  readonly high: Place
}

export interface AxesStyle {
  readonly grid: string
  readonly text: string
  readonly formatTick: (value: number) => string
}

/** Where the plot lies on its canvas, in device pixels. */
export interface PlotBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Lines and numbers at round values of both axes. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  { grid, text, formatTick }: AxesStyle,
  { low, high }: PlotRange,
  toPixel: (place: Place) => Place,
  { left, top, width, height }: PlotBox,
): void {
  const ratio = devicePixelRatio
  context.font = `${11 * ratio}px system-ui, sans-serif`
  context.lineWidth = ratio
  context.strokeStyle = grid
  context.fillStyle = text
  context.textAlign = 'center'
  context.textBaseline = 'top'
  for (const tick of ticks(low[0], high[0], width / (64 * ratio))) {
    const x = Math.round(toPixel([tick, low[1]])[0]) + 0.5
    line(context, [
      [x, top],
      [x, top + height],
    ])
    context.stroke()
    context.fillText(formatTick(tick), x, top + height + 6 * ratio)
  }
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const tick of ticks(low[1], high[1], height / (36 * ratio))) {
    const y = Math.round(toPixel([low[0], tick])[1]) + 0.5
    line(context, [
      [left, y],
      [left + width, y],
    ])
    context.stroke()
    context.fillText(formatTick(tick), left - 6 * ratio, y)
  }
}

/** Round numbers, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  // 8.1 / 0.1 is a little less than 81.
  const first = Math.ceil(low / step - 1e-9)
  const length = Math.max(0, Math.floor(high / step + 1e-9) - first + 1)
  return Array.from({ length }, (_, i) => (first + i) * step)
}

/** The way through some places, ready to be stroked. */
export function line(context: CanvasRenderingContext2D, points: readonly Place[]): void {
  context.beginPath()
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
}
