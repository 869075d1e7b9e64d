import { describe, expect, it } from 'vitest'
import { bufferOf } from '../../shared/backend/arena.ts'
import { integerLoops } from '../../shared/backend/integer/integerLoops.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'

/** The first sum whose value is not its quotient by 255, rounded once; null where there is none. */
function firstWrong(loop: 'values16' | 'values32', first: number, count: number): number | null {
  const arena = threadArena()
  const bytes = loop === 'values16' ? 2 : 4
  const [from, to] = [arena.allocateBytes(bytes * count), arena.allocateBytes(4 * count)]
  try {
    const memory = bufferOf(arena.memory)
    const sums = bytes === 2 ? new Int16Array(memory, from, count) : new Int32Array(memory, from, count)
    for (let i = 0; i < count; i++) sums[i] = first + i
    integerLoops(arena)[loop](from, to, count, 0)
    const values = new Float32Array(memory, to, count)
    const at = values.findIndex((value, i) => value !== Math.fround((first + i) / 255))
    return at < 0 ? null : first + at
  } finally {
    arena.freeBytes(from)
    arena.freeBytes(to)
  }
}

/** Of 16 bits they multiply by 1/255 in two parts where the definition divides: quicker, and the same bits for no more than these sums. */
describe('values of whole sums are their quotients by 255', () => {
  it('of all that 16 bits hold', () => {
    expect(firstWrong('values16', -32768, 65536)).toBeNull()
  })

  it('of 32 bits, up to the largest that float32 holds', () => {
    const count = 2 ** 18
    for (const first of [-(2 ** 24), -(2 ** 17), 2 ** 24 - count + 1])
      expect(firstWrong('values32', first, count)).toBeNull()
  })
})
