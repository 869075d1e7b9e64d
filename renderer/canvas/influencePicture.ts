/** Sides of more would be drawn smaller than a pixel, and cost a frame to fill. */
const mostSide = 1024

/** More than a screen shows are left out, in step. */
export interface InfluencePicture {
  readonly canvas: HTMLCanvasElement
  readonly step: number
}

/**
 * Gradients as heat: transparent where there is none, yellow for the largest. The root makes the weak outskirts of a field
 * visible, which hold a tenth of it and most of its area.
 */
export function influencePicture(
  values: Float32Array,
  rows: number,
  columns: number,
  largest: number,
): InfluencePicture {
  const step = Math.max(1, Math.ceil(Math.max(rows, columns) / mostSide))
  const [height, width] = [Math.ceil(rows / step), Math.ceil(columns / step)]
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const picture = new ImageData(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = largest > 0 ? Math.sqrt(values[y * step * columns + x * step] / largest) : 0
      picture.data.set([255, 70 + 170 * share, 40 * share, 235 * share], (y * width + x) * 4)
    }
  }
  canvas.getContext('2d')!.putImageData(picture, 0, 0)
  return { canvas, step }
}
