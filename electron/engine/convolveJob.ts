import { chooseBackend } from '../../shared/backend/choose.ts'
import type { ComputingBackend, Reason } from '../../shared/backend/reason.ts'
import { choosePhotoBackend } from '../../shared/backend/samples/photoBackend.ts'
import type { PhotoChoice } from '../../shared/backend/samples/photoBackend.ts'
import type { PhotoPlanes } from '../../shared/backend/samples/readSamples.ts'
import type { Image } from '../../shared/image/image.ts'
import type { Samples } from '../../shared/image/samples.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { ConvolvePhotoTask, ConvolveTask } from './bandTasks.ts'
import { channelsOf, kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { takePlanes } from './sharedBuffers.ts'
import { alphaUnder } from './showRows.ts'
import { leaseSpectra } from './tileSpectra.ts'
import type { Workshop } from './workshop.ts'

export interface JobOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined
  /** Calls back when the answer has been sent: see Job. */
  readonly onSent?: ((done: () => void) => void) | undefined
  /** A backend by name, or `auto`. */
  readonly backend?: string
}

/** All planes of a convolved picture: signed and unbounded, sRGB-encoded like the photo it came from. */
export interface Result {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Float32Array
  /** The photo's own, under the middle of each window. */
  readonly alpha: Samples | null
  readonly geometry: Geometry
  readonly backend: ComputingBackend
  readonly reason: Reason
}

/**
 * y = w ⋆ x + b on every color plane by itself, on all planes together, or on their gray, in linear light if asked for.
 * Throws `shape-mismatch`, `bad-argument`; rejects with the signal's reason between two bands.
 */
export async function convolveImage(
  image: Image,
  settings: ConvolutionSettings,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<Result> {
  const g = settingsGeometry(image, settings)
  const y = workshop.buffers.take(g.N * g.K * g.P * g.Q)
  try {
    const { backend, reason } = await convolvePhoto(image, settings, g, y, workshop, options)
    const alpha = alphaUnder({ alpha: image.alpha, g }, [0, g.P], [0, g.Q])
    return { width: g.Q, height: g.P, channels: channelsOf(g), data: y, alpha, geometry: g, backend, reason }
  } catch (thrown) {
    workshop.buffers.give(y)
    throw thrown
  }
}

/** The planes that a convolution reads, and what it makes of them on the way. */
export function photoPlanes(
  image: Image,
  { channels, linearLight }: Pick<ConvolutionSettings, 'channels' | 'linearLight'>,
): PhotoPlanes {
  return { samples: image.data, gray: channels === 'gray' && image.channels === 3, linear: linearLight }
}

/** Floats that are convolved as the file had them; null for what becomes numbers on the way. */
function numbersAsTheyAre({ samples, gray, linear }: PhotoPlanes): Float32Array | null {
  return samples instanceof Float32Array && !gray && !linear ? samples : null
}

/** Who computes a photo's result. Numbers that are taken as they are may all be whole, and then stay exact. */
export function chooseFor(photo: PhotoPlanes, g: Geometry, kernel: PhotoKernel, wanted?: string): PhotoChoice {
  const numbers = numbersAsTheyAre(photo)
  return numbers ? chooseBackend(g, wanted, numbers, kernel) : choosePhotoBackend(photo, g, kernel, wanted)
}

type PhotoKernel = Parameters<typeof choosePhotoBackend>[2]

async function convolvePhoto(
  image: Image,
  settings: ConvolutionSettings,
  g: Geometry,
  y: Float32Array,
  workshop: Workshop,
  options: JobOptions,
): Promise<Computed> {
  const { bands, spectra } = workshop
  const photo = photoPlanes(image, settings)
  const { w, b } = kernelNumbers(settings.kernel)
  const asItIs = numbersAsTheyAre(photo)
  const choice = chooseFor(photo, g, { w, b, speeds: bands.speeds }, options.backend)
  const { name, together } = choice.backend
  // Floats need not be read piece by piece, but where something is kept of the pieces.
  if (asItIs && !together)
    return runRows({ kind: 'convolve', x: asItIs, w, b, g, y, backend: name }, choice, bands, options)
  const task = { kind: 'convolvePhoto', photo, w, b, g, y, backend: name } as const
  const lease = leaseSpectra(spectra, task)
  try {
    return await runRows({ ...task, kept: lease?.value ?? null }, choice, bands, options)
  } finally {
    lease?.release()
  }
}

/** The same for an array: x is N×C×H×W as it is, and so is the answer N×K×P×Q. */
export async function convolveTensor(
  x: Tensor,
  kernel: Kernel,
  g: Geometry,
  bands: Bands,
  options: JobOptions = {},
): Promise<{ readonly y: Tensor<Float32Array> } & Computed> {
  const shape = [g.N, g.K, g.P, g.Q]
  const y = takePlanes(g.N * g.K * g.P * g.Q)
  const computed = await convolveNumbers(x.data, kernel, g, y, bands, options)
  return { y: { shape, data: y }, ...computed }
}

interface Computed {
  readonly backend: ComputingBackend
  readonly reason: Reason
}

async function convolveNumbers(
  x: Tensor['data'],
  kernel: Kernel,
  g: Geometry,
  y: Float32Array,
  bands: Bands,
  options: JobOptions,
): Promise<Computed> {
  const { w, b } = kernelNumbers(kernel)
  const choice = chooseBackend(g, options.backend, x, { w, b, speeds: bands.speeds })
  const task = { kind: 'convolve', x, w, b, g, y, backend: choice.backend.name } as const
  return runRows(task, choice, bands, options)
}

async function runRows(
  task: ConvolveTask | ConvolvePhotoTask,
  { backend, reason, steps }: PhotoChoice,
  bands: Bands,
  { signal, onProgress }: JobOptions,
): Promise<Computed> {
  const { P } = task.g
  const rows = bandRows(P, steps / P, bands.threads, backend.together?.(task.g).rows)
  await bands.run(task, P, { signal, rows, onBand: (done, total) => onProgress?.({ done, total }) })
  return { backend: backend.name, reason }
}
