/** A smooth random function of the plane with values in [0, 1). */
export type Noise = (x: number, y: number) => number

/** Value noise: a random number at every grid point (x, y whole), smoothly interpolated between them. */
export function valueNoise(seed: number): Noise {
  return (x, y) => {
    const column = Math.floor(x)
    const row = Math.floor(y)
    const s = fade(x - column)
    const t = fade(y - row)
    const upper = mix(gridValue(column, row, seed), gridValue(column + 1, row, seed), s)
    const lower = mix(gridValue(column, row + 1, seed), gridValue(column + 1, row + 1, seed), s)
    return mix(upper, lower, t)
  }
}

/** Σ 2⁻ᵒ noise(2ᵒ x, 2ᵒ y) over `octaves` octaves, scaled back to [0, 1): clouds, ridges, grass. */
export function fractalNoise(seed: number, octaves: number): Noise {
  const layers = Array.from({ length: octaves }, (_, octave) => valueNoise(seed + octave * 101))
  const total = 2 - 2 ** (1 - octaves)
  return (x, y) => {
    let sum = 0
    for (let octave = 0; octave < octaves; octave++) {
      const frequency = 2 ** octave
      sum += layers[octave](x * frequency, y * frequency) / frequency
    }
    return sum / total
  }
}

/** One fixed number in [0, 1) for each whole (column, row) and seed; the mixing constants are those of MurmurHash3. */
export function gridValue(column: number, row: number, seed: number): number {
  let bits = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}

/** a + (b − a) t */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

/** 0 below `low`, 1 above `high`, 3t² − 2t³ between; `low` may be the greater one. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)))
  return t * t * (3 - 2 * t)
}

/** 6t⁵ − 15t⁴ + 10t³: no visible grid, because its first and second derivatives vanish at 0 and 1. */
function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10)
}
