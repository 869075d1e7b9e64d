import { LabError } from '../errors.ts'
import { completeValues, findGenerator, generators } from './generators.ts'
import type { Kernel } from './kernel.ts'
import { findPreset, presets } from './presets.ts'

/** d(a, b): the fewest insertions, deletions and replacements of one letter that turn a into b (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = previous[j] + (a[i] === b[j] ? 0 : 1)
      row.push(Math.min(replaced, previous[j + 1] + 1, row[j] + 1))
    }
    previous = row
  }
  return previous[b.length]
}

/**
 * At most five names that begin with the word, hold it, or differ from it by two letters or fewer; the nearest first.
 */
function nearNames(word: string): string[] {
  if (word.length === 0 || word.length > 40) return []
  return [...presets, ...generators]
    .map(({ id }) => ({ id, distance: id.includes(word) ? 0 : editDistance(word, id) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ id }) => id)
}

/**
 * The kernel that a name means: a preset (`sobel-x`), a generator (`gaussian`), or a generator with its first values
 * (`gaussian:7,1.5`, `gabor:21,4,45,10`), the others by default. Throws `not-found`, naming near matches, and
 * `bad-argument` for values that do not fit.
 */
export function parseKernelName(text: string): Kernel {
  const name = text.trim().toLowerCase()
  const preset = findPreset(name)
  if (preset) return preset.kernel
  const colon = name.indexOf(':')
  const id = colon < 0 ? name : name.slice(0, colon)
  const generator = findGenerator(id)
  if (!generator) {
    const near = nearNames(id)
    const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : ''
    throw new LabError('not-found', `no preset or generator is called “${id.slice(0, 40)}”${hint}`, { near })
  }
  const { parameters } = generator
  const given = colon < 0 ? [] : name.slice(colon + 1).split(',')
  if (given.length > parameters.length) {
    const wanted = parameters.map((parameter) => parameter.id).join(',')
    throw new LabError('bad-argument', `${id}:${wanted} takes ${parameters.length} values, got ${given.length}`)
  }
  // Number('') is 0, but an empty place is a slip, not a zero.
  const values = given.map((word) => (word.trim() === '' ? NaN : Number(word)))
  return generator.make(
    ...completeValues(generator, Object.fromEntries(values.map((value, i) => [parameters[i]?.id, value]))),
  )
}
