import { errorRecord } from '../../../shared/errors.ts'
import { refusalWords } from '../../../shared/refusal.ts'
import type { BadFile } from '../../../shared/rpc/dataSetContract.ts'

/** A file of many that was left out, and why. */
export function badFile(file: string, thrown: unknown): BadFile {
  const record = errorRecord(thrown)
  return { file, reason: record.message, words: refusalWords(record) }
}
