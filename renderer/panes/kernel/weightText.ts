/** Without the noise of binary fractions: 0.1 + 0.2 is written 0.3. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(12)) || 0)
}

/**
 * Every weight in at most `characters`, all to the same decimals: as many as fit, up to four digits of the largest weight and no
 * fewer than two. null when they do not fit, for a number that is cut off lies. What is not 0 but rounds to it is written ≈0.
 */
export function weightTexts(weights: readonly number[], characters: number): string[] | null {
  if (characters < 1) return null
  const exact = weights.map(plainNumber)
  const fits = (texts: readonly string[]): boolean => texts.every((text) => text.length <= characters)
  if (fits(exact)) return exact.map(typographic)
  const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const fewest = Math.max(0, 1 - Math.floor(Math.log10(largest)))
  const roundings = [fewest + 2, fewest + 1, fewest].map((decimals) => weights.map((value) => rounded(value, decimals)))
  const fitting = [...roundings, ...roundings.map((texts) => texts.map(withoutZero))].find(fits)
  return fitting?.map(typographic) ?? null
}

/**
 * Weights that move while a person looks: all to the same decimals, which follow from the largest weight expected and not from
 * the weights, so that nothing changes its width. null when so many digits of the largest do not fit. What has left every
 * bound, as in a run that diverges, is written ≫.
 */
export function movingTexts(
  weights: readonly number[],
  largest: number,
  characters: number,
  digits = 2,
): string[] | null {
  // 0.99999 is about to become 1.000
  const order = largest > 0 ? Math.floor(Math.log10(Number(largest.toPrecision(3)))) : 0
  const whole = Math.max(1, order + 1)
  const fewest = Math.max(0, digits - 1 - order)
  const decimals = Math.min(4, characters - whole - 2)
  if (decimals < fewest) return null
  return weights.map((value) => {
    const text = (Number(value.toFixed(decimals)) || 0).toFixed(decimals)
    return typographic(text.length <= characters ? text : value > 0 ? '≫' : '-≫')
  })
}

function rounded(value: number, decimals: number): string {
  const text = String(Number(value.toFixed(decimals)) || 0)
  return text === '0' && value !== 0 ? '≈0' : text
}

/** 0.25 → .25 */
function withoutZero(text: string): string {
  return text.replace(/^(-?)0\./, '$1.')
}

function typographic(text: string): string {
  return text.replace('-', '−')
}
