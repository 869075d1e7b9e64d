import { usePlaceStore } from '../stores/placeStore.ts'
import { useTrainStore } from '../stores/trainStore.ts'
import type { BoundCommand } from './commands.ts'

/** A training run, wherever in the lab a person is. */
export function useTrainCommands() {
  const training = useTrainStore()
  const place = usePlaceStore()

  /** What a person does to a run is seen where it is shown. */
  const shown = (work: () => Promise<void>) => async (): Promise<void> => {
    place.room = 'train'
    await work()
  }

  return {
    trainPictures: { enabled: () => !training.busy && training.wish !== null, run: shown(training.choosePictures) },
    trainStart: { enabled: () => training.canStart, run: shown(training.start) },
    trainPause: { enabled: () => training.canPause, run: training.pause },
    trainStop: { enabled: () => training.canStop, run: training.stop },
  } satisfies Record<string, BoundCommand>
}
