import type { LearnNote, Tap, WorstRegion } from './learnTypes.ts'

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
        `${note.count} of ${note.unknowns} independent combinations of weights change nothing on this pair: ` +
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
      const place = `The target lies ${note.shift[0]} rows and ${note.shift[1]} columns off the photo`
      return note.applied ? `${place}, which was taken into account: ${shares}.` : `${place}: ${shares}.`
    }
    case 'target-border':
      return (
        `The target has ${note.rows} rows and ${note.columns} columns less than the photo: taken as the border that a ` +
        'valid convolution leaves out.'
      )
    case 'constrained':
      return `With the constraint ${percent(note.share)} of the variance are explained, without ${percent(note.unconstrained)}.`
    case 'unsettled':
      return 'The answer under the constraint did not come to rest: the kernel shown is the best that was found.'
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

/** 'rows 0–63, columns 64–127 (41 %)' */
function regionInEnglish({ row, column, height, width, share }: WorstRegion): string {
  const columns = `columns ${column}–${column + width - 1}`
  return `rows ${row}–${row + height - 1}, ${columns} (${(100 * share).toFixed(0)} % of the squared error)`
}

/** 'the weights (0,1), (0,3) and the bias'; the channel is named where there is more than one. */
function inEnglish(taps: readonly Tap[]): string {
  const places = taps.filter((tap) => tap !== 'bias')
  const channels = places.some(({ channel }) => channel > 0)
  const named = places.map(({ channel, row, column }) =>
    channels ? `(${channel},${row},${column})` : `(${row},${column})`,
  )
  const weights = `the weight${named.length === 1 ? '' : 's'} ${named.join(', ')}`
  return places.length < taps.length ? `${weights} and the bias` : weights
}
