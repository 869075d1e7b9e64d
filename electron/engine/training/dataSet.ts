import { errorRecord, isAbort, LabError } from '../../../shared/errors.ts'
import type { Image } from '../../../shared/image/image.ts'
import type { InputShape } from '../../../shared/network/description.ts'
import type { StoredPicture } from '../../../shared/network/training/samples.ts'
import { detailed, refusal, refusalBecause } from '../../../shared/refusal.ts'
import type { BadFile, DataSetInfo, DataSetKind } from '../../../shared/rpc/dataSetContract.ts'
import type { ImageDecoder } from '../decode.ts'
import { decodeBytes, readWhole } from '../openPicture.ts'
import { keepOnly } from '../sharedBuffers.ts'
import type { Workshop } from '../workshop.ts'
import { badFile } from './badFile.ts'
import { listFolder } from './dataFolder.ts'
import type { ListedSample } from './dataFolder.ts'
import { fitPicture, wholePicture } from './fitPicture.ts'
import { createSampleMemory, megabytes } from './sampleMemory.ts'
import type { SampleMemory } from './sampleMemory.ts'

/** One picture and its class, or the pictures of a pair. */
export interface DataSample {
  readonly name: string
  readonly picture: StoredPicture
  /** 0 for pairs. */
  readonly label: number
  readonly target: StoredPicture | null
}

/** Pictures that were decoded once and are learned from many times. */
export interface DataSet extends Omit<DataSetInfo, 'id'> {
  readonly samples: readonly DataSample[]
  /** The same for the same files: a checkpoint goes on only with the data it was made with. */
  readonly fingerprint: string
}

export interface DataSetWish {
  readonly path: string
  readonly kind: DataSetKind
  readonly input: InputShape
  /** Channels of the network's answer to pairs; left out, targets stay as the files have them. */
  readonly answers?: number
  readonly budget?: number
}

export interface DataSetOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: { done: number; total: number; bad: number }) => void) | undefined
}

export const defaultBudget = 2 ** 30

/** Files that are on their way: while one is decoded, others are read and scaled. */
const atOnce = 4

/** Decodes every picture of a folder, once. Bad files are listed; what makes all of it useless is thrown. */
export async function openDataSet(
  { path, kind, input, answers, budget = defaultBudget }: DataSetWish,
  decoder: ImageDecoder,
  workshop: Workshop,
  { signal, onProgress }: DataSetOptions = {},
): Promise<DataSet> {
  const listed = await listFolder(path, kind)
  const memory = createSampleMemory(budget)
  if (kind === 'classes') checkBudget(listed.samples.length, input, budget)
  const samples: DataSample[] = []
  const bad: BadFile[] = [...listed.bad]
  const sizes = createSizes(input, kind)
  const targets = createTargets(answers)
  const load = (sample: ListedSample) => decodeSample(sample, input, targets, decoder, workshop, memory, signal)
  const ahead: Promise<Loaded>[] = []
  try {
    for (let i = 0, next = 0; i < listed.samples.length; i++) {
      while (next < listed.samples.length && ahead.length < atOnce) ahead.push(load(listed.samples[next++]))
      const loaded = await (ahead.shift() as Promise<Loaded>)
      signal?.throwIfAborted()
      if ('reason' in loaded) bad.push(loaded)
      else {
        samples.push(loaded.sample)
        sizes.add(loaded.size)
      }
      onProgress?.({ done: i + 1, total: listed.samples.length, bad: bad.length })
    }
  } finally {
    await Promise.allSettled(ahead) // nothing may write to memory that nobody holds any more
  }
  return { ...describe(listed, samples, bad, sizes.found(), memory.taken, kind, input), grayTargets: targets.gray }
}

type Loaded = { readonly sample: DataSample; readonly size: readonly [number, number] } | BadFile

async function decodeSample(
  { name, path, answer }: ListedSample,
  input: InputShape,
  targets: Targets,
  decoder: ImageDecoder,
  workshop: Workshop,
  memory: SampleMemory,
  signal: AbortSignal | undefined,
): Promise<Loaded> {
  const onImage = async <T>(file: string, job: (image: Image) => T | Promise<T>): Promise<T> =>
    keepOnly(
      workshop.buffers,
      async (_, take) => job((await decodeBytes(await readWhole(file), name, decoder, take, signal)).image),
      () => [],
    )
  try {
    if (typeof answer === 'number') {
      return await onImage(path, async (image) => ({
        sample: {
          name,
          picture: await fitPicture(image, input, workshop, memory, { signal }),
          label: answer,
          target: null,
        },
        size: [image.width, image.height] as const,
      }))
    }
    const channels = input[0] === 1 ? 1 : 3
    const sized = await onImage(path, (image) => ({
      picture: wholePicture(image, channels, memory),
      size: [image.width, image.height] as const,
    }))
    const target = await onImage(answer, (image) => targets.store(image, memory))
    return { sample: { name, picture: sized.picture, label: 0, target }, size: sized.size }
  } catch (thrown) {
    const { code } = errorRecord(thrown)
    if (isAbort(thrown) || code === 'internal' || code === 'engine-failed') throw thrown
    if (thrown instanceof LabError && thrown.detail && 'budget' in thrown.detail) throw thrown
    return badFile(name, thrown)
  }
}

interface Targets {
  store(image: Image, memory: SampleMemory): StoredPicture
  /** Color targets that became gray. */
  readonly gray: number
}

/** Targets with as many channels as the network answers. */
function createTargets(answers: number | undefined): Targets {
  let gray = 0
  return {
    store(image, memory) {
      const channels = answers === 1 || answers === 3 ? answers : image.channels
      const stored = wholePicture(image, channels, memory)
      if (channels < image.channels) gray++
      return stored
    },
    get gray() {
      return gray
    },
  }
}

function checkBudget(count: number, [C, H, W]: InputShape, budget: number): void {
  const needed = count * C * H * W
  if (needed <= budget) return
  const values = { count, shape: [C, H, W].join('×'), wanted: megabytes(needed), most: megabytes(budget) }
  throw detailed(refusal('too-large', 'picturesBytes', values), { needed, budget })
}

type Size = readonly [width: number, height: number]

function createSizes([, H, W]: InputShape, kind: DataSetKind) {
  let smallest: Size | null = null
  let largest: Size | null = null
  let adapted = 0
  const area = ([width, height]: Size): number => width * height
  return {
    add(size: Size): void {
      if (!smallest || area(size) < area(smallest)) smallest = size
      if (!largest || area(size) > area(largest)) largest = size
      if (kind === 'classes' && (size[0] !== W || size[1] !== H)) adapted++
    },
    found: (): DataSetInfo['sizes'] => ({ smallest: smallest ?? [0, 0], largest: largest ?? [0, 0], adapted }),
  }
}

function describe(
  { name, classes }: { readonly name: string; readonly classes: readonly string[] },
  samples: readonly DataSample[],
  bad: readonly BadFile[],
  sizes: DataSetInfo['sizes'],
  bytes: number,
  kind: DataSetKind,
  input: InputShape,
): Omit<DataSet, 'grayTargets'> {
  const counts = new Int32Array(classes.length)
  if (kind === 'classes') for (const { label } of samples) counts[label]++
  const empty = classes.filter((_, i) => counts[i] === 0)
  if (samples.length === 0 || empty.length > 0) {
    const where = empty[0] ?? name
    const [first] = bad
    const error = first
      ? refusalBecause('bad-argument', 'noPicturesBecause', { message: first.reason, words: first.words }, { where })
      : refusal('bad-argument', 'noPictures', { where })
    throw detailed(error, { bad: bad.slice(0, 100) })
  }
  return {
    kind,
    name,
    input,
    classes: classes.map((className, i) => ({ name: className, count: counts[i] })),
    count: samples.length,
    bad,
    sizes,
    bytes,
    samples,
    fingerprint: fingerprintOf(samples),
  }
}

/** FNV-1a over names and pixels: enough to notice another folder, not to withstand somebody who wants to deceive. */
function fingerprintOf(samples: readonly DataSample[]): string {
  let hash = 0x811c9dc5
  const mix = (byte: number): void => void (hash = Math.imul(hash ^ byte, 0x01000193))
  for (const { name, picture, label, target } of samples) {
    for (let i = 0; i < name.length; i++) mix(name.charCodeAt(i))
    mix(label)
    for (const { samples: values } of target ? [picture, target] : [picture]) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
      const step = Math.max(1, Math.floor(bytes.length / 64))
      for (let i = 0; i < bytes.length; i += step) mix(bytes[i])
    }
  }
  return `${samples.length}-${(hash >>> 0).toString(16)}`
}
