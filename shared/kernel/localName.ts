/** What a thing is called in each of the lab's languages. */
export interface LocalName {
  readonly en: string
  readonly zh: string
}
