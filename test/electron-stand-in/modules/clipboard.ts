// clipboard: the main process' own, which pages do not see. The promise-based API of Electron 44 and later.
import { modelled, refuse } from '../unmodelled.ts'

type Content = string | Blob | Promise<string | Blob>

export class ClipboardItem {
  #items: Record<string, Content>
  constructor(items: Record<string, Content>) {
    this.#items = items
  }
  get types(): string[] {
    return Object.keys(this.#items)
  }
  async getType(type: string): Promise<Blob> {
    if (!(type in this.#items)) throw new Error(`The type '${type}' was not found`)
    const content = await this.#items[type]
    return typeof content === 'string' ? new Blob([content], { type }) : content
  }
}

let board: ClipboardItem[] = []

export const clipboard = modelled('clipboard', {
  async read() {
    return board
  },
  async write(items: ClipboardItem[]) {
    board = [...items]
  },
  async readText() {
    const item = board.find(({ types }) => types.includes('text/plain'))
    return item ? (await item.getType('text/plain')).text() : ''
  },
  async writeText(text: string) {
    board = [new ClipboardItem({ 'text/plain': text })]
  },
  async has(type: string) {
    return board.some(({ types }) => types.includes(type))
  },
  clear() {
    board = []
  },
  get selection() {
    return refuse('clipboard.selection')
  },
})
