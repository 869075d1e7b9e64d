import type { Image } from '../../shared/image/image.ts'
import { parseNetwork } from '../../shared/network/description.ts'
import type {
  EngineContract,
  Glance,
  ImageId,
  ImageInfo,
  LearnProblem,
  LearnProblemRequest,
} from '../../shared/rpc/engineContract.ts'
import { systemClock } from '../../shared/rpc/clock.ts'
import type { Clock } from '../../shared/rpc/clock.ts'
import type { Port } from '../../shared/rpc/port.ts'
import { serve } from '../../shared/rpc/rpc.ts'
import type { Handlers, Job } from '../../shared/rpc/rpc.ts'
import type { Bands } from './bands.ts'
import { collectGarbage } from './collectGarbage.ts'
import type { JobOptions } from './convolveJob.ts'
import type { ImageDecoder } from './decode.ts'
import { runDescent } from './descendJob.ts'
import { holdsNumbers } from './encode.ts'
import { explainImageInput } from './explainInputJob.ts'
import { explainImage, explainPixel } from './explainJob.ts'
import { explainRegion } from './explainRegionJob.ts'
import { exportPlanes, unkeptPicture } from './exportJob.ts'
import type { FileTokens } from './fileTokens.ts'
import { glanceAt } from './glance.ts'
import { createImageCache } from './imageCache.ts'
import { exportKernel, importKernel } from './kernelFiles.ts'
import { poseProblem } from './learnJob.ts'
import { learnHandlers } from './serveLearning.ts'
import { stackHandlers } from './layers/serveStacks.ts'
import { createStacks } from './layers/stacks.ts'
import { importLayers, writeNetworkFile } from './layers/layerFiles.ts'
import { measurePlanes, measureUnkept } from './measureJob.ts'
import { writeNumbers } from './numbersFile.ts'
import { decodeBytes, readWhole } from './openPicture.ts'
import { openSample } from './openSample.ts'
import { writeUnkeptPicture } from './pictureFile.ts'
import { readPixel } from './pixelJob.ts'
import { createProblems } from './problems.ts'
import { counted, createCalls } from './quiet.ts'
import type { Quiet } from './quiet.ts'
import { createResults } from './results.ts'
import { keepOnly } from './sharedBuffers.ts'
import type { TakeSamples } from './sharedBuffers.ts'
import { createTileSpectra } from './tileSpectra.ts'
import { createTrainingHandlers } from './training/serveTraining.ts'
import type { Turbo } from './turbo.ts'
import { lookedAt } from './showJob.ts'
import { renderView } from './viewJob.ts'
import { createWarming } from './warming.ts'
import { warmViews } from './warmViews.ts'
import { createWorkshop } from './workshop.ts'

export interface EngineParts {
  readonly bands: Bands
  readonly decoder: ImageDecoder
  readonly files: FileTokens
  /** What became of it at the start; null where it was not asked for. */
  readonly turbo?: Turbo | null
  readonly clock?: Clock
}

/** What the engine holds for as long as it lives, whichever window asks. */
export interface Engine {
  readonly handlers: Handlers<EngineContract>
  /** What the first photo should not wait for; it gives way to one that is opened. */
  warm(): Promise<void>
  /** When no window has wanted anything for a while. */
  readonly quiet: Quiet
  /** Bytes of pixels held, of what is kept of them, and of memory that waits to be used again. */
  memory(): { readonly images: number; readonly spectra: number; readonly waiting: number }
}

export function createEngine({ bands, decoder, files, turbo = null, clock = systemClock }: EngineParts): Engine {
  const spectra = createTileSpectra()
  const workshop = createWorkshop(bands, spectra)
  const { buffers } = workshop
  const images = createImageCache(buffers, spectra)
  const results = createResults(workshop)
  const problems = createProblems()
  const stacks = createStacks(workshop)
  const warming = createWarming((signal) => warmViews(workshop, results, signal))
  const calls = createCalls(clock)

  /** A job on an open picture, whose pixels stay until the job has ended. */
  async function onImage<T>(id: ImageId, job: (image: Image) => T | Promise<T>): Promise<T> {
    const lease = images.use(id)
    try {
      return await job(lease.value)
    } finally {
      lease.release()
    }
  }

  async function openImage(
    request: EngineContract['openImage']['request'],
    { signal, progress }: Job<Glance>,
  ): Promise<ImageInfo> {
    const file = 'token' in request ? await files.find(request.token, 'read') : null
    const bytes = file ? await readWhole(file.path) : (request as { bytes: Uint8Array }).bytes
    const name = file ? file.name : (request as { name: string }).name
    // Side by side with the decoding; what is wrong with the file, that one says.
    const seen = glanceAt(bytes, signal).then(
      (glance) => void (glance && progress(glance)),
      () => undefined,
    )
    const decode = (take: TakeSamples) => decodeBytes(bytes, name, decoder, take, signal, file?.path)
    return images.add(
      await keepOnly(
        buffers,
        (_take, takeSamples) => warming.during(() => decode(takeSamples), seen),
        ({ image: { data, alpha } }) => [data, alpha],
      ),
    )
  }

  const training = createTrainingHandlers({ workshop, decoder, files, onImage })
  /** Descent goes down on a few matrices: the pictures are read here for the last time. */
  async function pose({ image, target, ...wish }: LearnProblemRequest, options: JobOptions): Promise<LearnProblem> {
    const { laid, posed } = await onImage(image, (photo) =>
      target.kind === 'kernel'
        ? poseProblem(photo, target, wish, workshop, options)
        : onImage(target.image, (second) =>
            poseProblem(photo, { kind: 'image', image: second }, wish, workshop, options),
          ),
    )
    laid.release()
    return problems.add(posed)
  }

  const handlers: Handlers<EngineContract> = {
    ...stackHandlers(stacks, workshop, onImage),
    ...training.handlers,
    ...learnHandlers({ problems, images, files, workshop, onImage }),
    openImage,
    openSample: async (_request, { signal }) =>
      images.add(await warming.during(() => openSample(workshop, { signal }))),
    async closeImage({ image }) {
      results.forget(image)
      stacks.forget(image)
      training.forget(image)
      images.close(image)
      if (images.bytes === 0 && buffers.trim()) {
        await bands.rest()
        workshop.answers.forget()
        collectGarbage()
      }
      return null
    },
    renderView: (request, job) =>
      onImage(request.image, (image) => renderView(image, request, workshop, results, optionsOf(job))),
    measure: ({ image: id, convolution }, job) =>
      onImage(id, async (image) => {
        if (!convolution) return measurePlanes(image, bands, optionsOf(job))
        const result = lookedAt(image, convolution, bands)
        if (results.isTooLarge(result.g)) return measureUnkept(result, workshop, optionsOf(job))
        const lease = await results.get(id, image, convolution, optionsOf(job))
        return measurePlanes(lease.value, bands, optionsOf(job)).finally(lease.release)
      }),
    readPixel: ({ image, row, column, convolution }) =>
      onImage(image, (pixels) => readPixel(pixels, row, column, convolution)),
    explain: ({ image, convolution, p, q, channel }) =>
      onImage(image, (pixels) => explainImage(pixels, convolution, p, q, channel)),
    explainPixel: ({ image, convolution, p, q, row, column }) =>
      onImage(image, (pixels) => {
        const explanation = explainPixel(pixels, convolution, p, q)
        return { explanation, reading: readPixel(pixels, row, column, convolution, explanation) }
      }),
    explainInput: ({ image, convolution, row, column }) =>
      onImage(image, (pixels) => explainImageInput(pixels, convolution, row, column)),
    explainRegion: ({ image, convolution, region, channel }) =>
      onImage(image, (pixels) => explainRegion(pixels, convolution, region, channel)),
    poseProblem: (request, job) => pose(request, optionsOf(job)),
    descend: ({ problem, ...run }, { signal, progress }) =>
      runDescent(problems.find(problem), run, { signal, onProgress: progress }),
    exportResult: ({ image: id, convolution, mapping, format, token }, job) =>
      onImage(id, async (image) => {
        const { path } = await files.find(token, 'write')
        const file = { path, format, replace: true }
        const kept = results.find(id, convolution)
        if (!kept && holdsNumbers(format)) {
          const result = lookedAt(image, convolution, bands)
          return (await writeNumbers(result, { ...file, format }, workshop, optionsOf(job))).written
        }
        const picture = kept ? null : unkeptPicture(image, convolution, mapping, format, bands)
        if (picture) return (await writeUnkeptPicture(picture, file, workshop, optionsOf(job))).written
        const lease = kept ?? (await results.get(id, image, convolution, optionsOf(job)))
        return exportPlanes(lease.value, mapping, file, bands, optionsOf(job)).finally(lease.release)
      }),
    turboState: () => ({ asked: turbo !== null, on: turbo?.on ?? false }),
    exportKernel: async ({ kernel, format, token }) =>
      exportKernel(kernel, format, (await files.find(token, 'write')).path, { replace: true }),
    importKernel: async ({ token }) => importKernel((await files.find(token, 'read')).path),
    exportLayers: async ({ description, token }) =>
      writeNetworkFile(parseNetwork(description), (await files.find(token, 'write')).path, { replace: true }),
    importLayers: async ({ token, convolution }) => importLayers((await files.find(token, 'read')).path, convolution),
  }
  return {
    handlers: counted(handlers, calls),
    quiet: calls.quiet,
    warm: warming.begin,
    memory: () => ({ images: images.bytes, spectra: spectra.bytes, waiting: buffers.waiting }),
  }
}

/** Answers a window's calls until its port closes. */
export function serveEngine(port: Port, engine: Engine): { stop(): void } {
  return serve<EngineContract>(port, engine.handlers)
}

function optionsOf({ signal, progress, onSent }: Job<never>): JobOptions {
  return { signal, onProgress: progress as NonNullable<JobOptions['onProgress']>, onSent }
}
