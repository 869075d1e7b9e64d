import type { Tensor } from './tensor.ts'

/** i[h,w] = Σ_c |∂y/∂x[c,h,w]|: how much each pixel moves one value, whatever its color     gradient: C H W → H·W numbers */
export function influence({ shape: [C, H, W], data }: Tensor): Float32Array {
  const sums = new Float32Array(H * W)
  for (let c = 0; c < C; c++) {
    for (let i = 0; i < H * W; i++) sums[i] += Math.abs(data[c * H * W + i])
  }
  return sums
}

/**
 * The side of the smallest square about a center that holds a share of all influence; 0 where there is none
 *
 * The center is in pixels from the corner of `values` (H·W, rows of `width`), halves allowed. Most of a deep value's
 * influence comes from the middle of its field: Luo, Li, Urtasun and Zemel 2016, Understanding the Effective Receptive Field.
 */
export function influenceSide(
  values: Float32Array,
  width: number,
  [row, column]: readonly [row: number, column: number],
  share: number,
): number {
  const bySide = new Map<number, number>()
  let total = 0
  for (const [i, value] of values.entries()) {
    // Centers are whole or half, so that twice the distance is whole on each axis.
    const distance = Math.max(Math.abs(Math.floor(i / width) - row), Math.abs((i % width) - column))
    const side = 2 * distance + 1
    bySide.set(side, (bySide.get(side) ?? 0) + value)
    total += value
  }
  let held = 0
  for (const side of [...bySide.keys()].sort((a, b) => a - b)) {
    held += bySide.get(side)!
    if (total > 0 && held >= share * total) return side
  }
  return 0
}
