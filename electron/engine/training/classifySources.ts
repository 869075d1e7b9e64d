import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isAbort, LabError } from '../../../shared/errors.ts'
import { refusal } from '../../../shared/refusal.ts'
import type { BadFile } from '../../../shared/rpc/dataSetContract.ts'
import type { Prediction, PredictionSource } from '../../../shared/rpc/modelContract.ts'
import type { JobOptions } from '../convolveJob.ts'
import { decodeBytes, readWhole } from '../openPicture.ts'
import { keepOnly } from '../sharedBuffers.ts'
import { badFile } from './badFile.ts'
import { createClassifier } from './classifyJob.ts'
import type { Classifier } from './classifyJob.ts'
import { isFolder } from './model.ts'
import type { Model } from './model.ts'
import type { TrainingParts } from './serveTraining.ts'

/** Open photos, files and folders of files, in their order; a file that is no picture is listed and does not end the rest. */
export async function classifySources(
  model: Model,
  sources: readonly PredictionSource[],
  parts: TrainingParts,
  { signal, onProgress }: JobOptions,
): Promise<{ readonly predictions: readonly Prediction[]; readonly bad: readonly BadFile[] }> {
  const classifier = createClassifier(model, parts.workshop)
  const predictions: Prediction[] = []
  const bad: BadFile[] = []
  const work = (await Promise.all(sources.map((source) => questions(source, parts)))).flat()
  for (const [i, question] of work.entries()) {
    onProgress?.({ done: i, total: work.length })
    if ('image' in question) {
      const { image: id } = question
      predictions.push(await parts.onImage(id, (image) => classifier.classify(image, id, { signal })))
    } else {
      const answer = await classifyFile(classifier, question.path, parts, { signal })
      if ('reason' in answer) bad.push(answer)
      else predictions.push(answer)
    }
  }
  onProgress?.({ done: work.length, total: work.length })
  return { predictions, bad }
}

/** The class of the picture in a file, or why there is none. */
export async function classifyFile(
  classifier: Classifier,
  path: string,
  { workshop, decoder }: Pick<TrainingParts, 'workshop' | 'decoder'>,
  { signal }: JobOptions = {},
): Promise<Prediction | BadFile> {
  const name = basename(path)
  try {
    return await keepOnly(
      workshop.buffers,
      async (_, take) => {
        const { image } = await decodeBytes(await readWhole(path), name, decoder, take, signal)
        return classifier.classify(image, path, { signal })
      },
      () => [],
    )
  } catch (thrown) {
    if (isAbort(thrown) || !(thrown instanceof LabError)) throw thrown
    return badFile(path, thrown)
  }
}

/** The files of a folder in the order of their names, or the file itself. */
export async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await isFolder(path))) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
  if (files.length === 0) throw refusal('not-found', 'folderEmpty', { name: basename(path) })
  return files.sort().map((name) => join(path, name))
}

type Question = { readonly path: string } | Extract<PredictionSource, { image: unknown }>

async function questions(source: PredictionSource, { files }: TrainingParts): Promise<readonly Question[]> {
  if ('image' in source) return [source]
  const { path } = await files.find(source.token, 'read')
  return (await filesIn(path)).map((file) => ({ path: file }))
}
