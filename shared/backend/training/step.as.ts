/** What one training step spends its time on. */
export { activate, activateGradInput } from './activations.as'
export { averagePool, averagePoolGradInput } from './averagePool.as'
export { errorLoss } from './errorLoss.as'
export { convolveGradBias, convolveGradWeight } from './gradWeight.as'
export { linear, weightedRows } from './linear.as'
export { convolveChannels, packWeights } from './manyChannels.as'
export { maxPool, maxPoolGradInput } from './maxPool.as'
