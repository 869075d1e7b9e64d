import type { LearnNote, Tap } from '../../../shared/learning/learnTypes.ts'
import type { useText } from '../../locales/useText.ts'

type Text = ReturnType<typeof useText>['t']
type FormatNumber = ReturnType<typeof useText>['n']

const mostTaps = 12

/** A finding about a pair in the language of the window; rows and columns counted from 0, as in the formulas. */
export function noteText(note: LearnNote, t: Text, n: FormatNumber): string {
  switch (note.id) {
    case 'too-few-samples':
      return t('learn.notes.too-few-samples', { samples: n(note.samples), unknowns: n(note.unknowns) })
    case 'undetermined':
      return t('learn.notes.undetermined', { count: n(note.count), unknowns: n(note.unknowns) })
    case 'equal-taps':
    case 'unseen-taps':
      return t(`learn.notes.${note.id}`, { taps: tapList(note.taps, t) })
    case 'ill-conditioned':
      return t('learn.notes.ill-conditioned', { conditionNumber: note.conditionNumber.toPrecision(2) })
    case 'slow':
      return t('learn.notes.slow', { iterations: n(Number(note.iterations.toPrecision(2))) })
    case 'unexplained':
      return t('learn.notes.unexplained', { percent: n(100 * note.share, 3) })
    default:
      return t(`learn.notes.${note.id}`)
  }
}

function tapList(taps: readonly Tap[], t: Text): string {
  const channels = taps.some((tap) => tap !== 'bias' && tap.channel > 0)
  const named = taps.slice(0, mostTaps).map((tap) => {
    if (tap === 'bias') return t('learn.taps.bias')
    return t(channels ? 'learn.taps.channelWeight' : 'learn.taps.weight', { ...tap })
  })
  if (taps.length > mostTaps) named.push(t('learn.taps.more', { count: taps.length - mostTaps }))
  return named.join(' ')
}
