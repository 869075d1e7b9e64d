import type { Preset } from './presets/preset.ts'
import { blurPresets } from './presets/blur.ts'
import { compassPresets } from './presets/compass.ts'
import { derivativePresets } from './presets/derivatives.ts'
import { edgePresets } from './presets/edges.ts'
import { embossPresets } from './presets/emboss.ts'
import { freiChenPresets } from './presets/freiChen.ts'
import { identityPresets, otherPresets } from './presets/other.ts'
import { sharpenPresets } from './presets/sharpen.ts'

export type { Preset, PresetFamily } from './presets/preset.ts'
export { presetFamilies } from './presets/preset.ts'

const all = [
  ...identityPresets,
  ...blurPresets,
  ...edgePresets,
  ...freiChenPresets,
  ...derivativePresets,
  ...compassPresets,
  ...sharpenPresets,
  ...embossPresets,
  ...otherPresets,
]

/** Union of every preset's id: a name or a test that forgets one does not compile. */
export type PresetId = (typeof all)[number]['id']

/** Every kernel with plain coefficients that the lab offers, in the order of the families. */
export const presets: readonly Preset<PresetId>[] = Object.freeze(all)

const byId: ReadonlyMap<string, Preset<PresetId>> = new Map(presets.map((preset) => [preset.id, preset]))

export function findPreset(id: string): Preset<PresetId> | undefined {
  return byId.get(id)
}
