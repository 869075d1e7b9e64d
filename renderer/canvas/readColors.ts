/**
 * Tokens as colors that a canvas understands: it knows neither variables nor light-dark(). Read again when the theme
 * changes.
 */
export function readColors<N extends `--${string}`>(element: HTMLElement, names: readonly N[]): Record<N, string> {
  const probe = document.createElement('span')
  element.append(probe)
  const colors = names.map((name) => {
    probe.style.color = `var(${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(colors) as Record<N, string>
}
