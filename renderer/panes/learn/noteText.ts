import { combinationText } from '../../../shared/learning/englishNote.ts'
import type { LearnNote, Tap, WeakCombination, WorstRegion } from '../../../shared/learning/learnTypes.ts'
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
    case 'weak-combination':
      return weakText(note, t, n)
    case 'slow':
      return t('learn.notes.slow', { iterations: n(Number(note.iterations.toPrecision(2))) })
    case 'unexplained':
      return t('learn.notes.unexplained', { percent: n(100 * note.share, 3) })
    case 'worst-regions':
      return t('learn.notes.worst-regions', {
        regions: note.regions.map((region) => regionText(region, t, n)).join(' '),
      })
    case 'shifted': {
      const shares = { percent: n(100 * note.share, 4), unshifted: n(100 * note.unshifted, 4) }
      const extents = counted(note.shift, t, n)
      return t(note.applied ? 'learn.notes.shift-taken' : 'learn.notes.shifted', { ...extents, ...shares })
    }
    case 'target-border': {
      const larger = note.rows < 0 || note.columns < 0
      const extents = counted([Math.abs(note.rows), Math.abs(note.columns)], t, n)
      return t(larger ? 'learn.notes.target-larger' : 'learn.notes.target-border', extents)
    }
    case 'constrained': {
      const shares = { percent: n(100 * note.share, 4), unconstrained: n(100 * note.unconstrained, 4) }
      return t('learn.notes.constrained', shares)
    }
    default:
      return t(`learn.notes.${note.id}`)
  }
}

/** '1 row', '2 columns'. */
function counted([rows, columns]: readonly [number, number], t: Text, n: FormatNumber) {
  return {
    rows: t('frame.counts.rows', { count: n(rows) }),
    columns: t('frame.counts.columns', { count: n(columns) }),
  }
}

function regionText({ row, column, height, width, share }: WorstRegion, t: Text, n: FormatNumber): string {
  const rows = `${row}–${row + height - 1}`
  const columns = `${column}–${column + width - 1}`
  return t('learn.notes.region', { rows, columns, percent: n(100 * share, 2) })
}

function weakText({ pattern, terms, count, unknowns, noiseGain }: WeakCombination, t: Text, n: FormatNumber): string {
  const taps = pattern === 'difference' ? terms.slice(0, 2).map(({ tap }) => tap) : []
  const combination = combinationText(terms, (tap) => tapList([tap], t))
  const what = t(`learn.weak.${pattern}`, { taps: tapList(taps, t), combination })
  const parts = [
    t(noiseGain === Infinity ? 'learn.weak.undetermined' : 'learn.weak.hardly', { what }),
    ...(noiseGain === Infinity ? [] : [t('learn.weak.gain', { gain: n(Number(noiseGain.toPrecision(2))) })]),
    ...(count > 1 ? [t('learn.weak.many', { count: n(count), unknowns: n(unknowns) })] : []),
  ]
  return parts.reduce((one, other) => t('learn.weak.both', { one, other }))
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
