import { basename } from 'node:path'
import type { Image } from '../../../shared/image/image.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import type { ImageId } from '../../../shared/rpc/engineContract.ts'
import type { Handlers } from '../../../shared/rpc/rpc.ts'
import type { TrainingContract } from '../../../shared/rpc/trainingContract.ts'
import type { ImageDecoder } from '../decode.ts'
import { exportPlanes } from '../exportJob.ts'
import type { FileTokens } from '../fileTokens.ts'
import type { Workshop } from '../workshop.ts'
import { readCheckpoint } from './checkpoint.ts'
import { classifySources } from './classifySources.ts'
import { openDataSet } from './dataSet.ts'
import { createDataSets, samplePictures } from './dataSets.ts'
import { writeNetwork } from './networkFiles.ts'
import { planTraining } from './plan.ts'
import { continued } from './resume.ts'
import { createRuns } from './runs.ts'
import { initialState } from './trainingState.ts'
import { createTranslations } from './translations.ts'

type OnImage = <T>(id: ImageId, job: (image: Image) => Promise<T>) => Promise<T>

export interface TrainingParts {
  readonly workshop: Workshop
  readonly decoder: ImageDecoder
  readonly files: FileTokens
  readonly onImage: OnImage
}

/** The engine's answers about training, and how to forget what it holds of a picture that is closed. */
export function createTrainingHandlers({ workshop, decoder, files, onImage }: TrainingParts): {
  readonly handlers: Handlers<TrainingContract>
  forget(image: ImageId): void
} {
  const dataSets = createDataSets()
  const runs = createRuns(workshop)
  const translations = createTranslations(workshop)
  const { bands } = workshop
  const handlers: Handlers<TrainingContract> = {
    async openDataSet({ token, ...wish }, { signal, progress }) {
      const { path } = await files.find(token, 'read')
      return dataSets.add(await openDataSet({ path, ...wish }, decoder, workshop, { signal, onProgress: progress }))
    },
    closeDataSet({ dataSet }) {
      dataSets.close(dataSet)
      return null
    },
    dataSetPictures: ({ dataSet, samples }) => samplePictures(dataSets.find(dataSet), samples),
    async poseTraining({ dataSet, description, settings, parameters, folder }) {
      const data = dataSets.find(dataSet)
      const classes = data.classes.map(({ name }) => name)
      const named = { ...parseNetwork(description), ...(classes.length && { classes }) }
      const plan = planTraining(data, named, settings)
      const path = folder === null ? null : (await files.find(folder, 'write')).path
      return runs.add(plan, initialState(plan, parameters), path)
    },
    async resumeTraining({ dataSet, folder, epochs }) {
      const { path } = await files.find(folder, 'write')
      const checkpoint = await readCheckpoint(path)
      const settings = { ...checkpoint.settings, ...(epochs !== undefined && { epochs }) }
      const plan = planTraining(dataSets.find(dataSet), checkpoint.description, settings)
      return runs.add(plan, continued(checkpoint, plan), path)
    },
    train: ({ run }, { signal, progress }) => runs.find(run).train({ signal, onProgress: progress }),
    async pauseTraining({ run }) {
      const training = runs.find(run)
      training.pause()
      await training.idle()
      return null
    },
    async closeTraining({ run }) {
      await runs.close(run)
      return null
    },
    trainedNetwork({ model }) {
      const { network, parameters, iteration } = runs.model(model)
      return { description: network.description, parameters, iteration }
    },
    classify: ({ model, sources }, { signal, progress }) =>
      classifySources(
        runs.model(model),
        sources,
        { workshop, decoder, files, onImage },
        { signal, onProgress: progress },
      ),
    renderTranslation: ({ model, ...request }, { signal, progress }) =>
      onImage(request.image, (image) =>
        translations.render(image, runs.model(model), request, { signal, onProgress: progress }),
      ),
    exportTranslation: ({ model, image: id, mapping, format, token }, { signal, progress }) =>
      onImage(id, async (image) => {
        const { path } = await files.find(token, 'write')
        const lease = await translations.get(id, image, runs.model(model), { signal, onProgress: progress })
        return exportPlanes(lease.value, mapping, { path, format, replace: true }, bands, { signal }).finally(
          lease.release,
        )
      }),
    async exportNetwork({ model, format, token }) {
      const { network, parameters } = runs.model(model)
      const { path } = await files.find(token, 'write')
      const weights = { description: network.description, parameters }
      const { bytes, notes } = await writeNetwork(weights, format, path, { replace: true })
      return { name: basename(path), bytes, notes }
    },
  }
  return { handlers, forget: translations.forget }
}
