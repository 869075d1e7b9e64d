export interface OpenedFiles {
  /** A photo to show, by its path: kept until the page has started, shown at once from then on. */
  offer(filePath: string): void
  /** The page has started: what was offered before, if anything. Later offers go to `show`. */
  pageStarted(show: (filePath: string) => void): string | null
}

/** macOS may tell of a file before there is a window, and nobody listens before the page has started. */
export function createOpenedFiles(): OpenedFiles {
  let waiting: string | null = null
  let listener: ((filePath: string) => void) | null = null
  return {
    offer(filePath) {
      if (listener) listener(filePath)
      else waiting = filePath
    },
    pageStarted(show) {
      listener = show
      const first = waiting
      waiting = null
      return first
    },
  }
}
