import { LabError } from '../../shared/errors.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import { uniformParameters } from '../../shared/learning/parameters.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { readKernel } from './kernelArgument.ts'
import { UsageError } from './usage.ts'

/** `zeros`, `uniform:SEED` (PyTorch's range, our seeded generator), or a kernel in any form: parameters θ, weights then biases. */
export async function initialParameters(text: string, { geometry, bias }: Moments): Promise<readonly number[]> {
  if (text === 'zeros') return uniformParameters(geometry, bias, () => 0.5)
  const uniform = /^uniform(?::(.*))?$/.exec(text)
  if (uniform) {
    const seed = Number(uniform[1] ?? 1)
    if (!Number.isInteger(seed)) throw new UsageError(`--init uniform:SEED wants a whole number, got '${text}'`)
    return uniformParameters(geometry, bias, mulberry32(seed))
  }
  const kernel = await readKernel(text)
  const { K, C, R, S } = geometry
  if (kernel.shape.join() !== [K, C, R, S].join()) {
    throw new LabError(
      'shape-mismatch',
      `--init wants a ${[K, C, R, S].join('×')} kernel, got ${kernel.shape.join('×')}`,
    )
  }
  return [...appliedWeight(kernel), ...(bias ? kernel.bias : [])]
}
