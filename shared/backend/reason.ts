import type { BackendName } from './backend.ts'

/** Also `integer`, which computes on the samples of a photo and is no Backend (samples/photoBackend.ts). */
export type ComputingBackend = BackendName | 'integer'

export interface Estimate {
  readonly backend: BackendName
  /** Of one thread, by the cost model; Infinity where it could compute and would not pay. */
  readonly milliseconds: number
}

/** Chosen by time: among all, among those within their error bound, among those that keep whole numbers exact, or that round least where nobody waits. */
interface Weighed {
  readonly id: 'fastest' | 'bounded' | 'exact' | 'brief'
  /** The chosen one, then the others, the fastest first. */
  readonly estimates: readonly Estimate[]
}

/** Why this backend computes and no other: an id and numbers, for the terminal in English and for the window in its language. */
export type Reason =
  | { readonly id: 'asked' | 'supported' | 'noOtherExact' | 'whole' | 'box' | 'draft' }
  | { readonly id: 'declined'; readonly problem: string }
  | Weighed

const why: Readonly<Record<Weighed['id'], string>> = {
  fastest: 'the fastest',
  bounded: 'the fastest, within its error bound',
  exact: 'the fastest that keeps whole numbers exact',
  brief: 'the fastest that rounds least, and nobody waits for it',
}

export function englishReason(name: ComputingBackend, reason: Reason): string {
  switch (reason.id) {
    case 'asked':
      return `${name} was asked for`
    case 'supported':
      return `${name} is the fastest that supports this geometry`
    case 'declined':
      return `${name} computes: ${reason.problem}`
    case 'noOtherExact':
      return `${name} computes: the numbers are whole, and no other is exact`
    case 'whole':
      return `${name} adds the samples of 8 bits under whole weights, exactly`
    case 'box':
      return `${name} moves the sums of a box over the samples of 8 bits: the same time for every size`
    case 'draft':
      return `${name} sums the values of a draft one by one`
    default: {
      const [own, ...others] = reason.estimates.map(
        ({ backend, milliseconds }) => `${backend} ${inWords(milliseconds)}`,
      )
      const comparison = others.length > 0 ? `${own} against ${others.join(', ')}` : own
      return `${name} is ${why[reason.id]}: about ${comparison} on one thread`
    }
  }
}

function inWords(milliseconds: number): string {
  return milliseconds === Infinity ? 'does not pay' : `${roundedTime(milliseconds)} ms`
}

/** Two digits, or all before the point: an estimate has no more. */
export function roundedTime(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toPrecision(2) : milliseconds.toFixed(0)
}
