/**
 * What the engine says about single values, flat: thousands of terms as objects would not cross to the window within the
 * frame in which a person points at the pixel.
 */

/** The sums behind all planes of one place of the result. All arrays lie in one buffer: a message costs by the buffer, too. */
export interface PixelExplanation {
  readonly output: readonly [p: number, q: number]
  readonly R: number
  readonly S: number
  /** Padded positions of the window's R rows and S columns: outside the picture in the border. */
  readonly rows: Int32Array<ArrayBuffer>
  readonly columns: Int32Array<ArrayBuffer>
  /** The input row that each of them is read from, and the column; −1 for the border's own value. */
  readonly fromRows: Int32Array<ArrayBuffer>
  readonly fromColumns: Int32Array<ArrayBuffer>
  readonly planes: readonly ExplainedPlane[]
}

export interface ExplainedPlane {
  readonly bias: number
  /** bias + Σ product in float64, rounded nowhere on the way. */
  readonly sum: number
  /** What the engine makes of it: float32 by the backend of the preview, encoded again under linear light. */
  readonly value: number
  /** c of each slice of R·S terms. */
  readonly channels: readonly number[]
  /** Slices·R·S numbers each, in the order in which they are added. */
  readonly x: Float32Array<ArrayBuffer>
  readonly w: Float32Array<ArrayBuffer>
  readonly product: Float64Array<ArrayBuffer>
  /** The sum after each product; begins with the bias. */
  readonly running: Float64Array<ArrayBuffer>
}

/** Where one pixel of the picture goes. */
export interface InputExplanation {
  readonly at: readonly [row: number, column: number]
  /** Output rows and columns that read it; every pair of them does. */
  readonly rows: Int32Array<ArrayBuffer>
  readonly columns: Int32Array<ArrayBuffer>
  /** Kernel rows by which each of `rows` reads it, and kernel columns: more than one where the border copies it. */
  readonly rowTaps: readonly (readonly number[])[]
  readonly columnTaps: readonly (readonly number[])[]
  /** rows·columns: 1 where a copy in the border is read, too or only. */
  readonly border: Uint8Array<ArrayBuffer>
  readonly planes: readonly UsedPlane[]
}

/** One plane of the input on its way into one plane of the result. */
export interface UsedPlane {
  readonly channel: number
  readonly plane: number
  /** The value that is weighed: linear, or gray, where the settings say so. */
  readonly x: number
  /** rows·columns: ∂y/∂x, the sum of the weights by which y reads x. */
  readonly weights: Float64Array<ArrayBuffer>
}
