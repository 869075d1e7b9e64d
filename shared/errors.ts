/** What can be refused, and why. One word each; the message says what was wanted and what came. */
export type LabErrorCode =
  | 'bad-argument'
  | 'shape-mismatch'
  | 'bad-kernel'
  | 'unsupported-format'
  | 'broken-file'
  | 'too-large'
  | 'not-found'
  | 'already-exists'
  | 'cannot-write'
  | 'cannot-hold'
  | 'diverged'
  | 'singular'
  | 'unknown-image'
  | 'unknown-problem'
  | 'unknown-token'
  | 'refused-sender'
  | 'disconnected'
  | 'engine-failed'
  | 'internal'

export interface LabErrorRecord {
  readonly code: LabErrorCode
  readonly message: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/**
 * A refusal that a person can act on. It crosses process borders as its record, because structured clone keeps only the
 * message of a thrown Error, and contextBridge not even its class.
 */
export class LabError extends Error {
  readonly code: LabErrorCode
  readonly detail: Readonly<Record<string, unknown>> | undefined

  constructor(code: LabErrorCode, message: string, detail?: Readonly<Record<string, unknown>>) {
    super(message)
    this.name = 'LabError'
    this.code = code
    this.detail = detail
  }

  toRecord(): LabErrorRecord {
    return this.detail
      ? { code: this.code, message: this.message, detail: this.detail }
      : { code: this.code, message: this.message }
  }

  static from(record: LabErrorRecord): LabError {
    return new LabError(record.code, record.message, record.detail)
  }
}

/** Any thrown value as a record: what is no LabError is a bug of ours and says so by its code. */
export function errorRecord(thrown: unknown): LabErrorRecord {
  if (thrown instanceof LabError) return thrown.toRecord()
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) }
}

/** Cancelling is an outcome, not a failure: nothing of it is shown or logged. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError'
}
