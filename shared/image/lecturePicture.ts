/**
 * The lecture's own picture: a rectangle of 3×6 pixels of 100 on a ground of 0. Its values are kept as they are, not scaled to
 * 0 … 1: the lecture's learning rate of 1e-7 belongs to them, and so does every loss that its loop prints.
 */
export const lectureSize = Object.freeze({ width: 12, height: 9 })

const rectangle = { top: 3, left: 3, height: 3, width: 6, value: 100 }

export function paintLecturePicture(data: Float32Array): void {
  const { top, left, height, width, value } = rectangle
  data.fill(0)
  for (let row = top; row < top + height; row++) {
    const start = row * lectureSize.width + left
    data.fill(value, start, start + width)
  }
}
