import { describe, expect, it } from 'vitest'
import type { Contender } from './contender.ts'
import { benchDocument } from './table.ts'
import type { Measured } from './table.ts'

const pictures = [
  { width: 1000, height: 1000 },
  { width: 4000, height: 3000 },
]
const ours: Contender = {
  ...{ name: 'Kernel Lab', threads: 2, version: '' },
  prepare: () => Promise.reject(new Error('nothing is measured here')),
  close: async () => undefined,
}
const kernel = { size: 3, kind: 'dense' } as const

/** The document after one of the pictures was measured. */
function measuredOnly(at: number, median: number, before?: string): string {
  const each: Measured = {
    contender: ours,
    benchCase: { ...pictures[at], ...kernel },
    how: 'simd',
    runs: 9,
    median,
    fastest: median,
  }
  const sitting = {
    machine: 'a machine',
    load: 0,
    seconds: new Map([[pictures[at], 7]]),
    pictures,
    kernels: [kernel],
  }
  return benchDocument([each], [ours], sitting, before)
}

describe('docs/bench.md', () => {
  it('joins pictures that were measured one at a time, in their order, the newest numbers of each', () => {
    const first = measuredOnly(1, 12.5)
    const both = measuredOnly(0, 3.25, first)
    expect(both.match(/^## .*/gm)).toEqual(['## 1 megapixel (1000 × 1000)', '## 12 megapixels (4000 × 3000)'])
    expect(both).toContain('12.5 simd')
    expect(both).toContain('3.25 simd')
    expect(both.match(/### Goals/g)).toHaveLength(1)
    expect(both).toContain('| 3×3, two threads | 0.9 | – | – | – | – |') // nobody measured OpenCV
    const again = measuredOnly(1, 11.5, both)
    expect(again).toContain('11.5 simd')
    expect(again).not.toContain('12.5 simd')
    expect(measuredOnly(1, 12.5, measuredOnly(1, 11.5, first))).toBe(first)
  })
})
