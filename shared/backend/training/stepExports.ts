/** What step.as.ts exports; arguments as its files name them. */
export interface StepExports {
  convolveChannels(sizes: number): void
  packWeights(w: number, to: number, groups: number, K: number, C: number, taps: number, turned: boolean): void
  convolveGradWeight(sizes: number): void
  convolveGradBias(dy: number, N: number, K: number, places: number, db: number): void
  linear(x: number, w: number, b: number, y: number, N: number, F: number, K: number): void
  weightedRows(a: number, aRow: number, aStep: number, x: number, y: number, M: number, I: number, F: number): void
  maxPool(x: number, y: number, indices: number, planes: number, ...sizes: readonly number[]): void
  maxPoolGradInput(dy: number, indices: number, dx: number, planes: number, places: number, size: number): void
  averagePool(x: number, y: number, planes: number, ...sizesAndWindows: readonly number[]): void
  averagePoolGradInput(dy: number, dx: number, planes: number, ...sizesAndWindows: readonly number[]): void
  activate(kind: number, slope: number, x: number, y: number, length: number): void
  activateGradInput(kind: number, slope: number, x: number, y: number, dy: number, dx: number, length: number): void
  errorLoss(kind: number, y: number, target: number, keep: number, dy: number, length: number): number
}
