import type { Figure, FigureLine, FigureWord } from './figure.ts'
import { lossRange } from './lossChart.ts'

export interface FigureCurve {
  readonly name: string
  readonly color: string
  /** [iterations done, loss] */
  readonly points: readonly (readonly [number, number])[]
}

export interface LossFigureOptions {
  readonly curves: readonly FigureCurve[]
  readonly minimum: number
  readonly minimumName: string
  readonly iterationName: string
  readonly lossName: string
  readonly formatLoss: (loss: number) => string
  readonly formatIteration: (iteration: number) => string
}

const size = { width: 800, height: 500 }
const box = { left: 72, top: 24, right: 776, bottom: 444 }
const ink = '#333333'
const faint = '#d8d8d8'
const minimumColor = '#1b7440'

/** Loss over iterations, logarithmic upwards, with the exact minimum where it lies in the picture, and the curves' names. */
export function lossFigure(options: LossFigureOptions): Figure {
  const { curves, minimum, formatLoss, formatIteration } = options
  const positive = curves.map(({ points }) => points.filter(([, loss]) => loss > 0 && loss < Infinity))
  const [low, high] = lossRange(
    positive.flatMap((points) => points.map(([, loss]) => loss)),
    minimum,
  ).map(Math.log10)
  const last = Math.max(1, ...positive.map((points) => points.at(-1)?.[0] ?? 0))
  const x = (iteration: number): number => round(box.left + (iteration / last) * (box.right - box.left))
  const y = (loss: number): number => {
    const share = (Math.log10(loss) - low) / (high - low)
    return round(Math.max(box.top, box.bottom - share * (box.bottom - box.top)))
  }
  const lines: FigureLine[] = []
  const words: FigureWord[] = []
  const every = Math.max(1, Math.ceil((high - low) / 10))
  for (let power = Math.ceil(low); power <= high; power += every) {
    const at = y(10 ** power)
    lines.push(rule(box.left, at, box.right, at))
    words.push({ x: box.left - 8, y: at + 4, text: formatLoss(10 ** power), color: ink, anchor: 'end' })
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const iteration = Math.round(share * last)
    lines.push(rule(x(iteration), box.top, x(iteration), box.bottom))
    words.push({ x: x(iteration), y: box.bottom + 20, text: formatIteration(iteration), color: ink, anchor: 'middle' })
  }
  if (minimum > 10 ** low) {
    const points = [[box.left, y(minimum)] as const, [box.right, y(minimum)] as const]
    lines.push({ points, color: minimumColor, width: 1.5, dash: [6, 4] })
    words.push({ x: box.left + 10, y: y(minimum) - 6, text: options.minimumName, color: minimumColor, anchor: 'start' })
  }
  curves.forEach(({ color, name }, i) => {
    lines.push({ points: positive[i].map(([iteration, loss]) => [x(iteration), y(loss)]), color, width: 2 })
    words.push({ x: box.right - 12, y: box.top + 20 + 18 * i, text: name, color, anchor: 'end' })
  })
  words.push({ x: (box.left + box.right) / 2, y: 486, text: options.iterationName, color: ink, anchor: 'middle' })
  words.push({ x: 12, y: 16, text: options.lossName, color: ink, anchor: 'start' })
  return { ...size, lines, words }
}

function rule(x1: number, y1: number, x2: number, y2: number): FigureLine {
  return {
    points: [
      [x1, y1],
      [x2, y2],
    ],
    color: faint,
    width: 1,
  }
}

/** A hundredth of a pixel is seen by nobody, and 17 digits of it make a file three times as long. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}
