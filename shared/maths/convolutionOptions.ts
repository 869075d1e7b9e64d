/** What lies outside the picture. PyTorch's names, plus NumPy's `symmetric`. */
export const borderModes = ['zeros', 'constant', 'replicate', 'reflect', 'symmetric', 'circular'] as const
export type BorderMode = (typeof borderModes)[number]

export interface Border {
  readonly mode: BorderMode
  /** The value outside under `constant`; without meaning for the other modes. */
  readonly value: number
}

/** What happens when the stride does not divide the way that is left. */
export const roundings = ['floor', 'ceil', 'round', 'error'] as const
export type Rounding = (typeof roundings)[number]

/** One number for both axes, or [vertical, horizontal]. */
export type PerAxis = number | readonly [vertical: number, horizontal: number]

/** `same` gives ⌈H/u⌉ × ⌈W/v⌉, `full` every position where kernel and picture touch. */
export type Padding =
  | 'valid'
  | 'same'
  | 'full'
  | number
  | readonly [vertical: number, horizontal: number]
  | readonly [top: number, left: number, bottom: number, right: number]

/** How a kernel moves over a picture; what is left out is PyTorch's default. */
export interface ConvolutionOptions {
  readonly stride?: PerAxis
  readonly padding?: Padding
  readonly dilation?: PerAxis
  readonly groups?: number
  readonly border?: Border
  readonly rounding?: Rounding
}
