import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, shallowRef } from 'vue'
import { stableLearningRate } from '../../shared/learning/conditioning.ts'
import { clippings, colorModes, optimizerKinds } from '../../shared/learning/learnTypes.ts'
import type {
  Clipping,
  ColorMode,
  Constraint,
  OptimizerKind,
  OptimizerSettings,
} from '../../shared/learning/learnTypes.ts'
import { useKernelStore } from './kernelStore.ts'
import { useSettingsStore } from './settingsStore.ts'

/** A number that a person typed, or a share of the largest rate that is stable on the pair at hand. */
export type LearningRate =
  { readonly kind: 'fixed'; readonly value: number } | { readonly kind: 'share'; readonly share: number }

export const learnTargets = ['kernel', 'photo'] as const
export const paces = ['watch', 'fast'] as const

/** What the kernel is held to, in the words of the pane. */
export const constraintChoices = [
  'none',
  'sumOne',
  'sumZero',
  'symmetric',
  'separable',
  'nonNegative',
  'sparse',
] as const
export type ConstraintChoice = (typeof constraintChoices)[number]

export interface LearnSettings {
  readonly target: (typeof learnTargets)[number]
  /** null follows the kernel in the editor. */
  readonly size: readonly [R: number, S: number] | null
  readonly bias: boolean
  readonly constraint: ConstraintChoice
  /** Of the L1 penalty. */
  readonly penalty: number
  readonly color: ColorMode
  /** Whether a shift between photo and second photo is looked for and taken. */
  readonly shift: 'auto' | 'none'
  readonly clipped: Clipping
  readonly optimizer: OptimizerKind
  /** PyTorch's `momentum`, of momentum and nesterov. */
  readonly momentum: number
  /** PyTorch's `weight_decay`. */
  readonly weightDecay: number
  readonly rate: LearningRate
  readonly iterations: number
  readonly seed: number
  readonly pace: (typeof paces)[number]
}

/** The largest kernel that the editor's grid shows. */
export const mostLearnedRows = 31
export const mostIterations = 10_000_000

/** Long enough to see the numbers move, short enough to wait for. */
export const watchSeconds = 8

export const defaultLearnSettings: LearnSettings = Object.freeze({
  target: 'kernel',
  size: null,
  bias: false,
  constraint: 'none',
  penalty: 1e-4,
  color: 'shared',
  shift: 'auto',
  clipped: 'aware',
  optimizer: 'sgd',
  momentum: 0.9,
  weightDecay: 0,
  rate: Object.freeze({ kind: 'share', share: 0.5 } as const),
  iterations: 10_000,
  seed: 1,
  pace: 'watch',
})

/** Those that divide by the gradient's size have no limit to take a share of; in units of weights, which are about 1. */
const plainRates: Partial<Record<OptimizerKind, number>> = { adam: 0.01, rmsprop: 0.001, adagrad: 0.1 }

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const extent = whole(1, mostLearnedRows)
const belowOne = v.pipe(v.number(), v.minValue(0), v.ltValue(1))
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))

const settingsSchema: v.GenericSchema<unknown, LearnSettings> = v.object({
  target: v.picklist(learnTargets),
  size: v.nullable(v.pipe(v.tuple([extent, extent]), v.readonly())),
  bias: v.boolean(),
  constraint: v.optional(v.picklist(constraintChoices), defaultLearnSettings.constraint),
  penalty: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), defaultLearnSettings.penalty),
  color: v.optional(v.picklist(colorModes), defaultLearnSettings.color),
  shift: v.optional(v.picklist(['auto', 'none']), defaultLearnSettings.shift),
  clipped: v.optional(v.picklist(clippings), defaultLearnSettings.clipped),
  optimizer: v.picklist(optimizerKinds),
  momentum: v.optional(belowOne, defaultLearnSettings.momentum),
  weightDecay: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), defaultLearnSettings.weightDecay),
  rate: v.variant('kind', [
    v.object({ kind: v.literal('fixed'), value: positive }),
    v.object({ kind: v.literal('share'), share: positive }),
  ]),
  iterations: whole(1, mostIterations),
  seed: whole(0, 2 ** 31),
  pace: v.picklist(paces),
})

export function constraintOf({ constraint, penalty }: LearnSettings): Constraint | null {
  switch (constraint) {
    case 'none':
      return null
    case 'sumOne':
      return { kind: 'sum', sum: 1 }
    case 'sumZero':
      return { kind: 'sum', sum: 0 }
    case 'symmetric':
      return { kind: 'symmetric', symmetries: ['horizontal', 'vertical'] }
    case 'separable':
      return { kind: 'separable' }
    case 'nonNegative':
      return { kind: 'non-negative' }
    case 'sparse':
      return { kind: 'sparse', penalty }
  }
}

export interface ResolvedRate {
  /** null while it is a share of a limit that is not known yet. */
  readonly value: number | null
  /** The rate above which this optimizer diverges; null when it has none, or it is not known yet. */
  readonly limit: number | null
}

/** The rate in numbers. `plainLimit` is 1/λ_max, gradient descent's own limit; null while the pair is not gathered. */
export function resolveRate(
  { rate, optimizer: kind, momentum, weightDecay }: LearnSettings,
  plainLimit: number | null,
): ResolvedRate {
  const known = plainLimit !== null && Number.isFinite(plainLimit)
  const steepest = { values: Float64Array.of(1 / (plainLimit ?? 1)) }
  const limit = known ? stableLearningRate(steepest, { kind, momentum, weightDecay }) : null
  if (rate.kind === 'fixed') return { value: rate.value, limit }
  const plain = plainRates[kind]
  if (plain !== undefined) return { value: plain, limit: null }
  // A black picture has no limit and no gradient: any rate will do.
  if (plainLimit === Infinity) return { value: 1, limit: null }
  return { value: limit === null ? null : shortened(rate.share * limit), limit }
}

/** The optimizer as the engine is asked for it; what it does not use is left out. */
export function optimizerOf(
  { optimizer: kind, momentum, weightDecay }: LearnSettings,
  rate: number,
): OptimizerSettings {
  return Object.freeze({
    kind,
    learningRate: rate,
    ...((kind === 'momentum' || kind === 'nesterov') && { momentum }),
    ...(weightDecay > 0 && { weightDecay }),
  })
}

/** Three digits, which a person can read and type again. */
function shortened(rate: number): number {
  return Number(rate.toPrecision(3))
}

/** How to learn: what comes back at the next start. */
export const useLearnSettingsStore = defineStore('learnSettings', () => {
  const stored = useSettingsStore()
  const kernels = useKernelStore()
  const settings = shallowRef<LearnSettings>(
    Object.freeze(stored.recall('learn', settingsSchema) ?? defaultLearnSettings),
  )

  const size = computed<readonly [R: number, S: number]>(() => {
    const [, , R, S] = kernels.kernel.shape
    return settings.value.size ?? [Math.min(R, mostLearnedRows), Math.min(S, mostLearnedRows)]
  })

  function change(part: Partial<LearnSettings>): void {
    settings.value = Object.freeze({ ...settings.value, ...part })
    stored.remember('learn', settings.value)
  }

  return { settings, size, change }
})
