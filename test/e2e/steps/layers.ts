// The layers room, as a person uses it.
import { expect } from '@playwright/test'
import type { Launched } from '../launch.ts'

/** In the list, by its number; the input is called so. */
export function layer({ page }: Launched, number: number) {
  return page.getByRole('listbox', { name: 'Layers' }).getByRole('option', { name: new RegExp(`^Layer ${number} `) })
}

export function chosenLayer({ page }: Launched) {
  return page.getByRole('listbox', { name: 'Layers' }).getByRole('option', { selected: true })
}

/** A map of the wall, once it is computed. */
export function thumb({ page }: Launched, number: number, map: number) {
  return page.getByRole('button', { name: new RegExp(`^Map ${map} of layer ${number}, values from`) })
}

export function stage({ page }: Launched, picture: 'photo' | 'map') {
  return page.getByRole('group', { name: picture === 'photo' ? /^Photo with the receptive field/ : /^Enlarged/ })
}

/** All maps of a layer are there, and one of them is enlarged. */
export async function mapsAreShown(lab: Launched, number: number, maps: number): Promise<void> {
  await expect(
    lab.page.getByRole('button', { name: new RegExp(`^Map \\d+ of layer ${number}, values from`) }),
  ).toHaveCount(maps)
  await expect(lab.page.getByRole('img', { name: new RegExp(`of layer ${number}, .*, values from`) })).toBeVisible()
}
