import { LabError } from './errors.ts'

/** A document and the words for the change that made it. */
export interface HistoryEntry<T> {
  readonly document: T
  readonly label: string
}

/**
 * Undo and redo by snapshots: documents are frozen and kept by reference, so an entry costs a pointer. A history is
 * a value itself; every verb returns a new one, or the same one where there is nothing to do.
 */
export interface History<T> {
  /** Oldest first; at most `capacity` entries. */
  readonly past: readonly HistoryEntry<T>[]
  readonly present: HistoryEntry<T>
  /** Next first. */
  readonly future: readonly HistoryEntry<T>[]
  readonly capacity: number
}

export function createHistory<T>(document: T, capacity = 200): History<T> {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new LabError('bad-argument', `a history keeps a whole number of steps, at least 1, got ${capacity}`)
  }
  return Object.freeze({ past: [], present: Object.freeze({ document, label: '' }), future: [], capacity })
}

/** A step of its own: what was undone is forgotten, and the oldest step too once there are more than `capacity`. */
export function commit<T>(history: History<T>, document: T, label: string): History<T> {
  if (document === history.present.document) return history
  const past = [...history.past, history.present].slice(-history.capacity)
  return Object.freeze({ ...history, past, present: Object.freeze({ document, label }), future: [] })
}

/**
 * The rest of a gesture: the first change of a drag commits, the following ones amend, so that one undo takes all
 * back.
 */
export function amend<T>(history: History<T>, document: T): History<T> {
  if (document === history.present.document) return history
  const present = Object.freeze({ document, label: history.present.label })
  return Object.freeze({ ...history, present, future: [] })
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1)
  if (!previous) return history
  const future = [history.present, ...history.future]
  return Object.freeze({ ...history, past: history.past.slice(0, -1), present: previous, future })
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (!next) return history
  return Object.freeze({ ...history, past: [...history.past, history.present], present: next, future })
}

/** A cancelled gesture: back to where it started, and nothing to redo. */
export function revert<T>(history: History<T>): History<T> {
  const undone = undo(history)
  return undone === history ? history : Object.freeze({ ...undone, future: [] })
}

/** The label of what undo would take back; undefined when there is nothing. */
export function undoLabel<T>(history: History<T>): string | undefined {
  return history.past.length > 0 ? history.present.label : undefined
}

/** The label of what redo would bring again; undefined when there is nothing. */
export function redoLabel<T>(history: History<T>): string | undefined {
  return history.future[0]?.label
}
