import { useI18n } from 'vue-i18n'
import type { LabErrorRecord } from '../../shared/errors.ts'
import type { FileNote } from '../../shared/fileNote.ts'
import { refusalWords } from '../../shared/refusal.ts'
import type { RefusalWords } from '../../shared/refusal.ts'
import type { MessageKey } from './messages.ts'

/** A trillion: with all its digits it would be wider than its column, and no one would count them. */
function isVast(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) >= 1e12
}

function isOne(written: string): boolean {
  return written === '1' || written === '−1'
}

const formats = new Map<string, Intl.NumberFormat>()

/** One of each kind: making a formatter takes more than ten times as long as using it. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options)
  formats.set(key, known)
  return known
}

const plainTexts = new Map<string, string>()

/** vue-i18n's t, for keys that exist; numbers as this language writes them. */
export function useText() {
  const { t, locale } = useI18n({ useScope: 'global' })

  /** A message of two forms, 'one | many', takes that of its `count`, a number or one that is already written. */
  function text(key: MessageKey, named?: Readonly<Record<string, unknown>>): string {
    if (!named) return plain(key)
    const { count } = named
    // vue-i18n looks at numbers itself; told a form as well, it would write that in place of 0.
    return typeof count === 'string' ? t(key, named, isOne(count) ? 1 : 2) : t(key, named)
  }

  /** A message without values is put together once: a pane asks for dozens of them whenever one of its numbers changed. */
  function plain(key: MessageKey): string {
    const place = `${locale.value} ${key}`
    const known = plainTexts.get(place) ?? t(key)
    plainTexts.set(place, known)
    return known
  }

  /** What was wanted and what came: in this language where it has the words, else as the engine says it. */
  function refusal(record: Pick<LabErrorRecord, 'message' | 'detail'>): string {
    const words = refusalWords(record)
    if (!words) return record.message
    const said = told(words)
    const layer = record.detail?.['layer']
    return layer === undefined ? said : text('errors.ofLayer', { layer, said })
  }

  function told({ id, values, why }: RefusalWords): string {
    return text(`refusals.${id}`, why ? { ...values, why: told(why) } : values)
  }

  /** What a person should know about a file that was read or written. */
  function note({ id, values, why }: FileNote): string {
    return text(`fileNotes.${id}`, why ? { ...values, why: told(why) } : values)
  }

  /** Up to `digits` significant digits, with a true minus sign; exact whole numbers stay whole, as long as they can be read. */
  function number(value: number, digits = 4): string {
    const options = isVast(value)
      ? ({ notation: 'scientific', maximumSignificantDigits: digits } as const)
      : Number.isInteger(value)
        ? {}
        : { maximumSignificantDigits: digits }
    return numberFormat(locale.value, options).format(value).replaceAll('-', '−')
  }

  /** Three digits and a word or letter: 2.36T, 15.7M. What is below a thousand stays as it is. */
  function compact(value: number): string {
    const options = { notation: 'compact', maximumSignificantDigits: 3 } as const
    return value < 1000 ? number(value) : numberFormat(locale.value, options).format(value)
  }

  /** A share of 1; a little less than everything is never written as everything. */
  function percent(share: number): string {
    const floored = share < 1 ? Math.min(share, 0.999) : 1
    const format = { style: 'percent', maximumFractionDigits: 1 } as const
    return numberFormat(locale.value, format).format(floored)
  }

  /** Always as many decimals: columns of numbers that change while a person looks at them must not change width. */
  function fixed(value: number, decimals = 4): string {
    if (isVast(value)) return number(value)
    const kept = Math.abs(value) < 1000 ? decimals : 1
    const format = { minimumFractionDigits: kept, maximumFractionDigits: kept, signDisplay: 'negative' } as const
    return numberFormat(locale.value, format).format(value).replace('-', '−')
  }

  return { t: text, n: number, refusal, note, fixed, compact, percent, locale }
}
