import { momentsError } from './moments.ts'
import type { LearnNote, Tap } from './learnTypes.ts'
import type { Moments } from './moments.ts'

/**
 * Why weights are undetermined, where single weights can be named for it: those that see nothing (Σ z_a² = 0), and groups that
 * always see the same, Σ (z_a − z_b)² = A[a,a] − 2·A[a,b] + A[b,b] = 0; both up to the rounding of the sums.
 */
export function tapNotes(moments: Moments): LearnNote[] {
  const { size: n, A, geometry: g } = moments
  const weights = g.C * g.R * g.S
  const energy = Float64Array.from({ length: n }, (_, a) => A[a * n + a])
  const rounding = 4 * momentsError(moments)
  const brightest = energy.reduce((most, value) => Math.max(most, value))
  const seeing = Array.from({ length: n }, (_, a) => a).filter((a) => energy[a] > rounding * brightest)
  if (!seeing.some((a) => a < weights)) return [{ id: 'black' }]

  const alike = (a: number, b: number) => energy[a] - 2 * A[a * n + b] + energy[b] <= rounding * (energy[a] + energy[b])
  const groups: number[][] = []
  for (const a of seeing) {
    const group = groups.find(([first]) => alike(first, a))
    if (group) group.push(a)
    else groups.push([a])
  }
  const notes: LearnNote[] = []
  const flat = groups.some((group) => group.filter((a) => a < weights).length === weights && weights > 1)
  if (flat) notes.push({ id: 'flat' })
  else {
    for (const group of groups) {
      if (group.length > 1) notes.push({ id: 'equal-taps', taps: group.map((a) => tapAt(moments, a)) })
    }
  }
  const unseen = Array.from({ length: weights }, (_, a) => a).filter((a) => !seeing.includes(a))
  if (unseen.length) notes.push({ id: 'unseen-taps', taps: unseen.map((a) => tapAt(moments, a)) })
  return notes
}

/** The weight (c,r,s) whose input is z_a. */
export function tapAt({ geometry: { C, R, S } }: Moments, a: number): Tap {
  if (a >= C * R * S) return 'bias'
  return { channel: Math.floor(a / (R * S)), row: Math.floor(a / S) % R, column: a % S }
}
