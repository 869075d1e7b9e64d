import { describe, expect, it } from 'vitest'
import type { EpochRecord, TrainingProgress } from '../../../shared/rpc/trainingContract.ts'
import { emptyHistory, withProgress } from '../../../renderer/stores/trainHistory.ts'

const epoch = (number: number): EpochRecord => ({
  epoch: number,
  train: { loss: 1 / number, accuracy: 0.5 },
  validation: null,
  seconds: number,
})

const told = (losses: TrainingProgress['losses'], history: readonly EpochRecord[] = []) =>
  ({ losses, history, evaluation: null }) as unknown as TrainingProgress

describe('withProgress', () => {
  it('adds what is new', () => {
    const first = withProgress(emptyHistory, told([[1, 2]], [epoch(1)])) // prettier-ignore
    const second = withProgress(first, told([[2, 1]], [epoch(2)])) // prettier-ignore
    expect(second.losses).toEqual([[1, 2], [2, 1]]) // prettier-ignore
    expect(second.epochs.map((record) => record.epoch)).toEqual([1, 2])
  })

  it('tells nothing twice when a checkpoint begins again with its own history', () => {
    const before = withProgress(emptyHistory, told([[1, 2], [2, 1]], [epoch(1), epoch(2)])) // prettier-ignore
    const after = withProgress(before, told([[2, 1], [3, 0.5]], [epoch(1), epoch(2), epoch(3)])) // prettier-ignore
    expect(after.losses).toEqual([[1, 2], [2, 1], [3, 0.5]]) // prettier-ignore
    expect(after.epochs.map((record) => record.epoch)).toEqual([1, 2, 3])
  })

  it('keeps what the network said until it says something newer', () => {
    const said = { epoch: 2 } as TrainingProgress['evaluation']
    const first = withProgress(emptyHistory, { ...told([]), evaluation: said })
    expect(withProgress(first, { ...told([]), evaluation: null }).evaluation).toBe(said)
  })

  it('keeps the ends of a long curve and no more points than can be seen', () => {
    const many = Array.from({ length: 5000 }, (_, i) => [i + 1, 1 / (i + 1)] as const)
    const { losses } = withProgress(emptyHistory, told(many))
    expect(losses.length).toBeLessThanOrEqual(4000)
    expect([losses[0], losses.at(-1)]).toEqual([many[0], many.at(-1)])
  })
})
