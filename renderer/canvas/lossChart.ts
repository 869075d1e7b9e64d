import type uPlot from 'uplot'

export interface LossColors {
  readonly curve: string
  readonly minimum: string
  readonly grid: string
  readonly text: string
}

export interface LossMarks {
  readonly colors: LossColors
  /** The loss of the exact answer. */
  readonly minimum: number
  /** What to write where the minimum lies below the picture. */
  readonly minimumText: string
}

export interface LossChartOptions {
  readonly width: number
  readonly height: number
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
      y: { distr: 3, range: (plot) => lossRange(plot.data[1] as number[], marks().minimum) },
    },
    axes: [
      { ...axis, size: 24, space: 60, values: (_plot, ticks) => ticks.map(formatIteration) },
      {
        ...axis,
        size: 40,
        filter: decades,
        grid: { ...axis.grid, filter: decades },
        ticks: { ...axis.ticks, filter: decades },
        values: (_plot, ticks) => ticks.map((tick) => (tick ? formatLoss(tick) : '')),
      },
    ],
    series: [{}, { stroke: () => marks().colors.curve, width: 1.5, points: { show: false }, spanGaps: true }],
    hooks: { draw: [(plot) => drawMinimum(plot, marks())] },
  }
}

/** Powers of ten only, and of them as many as have room. */
function decades(plot: uPlot, ticks: number[]): (number | null)[] {
  const powers = ticks.map((tick) => Math.round(Math.log10(tick)))
  const isDecade = (tick: number, i: number): boolean => Math.abs(tick / 10 ** powers[i] - 1) < 1e-9
  const count = Math.max(...powers) - Math.min(...powers)
  const every = Math.max(1, Math.ceil((count * 22) / plot.height))
  return ticks.map((tick, i) => (isDecade(tick, i) && powers[i] % every === 0 ? tick : null))
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
  ctx.fillText(minimumText, bbox.left + 10 * ratio, y - 3 * ratio)
  ctx.restore()
}
