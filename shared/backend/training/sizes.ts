import type { Geometry } from '../../maths/geometry.ts'

/** The fields of the class Sizes in sizes.as.ts, in their order there; a test compares the two. */
export const sizesFields = [
  ...['N', 'C', 'H', 'W', 'K', 'R', 'S', 'P', 'Q', 'u', 'v', 'd', 'e', 'top', 'left', 'groups'],
  ...['x', 'dy', 'dw', 'plane', 'phases', 'pitch'],
]

/** What ∂L/∂w of g wants beside x and ∂L/∂y: its record, its sums and one padded plane. */
export function scratchBytes(g: Geometry): number {
  return starts(g).end
}

/** Writes the record at `scratch` and clears the sums. */
export function layGeometry(
  buffer: SharedArrayBuffer,
  scratch: number,
  g: Geometry,
  x: number,
  dy: number,
): { readonly sizes: number; readonly dw: Float64Array } {
  const { sums, plane, phases, pitch } = starts(g)
  const { N, C, H, W, K, R, S, P, Q, u, v, d, e, top, left, groups } = g
  const sizes = { N, C, H, W, K, R, S, P, Q, u, v, d, e, top, left, groups }
  const places = { x, dy, dw: scratch + sums, plane: scratch + plane, phases, pitch }
  const fields: Record<string, number> = { ...sizes, ...places }
  new Int32Array(buffer, scratch, sizesFields.length).set(sizesFields.map((name) => fields[name]))
  return { sizes: scratch, dw: new Float64Array(buffer, scratch + sums, K * (C / groups) * R * S).fill(0) }
}

/** A row of a plane ends with room for the vector that begins at its last number. */
function starts({ C, K, R, S, P, Q, u, v, d, e, groups }: Geometry) {
  const phases = Math.min(v, e * (S - 1) + 1)
  const pitch = 4 * (Q + Math.floor((e * (S - 1)) / v) + 4)
  const sums = 64 * Math.ceil((4 * sizesFields.length) / 64)
  const plane = sums + 8 * K * (C / groups) * R * S
  const rows = (P - 1) * u + d * (R - 1) + 1
  return { sums, plane, phases, pitch, end: plane + rows * phases * pitch + 64 }
}
