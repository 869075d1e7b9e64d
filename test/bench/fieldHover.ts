import type { Launched } from '../e2e/launch.ts'
import { select } from '../e2e/steps/commands.ts'
import { mapsAreShown, stage } from '../e2e/steps/layers.ts'
import { boxOf, timeMoves } from './hover.ts'
import type { MoveTimes } from './hover.ts'

export interface FieldRow extends MoveTimes {
  readonly network: string
  readonly layer: number
}

/** Presets of the room, each at its last layer, with as many maps there: a field of 3×3, and one of 6×6 beyond a pooling. */
const looks = [
  { network: 'Eight edges', layer: 0, maps: 8 },
  { network: 'VGG-like block', layer: 4, maps: 16 },
] as const

/** From a move over an enlarged map to what its value sees of the photo: the field framed, the gradient as heat, both in words. */
export async function benchField(lab: Launched): Promise<readonly FieldRow[]> {
  await lab.page.keyboard.press('Alt+6')
  const rows: FieldRow[] = []
  for (const { network, layer, maps } of looks) {
    await select(lab, 'Network', network)
    await mapsAreShown(lab, layer, maps)
    const over = await boxOf(stage(lab, 'map'))
    rows.push({ network, layer, ...(await timeMoves(lab.page, over, '[data-testid=map-value]')) })
    console.log(network, JSON.stringify(rows.at(-1)))
  }
  return rows
}
