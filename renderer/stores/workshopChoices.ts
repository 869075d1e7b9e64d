import * as v from 'valibot'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { borderModes, roundings } from '../../shared/maths/convolutionOptions.ts'
import type { Border, Rounding } from '../../shared/maths/convolutionOptions.ts'
import type { ChainLink } from './chain.ts'
import { inputKinds, lectureKernelRows, mostInputRows } from './workshopInputs.ts'
import type { InputKind, NumberGrid } from './workshopInputs.ts'

export type FourPads = readonly [top: number, left: number, bottom: number, right: number]

export const kernelChoices = ['own', 'editor'] as const

/** Everything that a person set in the workshop. */
export interface WorkshopChoices {
  readonly input: InputKind
  /** Of the ramp and of the photo's region; the other inputs have their own. */
  readonly rows: number
  readonly columns: number
  /** What a person typed; null before the first. */
  readonly numbers: NumberGrid | null
  readonly kernel: (typeof kernelChoices)[number]
  readonly own: { readonly rows: number; readonly columns: number; readonly weights: readonly number[] }
  readonly padding: 'valid' | 'same' | 'full' | FourPads
  readonly stride: readonly [vertical: number, horizontal: number]
  readonly dilation: readonly [vertical: number, horizontal: number]
  readonly border: Border
  readonly rounding: Rounding
  readonly chainStart: readonly [H: number, W: number]
  readonly chain: readonly ChainLink[]
}

/** The largest kernel that is drawn here, per side. */
export const mostKernelRows = 7
export const mostPad = 8
/** What has one value down and one across. */
export type Movement = 'stride' | 'dilation'
export const mostMovement: Readonly<Record<Movement, number>> = Object.freeze({ stride: 6, dilation: 4 })
/** The largest padded input that is drawn. */
export const mostPaddedRows = 32
export const mostChainStart = 4096
export const mostChainKernel = 31
export const mostLinks = 8

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const pair = (least: number, most: number) => v.pipe(v.tuple([whole(least, most), whole(least, most)]), v.readonly())
const pad = whole(0, mostPaddedRows)
const finite = v.pipe(v.number(), v.finite())

const numbersSchema = v.pipe(
  v.object({ rows: whole(1, mostInputRows), columns: whole(1, mostInputRows), values: v.array(finite) }),
  v.check(({ rows, columns, values }) => values.length === rows * columns),
)

const linkSchema: v.GenericSchema<unknown, ChainLink> = v.object({
  kernel: whole(1, mostChainKernel),
  stride: whole(1, mostChainKernel),
  padding: whole(0, mostChainKernel),
  dilation: whole(1, mostChainKernel),
})

export const workshopSchema: v.GenericSchema<unknown, WorkshopChoices> = v.object({
  input: v.picklist(inputKinds),
  rows: whole(1, mostInputRows),
  columns: whole(1, mostInputRows),
  numbers: v.optional(v.nullable(numbersSchema), null),
  kernel: v.picklist(kernelChoices),
  own: v.pipe(
    v.object({ rows: whole(1, mostKernelRows), columns: whole(1, mostKernelRows), weights: v.array(finite) }),
    v.check(({ rows, columns, weights }) => weights.length === rows * columns),
  ),
  padding: v.union([v.picklist(['valid', 'same', 'full']), v.pipe(v.tuple([pad, pad, pad, pad]), v.readonly())]),
  stride: pair(1, mostMovement.stride),
  dilation: pair(1, mostMovement.dilation),
  border: v.object({ mode: v.picklist(borderModes), value: finite }),
  rounding: v.picklist(roundings),
  chainStart: pair(1, mostChainStart),
  chain: v.pipe(v.array(linkSchema), v.minLength(1), v.maxLength(mostLinks)),
})

/** The most common convolution of all; without padding, so that its shrinking is seen. */
const plainLink: ChainLink = Object.freeze({ kernel: 3, stride: 1, padding: 0, dilation: 1 })

export const defaultWorkshop: WorkshopChoices = Object.freeze({
  input: 'lectureSmall',
  rows: 8,
  columns: 8,
  numbers: null,
  kernel: 'own',
  own: Object.freeze({ rows: 3, columns: 3, weights: lectureKernelRows.flat() }),
  padding: 'valid',
  stride: Object.freeze([1, 1] as const),
  dilation: Object.freeze([1, 1] as const),
  border: Object.freeze({ mode: 'zeros', value: 0 } as const),
  rounding: 'floor',
  chainStart: Object.freeze([32, 32] as const),
  chain: Object.freeze([plainLink, plainLink, plainLink]),
})

/** As a kernel, so that the kernel's own transforms can be used on it. */
export function ownKernelOf({ rows, columns, weights }: WorkshopChoices['own']): Kernel {
  return kernelFromRows(Array.from({ length: rows }, (_, r) => weights.slice(r * columns, (r + 1) * columns)))
}
