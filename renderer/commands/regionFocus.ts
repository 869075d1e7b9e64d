const focusable = 'button, input, select, textarea, summary, [tabindex="0"]'

/**
 * As F6 does everywhere on the desktop: the focus goes to the next region of the window (elements with `data-region`, in
 * the order of the page), round in a circle.
 */
export function moveToRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  const current = regions.findIndex((region) => region.contains(document.activeElement))
  const from = current < 0 && step < 0 ? 0 : current
  for (let k = 1; k <= regions.length; k++) {
    const region = regions[(from + step * k + regions.length) % regions.length]
    const target = [...region.querySelectorAll<HTMLElement>(focusable)].find(takesFocus)
    if (target) return target.focus()
  }
}

/** Neither switched off, nor hidden, nor stepped over by Tab. */
function takesFocus(element: HTMLElement): boolean {
  return !element.matches(':disabled, [tabindex="-1"]') && element.checkVisibility()
}
