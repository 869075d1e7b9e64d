import { computed } from 'vue'
import type { NetworkDescription } from '../../shared/network/description.ts'
import { useDataSetStore } from './dataSetStore.ts'
import type { DataSetWish } from './dataSetStore.ts'
import { useNetworkStore } from './networkStore.ts'
import { outputLayer, trainingKind, withLoss } from './trainNetwork.ts'

/** What the layers could learn, and what pictures they want for it. */
export function trainWish() {
  const networks = useNetworkStore()
  const pictures = useDataSetStore()

  const kind = computed(() => (networks.network ? trainingKind(networks.network.output) : null))
  const description = computed<NetworkDescription | null>(() =>
    networks.network && kind.value ? withLoss(networks.network.description, kind.value) : null,
  )
  const wish = computed<DataSetWish | null>(() =>
    description.value && kind.value
      ? {
          kind: kind.value,
          input: description.value.input,
          ...(kind.value === 'pairs' && { answers: networks.network!.output[0] }),
        }
      : null,
  )
  /** What the last layer gives is not what the pictures have. */
  const outputsWanted = computed(() => {
    const classes = pictures.info?.kind === 'classes' ? pictures.info.classes.length : null
    const layer = outputLayer(networks.layers)
    return classes !== null && layer && layer.outputs !== classes ? classes : null
  })
  /** As many outputs as there are classes: nobody has to count folders. */
  function fitOutputs(): void {
    const layer = outputLayer(networks.layers)
    if (outputsWanted.value !== null && layer) networks.changeLayer(layer.index, { out: outputsWanted.value })
  }

  return { kind, description, wish, outputsWanted, fitOutputs }
}
