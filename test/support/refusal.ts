import type { LabError } from '../../shared/errors.ts'

/** What a call is refused with. */
export function refusal(make: () => unknown): LabError {
  try {
    make()
  } catch (thrown) {
    return thrown as LabError
  }
  throw new Error('it was not refused')
}
