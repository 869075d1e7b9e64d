import { describe, expect, it } from 'vitest'
import { runDescent } from '../../electron/engine/descendJob.ts'
import { initialState } from '../../shared/learning/descend.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { completeSquare } from '../../shared/learning/quadratic.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { DescentProgress } from '../../shared/rpc/engineContract.ts'
import { handTensor, normalTensor } from '../support/builders.ts'

/** A 2×2 kernel to be found again from white noise. */
function problem() {
  const x = normalTensor([1, 1, 20, 20], 1)
  const w = handTensor([1, 1, 2, 2], 1, -2, 3, -4)
  const g = convolutionGeometry(x.shape, w.shape)
  return completeSquare(momentsOf(x, convolve(x, w, null, g), g, false))
}

const run = (learningRate: number, iterations: number, seconds = 0) => ({
  optimizer: { kind: 'sgd', learningRate } as const,
  from: initialState([0, 0, 0, 0]),
  iterations,
  seconds,
})

describe('runDescent', () => {
  it('does exactly the iterations that were asked for, paced or not, with the same numbers', async () => {
    const heard: DescentProgress[] = []
    const [fast, slow] = await Promise.all([
      runDescent(problem(), run(1e-4, 50), { onProgress: (progress) => heard.push(progress) }),
      runDescent(problem(), run(1e-4, 50, 0.1)),
    ])
    expect(fast.state).toEqual(slow.state)
    expect(fast.state.iteration).toBe(50)
    const points = [...heard, fast].flatMap(({ losses }) => losses)
    expect(points).toHaveLength(50)
    expect(fast.loss).toBeLessThan(points[0][1])
  })

  it('goes on where it stopped', async () => {
    const whole = await runDescent(problem(), run(1e-4, 40))
    const first = await runDescent(problem(), run(1e-4, 15))
    const rest = await runDescent(problem(), { ...run(1e-4, 25), from: first.state })
    expect(rest.state).toEqual(whole.state)
    expect(rest.losses[0]).toEqual(whole.losses[15])
  })

  it('thins the curve of a long run and keeps its first point', async () => {
    const heard: DescentProgress[] = []
    const end = await runDescent(problem(), run(1e-4, 20_000), { onProgress: (progress) => heard.push(progress) })
    const points = [...heard, end].flatMap(({ losses }) => losses)
    expect(points[0][0]).toBe(1)
    expect(points).toHaveLength(4000)
  })

  it('tells how it diverged', async () => {
    const heard: DescentProgress[] = []
    const diverging = runDescent(problem(), run(1, 5000), { onProgress: (progress) => heard.push(progress) })
    await expect(diverging).rejects.toMatchObject({ code: 'diverged' })
    const points = heard.flatMap(({ losses }) => losses)
    expect(points.at(-1)![1]).toBeGreaterThan(points[0][1])
  })

  it.each([0, 2.5, -1])('refuses %d iterations', async (iterations) => {
    await expect(runDescent(problem(), run(1e-4, iterations))).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('does nothing once it is cancelled', async () => {
    const cancelled = runDescent(problem(), run(1e-4, 10), { signal: AbortSignal.abort() })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
  })
})
