import type uPlot from 'uplot'
import { decadeAxis, lossRange } from './lossChart.ts'

export interface Curve {
  readonly label: string
  /** [x, y]; x rises. */
  readonly points: readonly (readonly [number, number])[]
  readonly color: string
  /** Drawn thin and pale: the noise of single batches behind the mean of an epoch. */
  readonly faint?: boolean
}

export interface CurveChartOptions {
  readonly width: number
  readonly height: number
  readonly curves: readonly Pick<Curve, 'color' | 'faint'>[]
  readonly grid: string
  readonly text: string
  /** Powers of ten upwards; otherwise 0 to 1. */
  readonly logarithmic: boolean
  readonly format: (value: number) => string
  /** For powers of ten. */
  readonly formatPower: (value: number) => string
}

/** There is no half of an epoch to point at. */
const wholeSteps = [1, 10, 100, 1000].flatMap((power) => [power, 2 * power, 5 * power])

const font = '11px system-ui, sans-serif'

/** Curves over the same axis: epochs to the right. */
export function curveChartOptions(options: CurveChartOptions): uPlot.Options {
  const { width, height, curves, grid, text, logarithmic, format, formatPower } = options
  const axis = {
    stroke: text,
    font,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1, size: 4 },
  }
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    pxAlign: 0,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_plot, _least, most) => [0, Math.max(1, most)] },
      y: logarithmic ? { distr: 3, range: (plot) => lossRange(valuesOf(plot), Infinity) } : { range: [0, 1] },
    },
    axes: [
      { ...axis, size: 24, space: 60, incrs: wholeSteps, values: (_plot, ticks) => ticks.map(format) },
      logarithmic
        ? { ...decadeAxis(axis, formatPower), size: 46 }
        : { ...axis, size: 46, space: 28, values: (_plot, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...curves.map(({ color, faint }) => ({
        stroke: faint ? `color-mix(in srgb, ${color} 35%, transparent)` : color,
        width: faint ? 1 : 2,
        points: { show: false },
        spanGaps: true,
      })),
    ],
  }
}

function valuesOf({ data }: uPlot): number[] {
  return data.slice(1).flatMap((values) => [...values].filter((value) => value !== null && value !== undefined))
}

/** One column of x for all curves; null where a curve has no point there. What a logarithm cannot show is left out. */
export function curveData(curves: readonly Pick<Curve, 'points'>[], logarithmic: boolean): uPlot.AlignedData {
  const maps = curves.map(({ points }) => new Map(points.filter(([, y]) => !logarithmic || y > 0)))
  const xs = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort((a, b) => a - b)
  return [xs, ...maps.map((map) => xs.map((x) => map.get(x) ?? null))]
}
