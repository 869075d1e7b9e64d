import { describe, expect, it } from 'vitest'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'

const g = convolutionGeometry([1, 1, 9, 9], [1, 1, 3, 3])

describe('chooseBackend', () => {
  it('says which one computes, and why', () => {
    const { backend, reason } = chooseBackend(g)
    expect(backend.name).toBe('simd')
    expect(reason).toBe('simd is the fastest that supports this geometry')
  })

  it('takes the one that was asked for', () => {
    const { backend, reason } = chooseBackend(g, 'reference')
    expect(backend.name).toBe('reference')
    expect(reason).toBe('reference was asked for')
  })

  it('refuses a name that it does not know, and replaces nothing in silence', () => {
    expect(() => chooseBackend(g, 'gpu')).toThrow(/^backend is one of auto, simd, reference, got "gpu"$/)
  })

  it('gives float64 numbers to the reference, for the others round them', () => {
    const { backend, reason } = chooseBackend(g, 'auto', new Float64Array(81))
    expect(backend.name).toBe('reference')
    expect(reason).toBe('reference computes: the numbers are float64, simd computes in float32')
    expect(() => chooseBackend(g, 'simd', new Float64Array(81))).toThrow(
      'backend simd was wanted, but the numbers are float64, simd computes in float32',
    )
  })

  it('falls back on the reference where no other supports the geometry', () => {
    const endless = convolutionGeometry([1, 1, 3, 4_000_000], [1, 1, 3, 3])
    expect(chooseBackend(endless).reason).toBe('reference computes: simd does not support this geometry')
    expect(() => chooseBackend(endless, 'simd')).toThrow('simd does not support this geometry')
  })
})
