import { createKernel } from '../kernel.ts'
import { rotateRing } from '../rotateRing.ts'
import type { Preset, PresetFamily } from './preset.ts'
import { preset } from './preset.ts'
import type { Source } from './sources.ts'
import { source } from './sources.ts'

/** Clockwise, as the ring turns: the side where the largest weights lie, toward which the picture grows brighter. */
export const compassDirections = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type CompassDirection = (typeof compassDirections)[number]

/** The eight kernels of a compass family, turned by 45° steps from the one that looks north. */
export function compass<const Name extends string>(
  name: Name,
  family: PresetFamily,
  north: string,
  from: Source,
): Preset<`${Name}-${CompassDirection}`>[] {
  const { kernel } = preset(name, family, north, from)
  return compassDirections.map((direction, eighths) => {
    const id = `${name}-${direction}` as const
    const turned = createKernel({ ...rotateRing(kernel, eighths), name: id })
    return Object.freeze({ id, family, kernel: turned, source: from })
  })
}

export const compassPresets = [
  ...compass('kirsch', 'compass', '5 5 5; -3 0 -3; -3 -3 -3', source('Kirsch 1971; FFmpeg kirsch', 'kirsch')),
  ...compass('robinson', 'compass', '1 2 1; 0 0 0; -1 -2 -1', source('Robinson 1977', 'robinson')),
  ...compass(
    'prewitt-compass',
    'compass',
    '1 1 1; 1 -2 1; -1 -1 -1',
    source('Prewitt; ImageMagick Compass', 'imageMagick'),
  ),
]
