import { describe, expect, it } from 'vitest'
import { startTurbo } from '../../electron/engine/turbo.ts'
import { instantiateAnew } from '../../shared/backend/tiles/instantiate.ts'
import type { Load } from '../../shared/backend/tiles/instantiate.ts'

describe('startTurbo', () => {
  it('stays on where the wider code gives the same bits', () => {
    const flags: string[] = []
    expect(startTurbo((flag) => flags.push(flag)).on).toBe(true)
    expect(flags).toEqual(['--no-liftoff', '--experimental-wasm-revectorize'])
  })

  it('switches itself off where a single bit differs', () => {
    const flags: string[] = []
    /** Code that leaves one wrong byte in the memory it computed in. */
    const wrong: Load = <Exports>(wasm: string, memory: WebAssembly.Memory): Exports => {
      const { convolve, ...others } = instantiateAnew('wrong')<Record<string, (plan: number) => void>>(wasm, memory)
      const broken = (plan: number): void => {
        convolve(plan)
        const [, , y] = new Uint32Array(memory.buffer, plan, 3)
        new Uint8Array(memory.buffer)[y] ^= 1
      }
      return { ...others, convolve: broken } as Exports
    }
    const turbo = startTurbo(
      (flag) => flags.push(flag),
      (mark) => (mark === 'wide' ? wrong : instantiateAnew(mark)),
    )
    expect(turbo).toEqual({ on: false, reason: 'turbo is off: its self-check did not give the same bits' })
    expect(flags.at(-1)).toBe('--no-experimental-wasm-revectorize')
  })
})
