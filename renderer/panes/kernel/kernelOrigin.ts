import { completeValues, findGenerator } from '../../../shared/kernel/generators.ts'
import type { Generator, GeneratorId } from '../../../shared/kernel/generators.ts'
import type { Kernel } from '../../../shared/kernel/kernel.ts'
import { findPreset } from '../../../shared/kernel/presets.ts'
import type { Preset, PresetId } from '../../../shared/kernel/presets.ts'

/** Where a kernel comes from, by its name, and whether it is still what came from there. */
export type KernelOrigin =
  | { readonly kind: 'preset'; readonly preset: Preset<PresetId>; readonly edited: boolean }
  | {
      readonly kind: 'generator'
      readonly generator: Generator<GeneratorId>
      readonly values: readonly number[]
      readonly edited: boolean
    }
  | { readonly kind: 'learned' | 'exact' }
  | { readonly kind: 'named'; readonly name: string }

/** A generator's kernel is named by its call, `gaussian:5,1.1`: undo and redo of it move the sliders, too. */
export function kernelOrigin(kernel: Kernel): KernelOrigin {
  const { name } = kernel
  const preset = findPreset(name)
  if (preset) return { kind: 'preset', preset, edited: !sameKernel(kernel, preset.kernel) }
  const call = generatorCall(name)
  if (call) {
    const made = call.generator.make(...call.values)
    return { kind: 'generator', ...call, edited: !sameWeights(kernel, made) }
  }
  if (name === 'learned' || name === 'exact') return { kind: name }
  return { kind: 'named', name }
}

/** Only the full call, as the generators write it; a file may be called gaussian for its own reasons. */
function generatorCall(name: string): { generator: Generator<GeneratorId>; values: readonly number[] } | null {
  const [id, list] = name.split(':')
  const generator = findGenerator(id)
  if (!generator || list === undefined) return null
  const numbers = list.split(',').map(Number)
  if (numbers.length !== generator.parameters.length) return null
  try {
    const given = Object.fromEntries(generator.parameters.map((parameter, i) => [parameter.id, numbers[i]]))
    return { generator, values: completeValues(generator, given) }
  } catch {
    return null // a name that only looks like a call
  }
}

function sameWeights(a: Kernel, b: Kernel): boolean {
  return (
    a.shape.join() === b.shape.join() && a.divisor === b.divisor && a.weight.every((value, i) => value === b.weight[i])
  )
}

function sameKernel(a: Kernel, b: Kernel): boolean {
  return sameWeights(a, b) && a.bias.every((value, k) => value === b.bias[k])
}
