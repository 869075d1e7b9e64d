import { checkNumbers, checkRows } from '../../maths/convolve.ts'
import type { Arena } from '../arena.ts'
import type { Backend } from '../backend.ts'
import { inFloat32 } from '../inFloat32.ts'
import { placeRows } from '../tiles/placeRows.ts'
import { fitsScratch, withPlan } from '../tiles/plan.ts'
import { instantiate } from '../tiles/instantiate.ts'
import type { Load } from '../tiles/instantiate.ts'
import { wasm } from './convolve.wasm.ts'

/**
 * Direct sums in float32, four outputs at a time: convolve.as.ts. Declines only what would need more than 32 MiB of scratch.
 * Planes in the arena are read and written where they lie, others are copied in and out. Throws where WebAssembly or its
 * SIMD instructions are missing.
 */
export function createSimd(arena: Arena, load: Load = instantiate): Backend {
  const { convolve } = load<{ convolve(plan: number): void }>(wasm, arena.memory)
  return {
    name: 'simd',
    speed: 8, // 3×3; larger kernels gain more
    supports: (g) => fitsScratch(g),
    isExact: () => true,
    convolveRows(x, w, b, g, y, from, to) {
      checkNumbers(g, b ? { x, w, b, y } : { x, w, y })
      checkRows(g, from, to)
      const [x32, w32, y32] = [inFloat32('simd', 'x', x), inFloat32('simd', 'w', w), inFloat32('simd', 'y', y)]
      const b32 = b && inFloat32('simd', 'b', b)
      if (from === to) return
      placeRows(arena, x32, g, y32, from, to, (placed) => withPlan(arena, w32, b32, g, placed, convolve))
    },
  }
}
