import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferOf, createArena, createMemory } from '../../shared/backend/arena.ts'

describe('an arena', () => {
  it('uses again what was freed, and joins neighbors to larger blocks', () => {
    const arena = createArena()
    const planes = [1, 2, 3].map(() => arena.allocate(100_000))
    const [first] = planes
    const { taken, waiting } = arena.bytes
    planes.forEach((plane) => arena.free(plane))
    expect(arena.bytes).toEqual({ taken: 0, waiting: waiting + taken })
    expect(arena.allocate(300_000).byteOffset).toBe(first.byteOffset)
  })

  it('never hands out a byte twice, in any order of taking and freeing', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 90_000 })), { maxLength: 60 })
    fc.assert(
      fc.property(steps, (list) => {
        const arena = createArena()
        const taken: { plane: Float32Array; mark: number }[] = []
        list.forEach(([free, length], mark) => {
          if (free && taken.length > 0) arena.free(taken.splice(length % taken.length, 1)[0].plane)
          else taken.push({ plane: arena.allocate(length).fill(mark), mark })
        })
        for (const { plane, mark } of taken) {
          expect(plane.byteOffset % 64).toBe(0)
          expect(plane.every((value) => value === mark)).toBe(true)
        }
        taken.forEach(({ plane }) => arena.free(plane))
        expect(arena.bytes.taken).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it('shares a memory with other arenas, and none gets what another one has', () => {
    const memory = createMemory()
    const arenas = [createArena(memory), createArena(memory)]
    const planes = [0, 1, 2, 3].map((i) => arenas[i % 2].allocate(400_000).fill(i))
    planes.forEach((plane, i) => expect(plane.every((value) => value === i)).toBe(true))
  })

  it('keeps views good while the memory grows, and knows them by where they lie', () => {
    const arena = createArena()
    const early = arena.allocate(10).fill(5)
    arena.allocate(5_000_000)
    expect(early.buffer.byteLength).toBeLessThan(bufferOf(arena.memory).byteLength)
    expect(arena.addressOf(early)).toBe(early.byteOffset)
    new Float32Array(bufferOf(arena.memory), early.byteOffset, 10)[3] = 7
    expect(early[3]).toBe(7)
  })

  it('knows a plane by a buffer that went to another thread and came back', () => {
    const arena = createArena()
    const plane = arena.allocate(10)
    const clone = structuredClone(plane)
    expect(clone.buffer).not.toBe(plane.buffer)
    expect(arena.addressOf(clone)).toBe(plane.byteOffset)
  })

  it('knows a plane whose buffer is older than its own pages, as a thread does that joins late', () => {
    const memory = createMemory()
    const plane = createArena(memory).allocate(10)
    const late = createArena(memory)
    late.allocate(1_000_000)
    expect(late.addressOf(structuredClone(plane))).toBe(plane.byteOffset)
  })

  it('takes no other memory for its own', () => {
    const arena = createArena()
    const other = createArena()
    expect(arena.addressOf(new Float32Array(10))).toBe(null)
    expect(arena.addressOf(new Float32Array(new SharedArrayBuffer(1 << 20)))).toBe(null)
    expect(arena.addressOf(other.allocate(10))).toBe(null)
  })

  it('refuses what 4 GiB cannot hold, and to free what it never gave', () => {
    const arena = createArena()
    expect(() => arena.allocate(2 ** 30)).toThrow(/^the engine's memory is spent, 4294967296 bytes more were wanted$/)
    const plane = arena.allocate(10)
    arena.free(plane)
    expect(() => arena.free(plane)).toThrow('nothing is allocated')
  })
})
