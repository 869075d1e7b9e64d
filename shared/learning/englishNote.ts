import type { LearnNote, Tap, WeakCombination, WorstRegion } from './learnTypes.ts'

/** A note for the terminal. The window says the same in its language, from the same id and numbers. */
export function englishNote(note: LearnNote): string {
  switch (note.id) {
    case 'black':
      return 'The picture is 0 wherever the kernel looks: nothing can be learned from it.'
    case 'flat':
      return 'Every weight sees the same values (a flat picture): only the sum of the weights is determined.'
    case 'too-few-samples':
      return `The pair gives ${note.samples} equations for ${note.unknowns} unknowns: a larger picture is wanted.`
    case 'undetermined':
      return (
        `${note.count} of ${note.unknowns} independent combinations of weights ` +
        `${note.count === 1 ? 'changes' : 'change'} nothing on this pair: ` +
        'the kernel shown is the smallest of many that fit equally well.'
      )
    case 'equal-taps':
      return `The picture repeats itself: ${inEnglish(note.taps)} always see the same values, only their sum is determined.`
    case 'unseen-taps':
      return `Undetermined, for the picture is 0 wherever they look: ${inEnglish(note.taps)}.`
    case 'ill-conditioned':
      return (
        `The condition number is ${note.conditionNumber.toPrecision(2)}: noise or rounding of the target comes back much ` +
        'enlarged in some combination of weights. A sharper photo or a ridge helps.'
      )
    case 'weak-combination':
      return weakInEnglish(note)
    case 'slow':
      return (
        `Plain gradient descent at half the stable learning rate needs about ${note.iterations} iterations to bring every ` +
        'combination of weights 1000 times nearer to the exact answer.'
      )
    case 'unexplained':
      return `The best kernel of this size explains ${(100 * note.share).toFixed(1)} % of the target's variance.`
    case 'worst-regions':
      return `Most of what is left lies at ${note.regions.map(regionInEnglish).join(', ')}.`
    case 'shifted': {
      const shares = `${percent(note.share)} of its variance are explained then, ${percent(note.unshifted)} otherwise`
      const place = `The target lies ${extents(...note.shift)} off the photo`
      return note.applied ? `${place}, which was taken into account: ${shares}.` : `${place}: ${shares}.`
    }
    case 'target-border':
      return note.rows < 0 || note.columns < 0
        ? `The target has ${extents(-note.rows, -note.columns)} more than the photo: taken as the border that a full convolution adds.`
        : `The target has ${extents(note.rows, note.columns)} less than the photo: taken as the border that a valid convolution leaves out.`
    case 'constrained':
      return `With the constraint ${percent(note.share)} of the variance are explained, without ${percent(note.unconstrained)}.`
    case 'unsettled':
      return 'The answer under the constraint did not come to rest: the kernel shown is the best that was found.'
  }
}

function extents(rows: number, columns: number): string {
  return `${counted(rows, 'row')} and ${counted(columns, 'column')}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${Math.abs(count) === 1 ? '' : 's'}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

function weakInEnglish({ pattern, terms, count, unknowns, noiseGain }: WeakCombination): string {
  const known = noiseGain === Infinity ? 'Undetermined' : 'Hardly determined'
  const gain =
    noiseGain === Infinity
      ? ''
      : ` Noise of the target moves it ${Number(noiseGain.toPrecision(2))} times as far as the best determined one.`
  const many = count > 1 ? ` ${count} of ${unknowns} combinations are as weak.` : ''
  return `${known}: ${weakWhat(pattern, terms)}.${gain}${many}`
}

function weakWhat(pattern: WeakCombination['pattern'], terms: WeakCombination['terms']): string {
  switch (pattern) {
    case 'checkerboard':
      return 'neighboring weights that alternate in sign like a checkerboard, for the picture lacks the finest detail (it is blurred)'
    case 'rows':
      return 'rows of weights that alternate in sign, for the picture hardly changes from row to row (it is blurred downward)'
    case 'columns':
      return 'columns of weights that alternate in sign, for the picture hardly changes from column to column (it is blurred sideways)'
    case 'difference':
      return `the difference of ${inEnglish(terms.slice(0, 2).map(({ tap }) => tap))}, for both see almost the same values`
    case 'bias':
      return 'the bias against the sum of the weights, for the picture has hardly any contrast'
    case 'other':
      return `the combination ${combinationText(terms, (tap) =>
        tap === 'bias'
          ? 'bias'
          : tapInEnglish(
              tap,
              terms.map((term) => term.tap),
            ),
      )}`
  }
}

/** '+0.71 w(0,1) −0.71 w(2,1) …' */
export function combinationText(terms: WeakCombination['terms'], name: (tap: Tap) => string): string {
  const parts = terms.map(({ tap, coefficient }) => {
    const sign = coefficient < 0 ? '−' : '+'
    return `${sign}${Math.abs(coefficient).toFixed(2)}·${name(tap)}`
  })
  return `${parts.join(' ')} …`
}

/** 'rows 0–63, columns 64–127 (41 %)' */
function regionInEnglish({ row, column, height, width, share }: WorstRegion): string {
  const columns = `columns ${column}–${column + width - 1}`
  return `rows ${row}–${row + height - 1}, ${columns} (${(100 * share).toFixed(0)} % of the squared error)`
}

/** Weights that are listed one by one; of a 31×31 kernel on a small photo hundreds can be meant. */
const mostTaps = 12

/** 'the weights (0,1), (0,3) and the bias'; the channel is named where there is more than one. */
function inEnglish(taps: readonly Tap[]): string {
  const places = taps.filter((tap) => tap !== 'bias')
  const named = places.slice(0, mostTaps).map((tap) => tapInEnglish(tap, places))
  if (places.length > mostTaps) named.push(`and ${places.length - mostTaps} more`)
  const weights = `the weight${places.length === 1 ? '' : 's'} ${named.join(', ')}`
  return places.length < taps.length ? `${weights} and the bias` : weights
}

function tapInEnglish({ channel, row, column }: Exclude<Tap, 'bias'>, among: readonly Tap[]): string {
  const channels = among.some((tap) => tap !== 'bias' && tap.channel > 0)
  return channels ? `(${channel},${row},${column})` : `(${row},${column})`
}
