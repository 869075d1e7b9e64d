import type { Shape } from '../../shared/network/layer.ts'
import type { LossName, NetworkDescription } from '../../shared/network/description.ts'
import type { LayerDescription } from '../../shared/network/layerKinds.ts'
import type { DataSetKind } from '../../shared/rpc/dataSetContract.ts'

/** What each kind of pictures can be trained with, the usual one first. */
export const lossesOf = {
  classes: ['crossEntropy'],
  pairs: ['mse', 'l1', 'huber', 'squaredError'],
} as const satisfies Record<DataSetKind, readonly LossName[]>

/** A network whose answer is a row of numbers tells classes apart; one that answers with planes makes pictures. */
export function trainingKind(output: Shape): DataSetKind {
  return output.length === 1 ? 'classes' : 'pairs'
}

/** The network with a loss: its own, where that can be trained with these pictures. */
export function withLoss(description: NetworkDescription, kind: DataSetKind): NetworkDescription {
  const possible: readonly LossName[] = lossesOf[kind]
  const { loss } = description
  return loss && possible.includes(loss) ? description : Object.freeze({ ...description, loss: possible[0] })
}

/** The layer that decides how many numbers come out, and how many those are now; null where no layer does. */
export function outputLayer(
  layers: readonly LayerDescription[],
): { readonly index: number; readonly outputs: number } | null {
  const index = layers.findLastIndex((layer) => 'out' in layer)
  const layer = layers[index]
  return layer && 'out' in layer ? { index, outputs: layer.out } : null
}
