import { LabError } from '../../../shared/errors.ts'
import type {
  DescendRequest,
  DescentProgress,
  EngineContract,
  LearnProblem,
  LearnProblemRequest,
  ProblemId,
} from '../../../shared/rpc/engineContract.ts'
import type { EngineClient } from '../../../renderer/engine/engineClient.ts'
import { createFakeEngine } from './labApp.ts'

/** A descent that the test moves along. */
export interface FakeDescent {
  readonly request: DescendRequest
  readonly progress: (parts: Partial<DescentProgress>) => void
  readonly finish: (parts: Partial<DescentProgress>) => void
  readonly fail: (thrown: unknown) => void
}

export const stableRate = 0.02

let lastProblem = 0

export function learnProblem([R, S]: readonly [number, number], parts: Partial<LearnProblem> = {}): LearnProblem {
  const weight = { shape: [1, 1, R, S], data: Array.from({ length: R * S }, (_, i) => i / 10) }
  return {
    id: `problem-${++lastProblem}` as ProblemId,
    samples: 1000,
    exact: { weight, bias: [0], loss: 0.25 },
    conditionNumber: 100,
    stableLearningRate: stableRate,
    determined: true,
    notes: [],
    findings: [],
    ...parts,
  }
}

/** A fake engine that poses problems at once, and whose descents wait for the test. */
export function createLearningEngine(
  pose = (request: LearnProblemRequest): LearnProblem => learnProblem(request.size),
) {
  const engine = createFakeEngine({ poseProblem: pose, openImage: (request) => openImage(request) })
  const descents: FakeDescent[] = []

  function openImage(request: EngineContract['openImage']['request']) {
    void request
    return engine.table.openSample!(null)
  }

  const call: EngineClient['call'] = (method, request, options = {}) => {
    if (method !== 'descend') return engine.client.call(method, request, options)
    engine.calls.push({ method, request, signal: options.signal })
    return new Promise((resolve, reject) => {
      const asked = request as DescendRequest
      const complete = (parts: Partial<DescentProgress>): DescentProgress => {
        return { state: asked.from, loss: 1, losses: [], kept: [], ...parts }
      }
      const onProgress = options.onProgress as ((progress: DescentProgress) => void) | undefined
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error))
      descents.push({
        request: asked,
        progress: (parts) => onProgress?.(complete(parts)),
        finish: (parts) => resolve(complete(parts) as never),
        fail: reject,
      })
    })
  }

  /** As the real client: what is in flight rejects, and a later connection has a higher generation. */
  function die(): void {
    engine.status.value = 'restarting'
    descents.at(-1)?.fail(new LabError('disconnected', 'the connection closed before the answer came'))
  }

  function comeBack(): void {
    engine.generation.value++
    engine.status.value = 'ready'
  }

  return { ...engine, client: { ...engine.client, call }, descents, die, comeBack }
}
