import type { en } from './en/index.ts'

/** The same keys with any text: what every language has to fill, or it does not compile. */
export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

type KeysOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}`
}[keyof T & string]

/** Every message by its path: 'preview.layout.split'. A wrong one does not compile. */
export type MessageKey = KeysOf<typeof en>
