/** What one training step spends its time on, beside the convolutions of simd/convolve.as.ts. */
export { convolveGradBias, convolveGradWeight } from './gradWeight.as'
export { linear, weightedRows } from './linear.as'
export { maxPool, maxPoolGradInput, relu, reluGradInput } from './pooling.as'
