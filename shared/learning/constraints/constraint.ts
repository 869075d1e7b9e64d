import { LabError } from '../../errors.ts'
import { refusal } from '../../refusal.ts'
import { symmetryNames } from '../learnTypes.ts'
import type { Constraint, SymmetryName } from '../learnTypes.ts'
import type { Geometry } from '../../maths/geometry.ts'

const forms = 'sum:S, zero-sum, symmetric[:NAME+NAME…], separable, non-negative, sparse:L'

/**
 * 'sum:1' | 'zero-sum' | 'symmetric:horizontal+vertical' | 'separable' | 'non-negative' | 'sparse:0.001'; 'symmetric' alone is mirrored
 * both ways. Throws `bad-argument`.
 */
export function parseConstraint(text: string): Constraint {
  const [name, ...rest] = text.trim().split(':')
  const value = rest.join(':').trim()
  switch (name) {
    case 'sum':
      return { kind: 'sum', sum: finite(text, value) }
    case 'sparse':
      return checkPenalty({ kind: 'sparse', penalty: finite(text, value) })
    case 'symmetric':
      return { kind: 'symmetric', symmetries: value ? value.split('+').map(symmetryName) : ['horizontal', 'vertical'] }
    case 'zero-sum':
      if (!value) return { kind: 'sum', sum: 0 }
      break
    case 'separable':
    case 'non-negative':
      if (!value) return { kind: name }
  }
  throw new LabError('bad-argument', `a constraint is one of ${forms}; got '${text}'`)
}

function finite(text: string, value: string): number {
  const number = Number(value)
  if (value !== '' && Number.isFinite(number)) return number
  throw new LabError('bad-argument', `'${text}' wants a number behind its colon`)
}

function symmetryName(text: string): SymmetryName {
  const name = symmetryNames.find((candidate) => candidate === text.trim())
  if (name) return name
  throw new LabError('bad-argument', `a symmetry is one of ${symmetryNames.join(', ')}; got '${text}'`)
}

function checkPenalty(constraint: Extract<Constraint, { kind: 'sparse' }>): Constraint {
  if (constraint.penalty >= 0) return constraint
  throw refusal('bad-argument', 'penaltyFromZero', { penalty: constraint.penalty })
}

/** Refuses with `bad-argument` what a kernel of R×S cannot be held to. */
export function checkConstraint(constraint: Constraint, { R, S }: Pick<Geometry, 'R' | 'S'>): void {
  if (constraint.kind === 'sparse') checkPenalty(constraint)
  if (constraint.kind === 'sum' && !Number.isFinite(constraint.sum)) {
    throw refusal('bad-argument', 'finiteSum', { sum: constraint.sum })
  }
  if (constraint.kind !== 'symmetric' || R === S) return
  const square = constraint.symmetries.find((name) => name === 'transpose' || name === 'quarterTurn')
  if (square) throw refusal('bad-argument', 'squareSymmetry', { symmetry: square, R, S })
}

const mirrors: Readonly<
  Record<SymmetryName, (r: number, s: number, R: number, S: number) => readonly [number, number]>
> = {
  horizontal: (r, s, _, S) => [r, S - 1 - s],
  vertical: (r, s, R) => [R - 1 - r, s],
  point: (r, s, R, S) => [R - 1 - r, S - 1 - s],
  transpose: (r, s) => [s, r],
  quarterTurn: (r, s, R) => [R - 1 - s, r],
}

/** The taps r·S+s of an R×S slice in groups of equal weights, under all the symmetries together. */
export function orbits(symmetries: readonly SymmetryName[], R: number, S: number): readonly (readonly number[])[] {
  const groups: number[][] = []
  const placed = new Set<number>()
  for (let first = 0; first < R * S; first++) {
    if (placed.has(first)) continue
    const group = [first]
    placed.add(first)
    for (const tap of group) {
      for (const name of symmetries) {
        const [r, s] = mirrors[name](Math.floor(tap / S), tap % S, R, S)
        if (placed.has(r * S + s)) continue
        placed.add(r * S + s)
        group.push(r * S + s)
      }
    }
    groups.push(group)
  }
  return groups
}
