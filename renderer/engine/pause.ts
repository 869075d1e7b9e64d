/** Resolves after so many milliseconds, or as soon as the signal is aborted: whoever waited looks at the signal next. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, signal.aborted ? 0 : milliseconds)
    signal.addEventListener('abort', wake, { once: true })
  })
}
