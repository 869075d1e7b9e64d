import { LabError } from '../../errors.ts'
import { checkNumbers, checkRows } from '../../maths/convolve.ts'
import type { Numbers } from '../../maths/tensor.ts'
import type { Arena } from '../arena.ts'
import type { Backend } from '../backend.ts'
import { placeRows } from '../tiles/placeRows.ts'
import { fitsScratch, withPlan } from '../tiles/plan.ts'
import { instantiate } from '../tiles/instantiate.ts'
import { wasm } from './convolve.wasm.ts'

/**
 * Direct sums in float32, four outputs at a time: convolve.as.ts. Declines only what would need more than 32 MiB of scratch.
 * Planes in the arena are read and written where they lie, others are copied in and out. Throws where WebAssembly or its
 * SIMD instructions are missing.
 */
export function createSimd(arena: Arena): Backend {
  const { convolve } = instantiate<{ convolve(plan: number): void }>(wasm, arena.memory)
  return {
    name: 'simd',
    speed: 8, // 3×3; larger kernels gain more
    supports: fitsScratch,
    convolveRows(x, w, b, g, y, from, to) {
      checkNumbers(g, b ? { x, w, b, y } : { x, w, y })
      checkRows(g, from, to)
      const [x32, w32, y32] = [inFloat32('x', x), inFloat32('w', w), inFloat32('y', y)]
      const b32 = b && inFloat32('b', b)
      if (from === to) return
      placeRows(arena, x32, g, y32, from, to, (placed) => withPlan(arena, w32, b32, g, placed, convolve))
    },
  }
}

function inFloat32(name: string, numbers: Numbers): Float32Array {
  if (numbers instanceof Float32Array) return numbers
  throw new LabError('bad-argument', `simd computes in float32, ${name} is float64`)
}
