export type Values = Readonly<Record<string, string | number>>

/** What a text has in braces: 'stride' | 'rest' of 'stride {stride} leaves {rest}'. */
type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** For a text with braces exactly the values that it names, for one without none: the last arguments of a call. */
export type ValuesOf<T extends string> = [NamesIn<T>] extends [never]
  ? []
  : [values: Readonly<Record<NamesIn<T>, string | number>>]

export function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}
