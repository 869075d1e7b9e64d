import { parseArgs, type ParseArgsConfig } from 'node:util'

/** Wrong usage, in contrast to a refused input: exit status 2 and a pointer to the command's help. */
export class UsageError extends Error {}

export type OptionSpec = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: true; readonly help: string }>
>

export interface ParsedArguments {
  readonly text: Readonly<Record<string, string | undefined>>
  readonly list: Readonly<Record<string, readonly string[] | undefined>>
  readonly flag: Readonly<Record<string, boolean | undefined>>
  readonly positionals: readonly string[]
}

/** Strict by intent: an option that does not exist is refused, never ignored. */
export function readArguments(argv: readonly string[], spec: OptionSpec): ParsedArguments {
  const options: ParseArgsConfig['options'] = {}
  for (const [name, { type, multiple }] of Object.entries(spec))
    options[name] = multiple ? { type, multiple } : { type }
  const { values, positionals } = parsed(joinNegativeNumbers(argv, spec), options)
  const text: Record<string, string | undefined> = {}
  const list: Record<string, readonly string[] | undefined> = {}
  const flag: Record<string, boolean | undefined> = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'boolean') flag[name] = value
    else if (Array.isArray(value)) list[name] = value.map(String)
    else if (typeof value === 'string') text[name] = value
  }
  return { text, list, flag, positionals }
}

function parsed(args: string[], options: ParseArgsConfig['options']) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error))
  }
}

/** `--kernel "-1 0 1"` and `--bias -0.5`: parseArgs takes a value that begins with a dash for another option. */
function joinNegativeNumbers(argv: readonly string[], spec: OptionSpec): string[] {
  const joined: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    const next = argv[i + 1]
    const takesValue = word.startsWith('--') && spec[word.slice(2)]?.type === 'string'
    if (takesValue && next !== undefined && /^-[\d.]/.test(next)) {
      joined.push(`${word}=${next}`)
      i++
    } else joined.push(word)
  }
  return joined
}

export function numberOption(args: ParsedArguments, name: string, fallback: number): number
export function numberOption(args: ParsedArguments, name: string): number | undefined
export function numberOption(args: ParsedArguments, name: string, fallback?: number): number | undefined {
  const text = args.text[name]
  if (text === undefined) return fallback
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${name} wants a number, got '${text}'`)
  return value
}

export function countOption(args: ParsedArguments, name: string, fallback: number, least = 1): number {
  const value = numberOption(args, name, fallback)
  if (!Number.isInteger(value) || value < least) {
    throw new UsageError(`--${name} wants a whole number from ${least} on, got '${args.text[name]}'`)
  }
  return value
}

/** `3` or `2,1`: both axes, or vertical and horizontal. */
export function axesOption(args: ParsedArguments, name: string): [number, number] | undefined {
  const text = args.text[name]
  if (text === undefined) return undefined
  const numbers = text.split(',').map(Number)
  const [vertical, horizontal = vertical] = numbers
  if (numbers.length > 2 || vertical === undefined || horizontal === undefined || !numbers.every(Number.isInteger)) {
    throw new UsageError(`--${name} wants N or V,H, got '${text}'`)
  }
  return [vertical, horizontal]
}

export function choiceOption<T extends string>(
  args: ParsedArguments,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const text = args.text[name] ?? fallback
  const choice = choices.find((candidate) => candidate === text)
  if (choice === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}; got '${text}'`)
  return choice
}

export function requiredOption(args: ParsedArguments, name: string): string {
  const text = args.text[name]
  if (text === undefined) throw new UsageError(`--${name} is missing`)
  return text
}

/** Exactly the named positional arguments, in order. */
export function positionalArguments(args: ParsedArguments, ...names: string[]): string[] {
  if (args.positionals.length !== names.length) {
    throw new UsageError(`wanted ${names.join(' ') || 'no argument'}, got ${args.positionals.join(' ') || 'nothing'}`)
  }
  return [...args.positionals]
}
