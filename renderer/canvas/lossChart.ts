import type uPlot from 'uplot'

export interface LossColors {
  readonly minimum: string
  readonly grid: string
  readonly text: string
  /** Behind the chart. */
  readonly ground: string
}

export interface LossMarks {
  readonly colors: LossColors
  /** The loss of the exact answer. */
  readonly minimum: number
  /** What to write where the minimum lies below the picture. */
  readonly minimumText: string
  /** One per curve, in the order of the data. */
  readonly curves: readonly string[]
  /** The iteration that is looked at; null draws no line. */
  readonly looked: number | null
}

export interface LossChartOptions {
  readonly width: number
  readonly height: number
  readonly curves: number
  /** Read at every drawing: a change of theme or language needs no new chart. */
  readonly marks: () => LossMarks
  /** For powers of ten. */
  readonly formatLoss: (loss: number) => string
  readonly formatIteration: (iteration: number) => string
}

const font = '11px system-ui, sans-serif'

/** The decades that the curve passes through, with room for the minimum where it is near. */
export function lossRange(losses: readonly number[], minimum: number): [number, number] {
  const positive = losses.filter((loss) => loss > 0)
  if (positive.length === 0) return [0.1, 10]
  const least = positive.reduce((a, b) => Math.min(a, b))
  // A run that diverges leaves through the ceiling: its last losses would press all others to the floor.
  const most = Math.min(
    positive.reduce((a, b) => Math.max(a, b)),
    positive[0] * 1e9,
  )
  // A perfect fit has a minimum of nearly 0, which would press the curve to the ceiling.
  const low = minimum > least / 1000 ? Math.min(minimum, least) : least
  return [10 ** Math.floor(Math.log10(low) - 0.15), 10 ** Math.ceil(Math.log10(most) + 0.01)]
}

/** Loss over iterations: logarithmic upwards, the exact minimum as a line. */
export function lossChartOptions({
  width,
  height,
  curves,
  marks,
  formatLoss,
  formatIteration,
}: LossChartOptions): uPlot.Options {
  const axis = {
    stroke: () => marks().colors.text,
    font,
    grid: { stroke: () => marks().colors.grid, width: 1 },
    ticks: { stroke: () => marks().colors.grid, width: 1, size: 4 },
  }
  return {
    width,
    height,
    padding: [8, 22, 0, 0],
    pxAlign: 0, // a slow slope would become a staircase
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_plot, _least, most) => [0, Math.max(1, most)] },
      y: { distr: 3, range: (plot) => lossRange(lossesOf(plot), marks().minimum) },
    },
    axes: [
      { ...axis, size: 24, space: 60, values: (_plot, ticks) => ticks.map(formatIteration) },
      { ...decadeAxis(axis, formatLoss), size: 40 },
    ],
    series: [{}, ...Array.from({ length: curves }, (_, i) => curve(() => marks().curves[i]))],
    hooks: { draw: [(plot) => drawMinimum(plot, marks()), (plot) => drawLooked(plot, marks())] },
  }
}

function curve(color: () => string | undefined): uPlot.Series {
  return { stroke: () => color() ?? '#888888', width: 1.5, points: { show: false }, spanGaps: true }
}

/** Of all curves; where one has no point at an iteration of another there is none. */
function lossesOf({ data }: uPlot): number[] {
  return data.slice(1).flatMap((losses) => [...losses].filter((loss): loss is number => typeof loss === 'number'))
}

/**
 * Powers of ten only, and of them as many as have room. Ours, because uPlot's own never end below 10⁻¹⁶: its step rounds to 0
 * there, and a run that is perfect gets there.
 */
export function decades(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const every = Math.max(1, Math.ceil((last - first) / Math.max(1, most)))
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  return powers.filter((power) => power % every === 0).map((power) => 10 ** power)
}

/** An axis of whole powers of ten: uPlot's own ticks never end where the step rounds to 0. */
export function decadeAxis(axis: uPlot.Axis, format: (value: number) => string): uPlot.Axis {
  const all = (_plot: uPlot, ticks: number[]): number[] => ticks
  return {
    ...axis,
    splits: (plot, _axis, low, high) => decades(low, high, plot.height / 22),
    filter: all,
    grid: { ...axis.grid, filter: all },
    ticks: { ...axis.ticks, filter: all },
    values: (_plot, ticks) => ticks.map(format),
  }
}

function drawMinimum(plot: uPlot, { colors, minimum, minimumText }: LossMarks): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const inside = minimum >= (plot.scales.y.min ?? 0)
  const y = inside ? plot.valToPos(minimum, 'y', true) : bbox.top + bbox.height
  ctx.save()
  ctx.fillStyle = ctx.strokeStyle = colors.minimum
  ctx.font = font.replace('11px', `${11 * ratio}px`)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'bottom'
  if (inside) {
    ctx.setLineDash([4 * ratio, 3 * ratio])
    ctx.lineWidth = ratio
    ctx.beginPath()
    ctx.moveTo(bbox.left, Math.round(y) + 0.5)
    ctx.lineTo(bbox.left + bbox.width, Math.round(y) + 0.5)
    ctx.stroke()
  }
  // To the left: the curve comes down there and ends near the minimum at the right.
  // With several runs some cross it all the same: the ground's color around the letters keeps them readable.
  ctx.strokeStyle = colors.ground
  ctx.lineWidth = 4 * ratio
  ctx.lineJoin = 'round'
  ctx.setLineDash([])
  ctx.strokeText(minimumText, bbox.left + 10 * ratio, y - 3 * ratio)
  ctx.fillText(minimumText, bbox.left + 10 * ratio, y - 3 * ratio)
  ctx.restore()
}

/** A line where the iteration that is looked at lies. */
function drawLooked(plot: uPlot, { colors, looked }: LossMarks): void {
  if (looked === null) return
  const { ctx, bbox } = plot
  const x = Math.round(plot.valToPos(looked, 'x', true)) + 0.5
  if (x < bbox.left || x > bbox.left + bbox.width) return
  ctx.save()
  ctx.strokeStyle = colors.text
  ctx.lineWidth = devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.restore()
}
