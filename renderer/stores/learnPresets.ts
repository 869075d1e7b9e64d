import { defaultLearnSettings } from './learnSettingsStore.ts'
import type { LearnSettings } from './learnSettingsStore.ts'
import type { LearnProblem } from '../../shared/rpc/engineContract.ts'

/** The lecture's learning rate, on its own picture of values 0 and 100. */
const lectureRate = 1e-7

/** 1e-7 over 1/λ_max of that pair: the same rate in a unit that any picture has. */
export const lectureShare = 0.0978

/** As in the lecture: on its own picture to the letter, on any other with the same share of the stable rate. */
export function lectureSettings(ownPicture: boolean): Partial<LearnSettings> {
  return {
    ...{ size: [3, 3], bias: false, optimizer: 'sgd', weightDecay: 0, iterations: 10_000 },
    rate: ownPicture ? { kind: 'fixed', value: lectureRate } : { kind: 'share', share: lectureShare },
  }
}

/** Plain descent at half the stable rate comes 1000 times nearer in about 7·κ iterations; Nesterov's momentum of 0.9 in a tenth of that. */
const perCondition = 7

/**
 * For the pair at hand: plain gradient descent where it gets there in the lecture's 10 000 iterations, Nesterov where it does not;
 * with a bias for a second photo, whose brightness may have been changed.
 */
export function sensibleSettings(
  target: LearnSettings['target'],
  problem: Pick<LearnProblem, 'conditionNumber'> | null,
): Partial<LearnSettings> {
  const condition = problem && Number.isFinite(problem.conditionNumber) ? problem.conditionNumber : 1000
  const plain = perCondition * condition
  const optimizer = plain <= 10_000 ? 'sgd' : 'nesterov'
  const needed = optimizer === 'sgd' ? plain : plain / 10
  const iterations = Math.min(1_000_000, Math.max(1000, 10 ** Math.ceil(Math.log10(needed))))
  const { rate, momentum, weightDecay } = defaultLearnSettings
  return { bias: target === 'photo', optimizer, rate, momentum, weightDecay, iterations }
}
