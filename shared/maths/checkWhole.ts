import { LabError } from '../errors.ts'

/** The value itself if it is a whole number from `least`; throws `bad-argument` otherwise. */
export function checkWhole(name: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new LabError('bad-argument', `${name} wants whole numbers from ${least}, got ${value}`)
  }
  return value
}
