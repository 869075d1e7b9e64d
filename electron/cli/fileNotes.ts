import { englishNotes, type FileNote } from '../../shared/fileNote.ts'

/** To stderr, a line each: what stdout holds can be piped as it is. */
export function tellNotes(notes: readonly FileNote[]): void {
  for (const note of englishNotes(notes)) process.stderr.write(`${note}\n`)
}
