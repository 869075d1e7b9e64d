import { watch } from 'vue'

/**
 * The first value of `probe` that is not null, now or when what it reads has changed. Rejects when `probe` throws or the signal
 * is aborted.
 */
export function waitFor<T>(probe: () => T | null, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const attempt = (): { readonly value: T | null } | { readonly thrown: unknown } => {
      try {
        return { value: probe() }
      } catch (thrown) {
        return { thrown }
      }
    }
    const abort = (): void => settle(() => reject(signal.reason))
    const settle = (finish: () => void): void => {
      watching.stop()
      signal.removeEventListener('abort', abort)
      finish()
    }
    const look = (outcome: ReturnType<typeof attempt>): void => {
      if ('thrown' in outcome) settle(() => reject(outcome.thrown))
      else if (outcome.value !== null) settle(() => resolve(outcome.value as T))
    }
    const watching = watch(attempt, look, { flush: 'sync' })
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    else look(attempt())
  })
}
