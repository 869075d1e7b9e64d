import { LabError } from '../../../shared/errors.ts'
import { levelOf } from '../../../shared/network/training/samples.ts'
import type { StoredPicture } from '../../../shared/network/training/samples.ts'
import type { DataSetId, DataSetInfo } from '../../../shared/rpc/dataSetContract.ts'
import type { MapPicture } from '../../../shared/rpc/stackContract.ts'
import type { DataSet } from './dataSet.ts'

/** Data sets by id. A person works on one; a run may still be learning from the one before. */
export interface DataSets {
  add(data: DataSet): DataSetInfo
  /** Throws `not-found`. */
  find(id: DataSetId): DataSet
  close(id: DataSetId): void
}

const mostKept = 2

export function createDataSets(): DataSets {
  const kept = new Map<DataSetId, DataSet>()
  let lastId = 0
  return {
    add(data) {
      const id = `data-${++lastId}` as DataSetId
      kept.set(id, data)
      for (const oldest of [...kept.keys()].slice(0, -mostKept)) kept.delete(oldest)
      const { kind, name, input, classes, count, bad, sizes, grayTargets, bytes } = data
      return { id, kind, name, input, classes, count, bad, sizes, grayTargets, bytes }
    },
    find(id) {
      const data = kept.get(id)
      if (!data) throw new LabError('not-found', `the engine holds no pictures '${id}'; open the folder again`)
      return data
    },
    close: (id) => void kept.delete(id),
  }
}

const mostPictures = 256
/** A stored picture is small; the input of a pair may be a photo, and then every nth pixel will do. */
const longestSide = 256

/** Samples as a person sees them. Throws `bad-argument` for one that there is none of. */
export function samplePictures({ samples }: DataSet, wanted: readonly number[]): readonly MapPicture[] {
  if (wanted.length > mostPictures) {
    throw new LabError('bad-argument', `at most ${mostPictures} pictures at once, got ${wanted.length}`)
  }
  return wanted.map((index) => {
    const sample = samples[index]
    if (!sample) throw new LabError('bad-argument', `a sample is from 0 to ${samples.length - 1}, got ${index}`)
    return picture(sample.picture)
  })
}

function picture({ samples, channels, height, width }: StoredPicture): MapPicture {
  const step = Math.max(1, Math.ceil(Math.max(height, width) / longestSide))
  const [pixelHeight, pixelWidth] = [Math.ceil(height / step), Math.ceil(width / step)]
  const rgba = new Uint8ClampedArray(pixelHeight * pixelWidth * 4)
  let [minimum, maximum] = [Infinity, -Infinity]
  for (let i = 0; i < pixelHeight * pixelWidth; i++) {
    const at = Math.floor(i / pixelWidth) * step * width + (i % pixelWidth) * step
    for (let c = 0; c < 3; c++) {
      const value = levelOf(samples, Math.min(c, channels - 1) * height * width + at)
      minimum = Math.min(minimum, value)
      maximum = Math.max(maximum, value)
      rgba[4 * i + c] = Math.round(value * 255)
    }
    rgba[4 * i + 3] = 255
  }
  return { pixelWidth, pixelHeight, rgba, minimum, maximum }
}
