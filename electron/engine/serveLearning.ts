import type { Image } from '../../shared/image/image.ts'
import { lossSlice } from '../../shared/learning/lossSlice.ts'
import type { ImageId } from '../../shared/rpc/engineContract.ts'
import type { LearnContract } from '../../shared/rpc/learnContract.ts'
import type { Handlers } from '../../shared/rpc/rpc.ts'
import type { FileTokens } from './fileTokens.ts'
import type { ImageCache } from './imageCache.ts'
import { renderComparison } from './comparisonJob.ts'
import { momentOfRun } from './momentOfRun.ts'
import { openLecture } from './openLecture.ts'
import type { Problems } from './problems.ts'
import { saveDocument } from './saveDocument.ts'
import type { Workshop } from './workshop.ts'

export interface LearnParts {
  readonly problems: Problems
  readonly images: Pick<ImageCache, 'add'>
  readonly files: FileTokens
  readonly workshop: Workshop
  readonly onImage: <T>(id: ImageId, job: (image: Image) => T | Promise<T>) => Promise<T>
}

/** The engine's answers about a run: what it looks like at any iteration, and files of it. */
export function learnHandlers({ problems, images, files, workshop, onImage }: LearnParts): Handlers<LearnContract> {
  return {
    openLecture: () => images.add(openLecture(workshop)),
    momentOfRun: ({ problem, ...moment }, { signal }) => momentOfRun(problems.find(problem), moment, { signal }),
    sliceLoss: ({ problem, parameters, pair }) => lossSlice(problems.find(problem), parameters, pair),
    renderComparison: ({ image: id, target, ...request }) =>
      onImage(id, (image) =>
        target.kind === 'kernel'
          ? renderComparison(image, target, request)
          : onImage(target.image, (second) => renderComparison(image, { kind: 'image', image: second }, request)),
      ),
    saveDocument: async ({ bytes, token }) => saveDocument(bytes, (await files.find(token, 'write')).path),
  }
}
