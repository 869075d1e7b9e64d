import type { FileNote } from '../../shared/fileNote.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { errorRecord, isAbort } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import type { MessageKey } from '../locales/messages.ts'

/** Something a person should be told. Errors stay until they are dismissed; the rest goes by itself. */
export type Notice = { readonly id: number } & (
  | (LabErrorRecord & {
      readonly tone: 'error'
      /** What the lab was doing, when the code alone would not say. */
      readonly during: MessageKey | null
    })
  | {
      readonly tone: 'done' | 'warning'
      readonly text: MessageKey
      readonly named: Readonly<Record<string, string | number>>
      /** What comes with it: what a format could not keep. */
      readonly details: readonly FileNote[]
    }
)

const mostNotices = 4
const doneMs = 6000

export const useNoticeStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let lastId = 0

  function add(notice: Notice): void {
    notices.value = [...notices.value.slice(1 - mostNotices), Object.freeze(notice)]
  }

  /** Every error ends here; cancelling is none, and false. The same error again replaces itself instead of piling up. */
  function report(thrown: unknown, during: MessageKey | null = null): boolean {
    if (isAbort(thrown)) return false
    const error = errorRecord(thrown)
    const isSame = (notice: Notice): boolean =>
      notice.tone === 'error' && notice.code === error.code && notice.message === error.message
    notices.value = notices.value.filter((notice) => !isSame(notice))
    add({ id: ++lastId, tone: 'error', during, ...error })
    return true
  }

  /** For what is asked for again when the engine is back: its end has a notice of its own. True where it was reported: no answer will come. */
  function reportUnlessLost(thrown: unknown, during: MessageKey): boolean {
    return errorRecord(thrown).code !== 'disconnected' && report(thrown, during)
  }

  function tell(
    tone: 'done' | 'warning',
    text: MessageKey,
    named: Readonly<Record<string, string | number>> = {},
    details: readonly FileNote[] = [],
  ): void {
    const id = ++lastId
    add({ id, tone, text, named, details })
    if (tone === 'done' && details.length === 0) setTimeout(() => dismiss(id), doneMs)
  }

  /** Takes back what is no longer so: a text that was told, or the errors of something that went well since. */
  function withdraw(key: MessageKey): void {
    notices.value = notices.value.filter((notice) => (notice.tone === 'error' ? notice.during : notice.text) !== key)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Runs something that may be refused and reports the refusal; null then. */
  async function attempt<T>(work: () => Promise<T> | T, during: MessageKey | null = null): Promise<T | null> {
    try {
      return await work()
    } catch (thrown) {
      report(thrown, during)
      return null
    }
  }

  return { notices, report, reportUnlessLost, tell, withdraw, dismiss, attempt }
})
