import type { useText } from '../../locales/useText.ts'

type Text = ReturnType<typeof useText>['t']

/** A parameter by its place: w[row,column], with output and input channel where there are several; then the biases. */
export function parameterName([K, C, R, S]: readonly number[], parameter: number, t: Text): string {
  const weights = K * C * R * S
  if (parameter >= weights) return K > 1 ? `${t('learn.taps.bias')} ${parameter - weights}` : t('learn.taps.bias')
  const [row, column] = [Math.floor(parameter / S) % R, parameter % S]
  const slice = Math.floor(parameter / (R * S))
  const channels = K * C > 1 ? `${Math.floor(slice / C)},${slice % C},` : ''
  return `w[${channels}${row},${column}]`
}
