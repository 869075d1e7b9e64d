import type { Contender } from './contender.ts'
import type { Measured, Picture } from './table.ts'

const frame = { width: 860, height: 460, left: 60, right: 220, top: 30, bottom: 50 }
const colors = ['#0b6', '#c33', '#36c', '#a5a', '#c80', '#088', '#777', '#844']

type Point = readonly [x: number, y: number]

/**
 * docs/bench.svg: milliseconds over the size of a dense kernel, both axes logarithmic, one line per program at its most threads.
 * Fastest runs: they are least of all the machine's other work.
 */
export function benchPlot(measured: readonly Measured[], contenders: readonly Contender[], picture: Picture): string {
  const lines = mostThreads(contenders).flatMap((contender) => {
    const own = measured.filter(
      ({ contender: its, benchCase }) =>
        its === contender && benchCase.kind === 'dense' && benchCase.width === picture.width,
    )
    return own.length > 1
      ? [{ contender, points: own.map((each) => [each.benchCase.size, each.fastest] as Point) }]
      : []
  })
  const all = lines.flatMap(({ points }) => points)
  const across = logScale(extentOf(all.map(([size]) => size)), [frame.left, frame.width - frame.right])
  const down = logScale(decades(extentOf(all.map(([, ms]) => ms))), [frame.height - frame.bottom, frame.top])
  const place = ([size, ms]: Point): Point => [across(size), down(ms)]
  const labels = spread(lines.map(({ points }) => place(points[points.length - 1])[1]))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${frame.width} ${frame.height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${frame.left}" y="18" font-size="14">${Math.round((picture.width * picture.height) / 1e6)} megapixels, dense kernel, milliseconds (fastest run)</text>
${grid(all, across, down).join('\n')}
${lines.map(({ contender, points }, i) => curve(contender, points.map(place), colors[i % colors.length], labels[i])).join('\n')}
</svg>
`
}

/** Each program once. */
function mostThreads(contenders: readonly Contender[]): Contender[] {
  return contenders.filter(
    ({ name, threads, only }) =>
      only !== 'separable' && contenders.every((other) => other.name !== name || other.threads <= threads),
  )
}

function curve({ name, threads }: Contender, points: readonly Point[], color: string, label: number): string {
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' ')
  const dots = points.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${color}"/>`)
  const width = name === 'Kernel Lab' ? 3 : 1.5
  const text = `${name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"/>${dots.join('')}
<text x="${frame.width - frame.right + 12}" y="${(label + 4).toFixed(1)}" fill="${color}">${text}</text>`
}

function grid(points: readonly Point[], across: (v: number) => number, down: (v: number) => number): string[] {
  const [least, most] = decades(extentOf(points.map(([, ms]) => ms)))
  const rows: string[] = []
  for (let ms = least; ms <= most; ms *= 10) {
    const y = down(ms).toFixed(1)
    rows.push(
      `<path d="M${frame.left} ${y}H${frame.width - frame.right}" stroke="#ddd"/><text x="${frame.left - 8}" y="${y}" dy="4" text-anchor="end">${ms}</text>`,
    )
  }
  const sizes = [...new Set(points.map(([size]) => size))]
  return [
    ...rows,
    ...sizes.map(
      (size) =>
        `<text x="${across(size).toFixed(1)}" y="${frame.height - frame.bottom + 22}" text-anchor="middle">${size}×${size}</text>`,
    ),
  ]
}

type Range = readonly [least: number, most: number]

function extentOf(values: readonly number[]): Range {
  return [Math.min(...values), Math.max(...values)]
}

function decades([least, most]: Range): Range {
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most))]
}

function logScale([least, most]: Range, [from, to]: Range): (value: number) => number {
  return (value) => from + ((to - from) * Math.log(value / least)) / Math.log(most / least)
}

/** The same heights, moved down where two of them would overlap. */
function spread(heights: readonly number[], apart = 15): number[] {
  const order = heights.map((height, i) => ({ height, i })).sort((a, b) => a.height - b.height)
  const placed: number[] = []
  let last = -Infinity
  for (const { height, i } of order) placed[i] = last = Math.max(height, last + apart)
  return placed
}
