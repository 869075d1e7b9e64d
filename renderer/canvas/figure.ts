/** A chart to be taken away: lines and words at fixed places, for SVG and for a canvas alike. White ground, for paper. */
export interface Figure {
  readonly width: number
  readonly height: number
  readonly lines: readonly FigureLine[]
  readonly words: readonly FigureWord[]
}

export interface FigureLine {
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly color: string
  readonly width: number
  readonly dash?: readonly number[]
}

export interface FigureWord {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly color: string
  readonly anchor: 'start' | 'middle' | 'end'
}

const font = '13px system-ui, sans-serif'

export function figureSvg({ width, height, lines, words }: Figure): string {
  const paths = lines
    .filter(({ points }) => points.length > 0)
    .map(({ points, color, width: stroke, dash }) => {
      const dashes = dash ? ` stroke-dasharray="${dash.join(' ')}"` : ''
      const places = points.map((point) => point.join(',')).join(' ')
      return `<polyline points="${places}" fill="none" stroke="${color}" stroke-width="${stroke}"${dashes}/>`
    })
  const texts = words.map(
    ({ x, y, text, color, anchor }) =>
      `<text x="${x}" y="${y}" fill="${color}" text-anchor="${anchor}">${escaped(text)}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    `  font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...paths,
    ...texts,
    '</svg>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** The same, drawn at `scale` device pixels per unit. */
function drawFigure(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { width, height, lines, words }: Figure,
  scale: number,
): void {
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  context.lineJoin = 'round'
  for (const { points, color, width: stroke, dash = [] } of lines) {
    context.strokeStyle = color
    context.lineWidth = stroke
    context.setLineDash([...dash])
    context.beginPath()
    points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
    context.stroke()
  }
  context.font = font
  const align = { start: 'left', middle: 'center', end: 'right' } as const
  for (const { x, y, text, color, anchor } of words) {
    context.fillStyle = color
    context.textAlign = align[anchor]
    context.fillText(text, x, y)
  }
}

/** PNG at twice the size, for screens and print. */
export async function figurePng(figure: Figure): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(2 * figure.width, 2 * figure.height)
  const context = canvas.getContext('2d')!
  drawFigure(context, figure, 2)
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
}
