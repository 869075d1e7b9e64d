import type { OptionSpec, ParsedArguments } from './usage.ts'

/** What a command sees of the terminal; tests put their own in. */
export interface Terminal {
  /** A line for people or, with --json, the one object; goes to stdout. */
  readonly print: (text: string) => void
  /** Progress of long work, shown on stderr only when that is a terminal. */
  readonly progress: (label: string, done: number, total: number) => void
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

export interface CliCommand {
  readonly name: string
  /** `INPUT --kernel K --out FILE` */
  readonly synopsis: string
  readonly summary: string
  readonly options: OptionSpec
  readonly run: (args: ParsedArguments, terminal: Terminal) => Promise<void>
}
