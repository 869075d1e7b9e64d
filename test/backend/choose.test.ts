import { describe, expect, it } from 'vitest'
import { chooseBackend } from '../../shared/backend/choose.ts'
import type { Choice } from '../../shared/backend/choose.ts'
import { costOf, usualSpeeds } from '../../shared/backend/cost.ts'
import type { Speeds } from '../../shared/backend/cost.ts'
import { fastest, measureRound, rounds, speedsOf } from '../../shared/backend/measureSpeeds.ts'
import { englishReason } from '../../shared/backend/reason.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
import { timesUnder } from '../support/speeds.ts'

const g = convolutionGeometry([1, 1, 9, 9], [1, 1, 3, 3])

/** What the terminal says. */
const chosen = ({ backend, reason }: Choice) => ({ backend, reason: englishReason(backend.name, reason) })

describe('chooseBackend', () => {
  it('says which one computes, and why', () => {
    const { backend, reason } = chosen(chooseBackend(g))
    expect(backend.name).toBe('simd')
    expect(reason).toBe('simd is the fastest that supports this geometry')
  })

  it('takes the one that was asked for', () => {
    const { backend, reason } = chosen(chooseBackend(g, 'reference'))
    expect(backend.name).toBe('reference')
    expect(reason).toBe('reference was asked for')
  })

  it('refuses a name that it does not know, and replaces nothing in silence', () => {
    expect(() => chooseBackend(g, 'gpu')).toThrow(
      /^backend is one of auto, simd, separable, fft, reference, got "gpu"$/,
    )
  })

  it('gives float64 numbers to the reference, for the others round them', () => {
    const { backend, reason } = chosen(chooseBackend(g, 'auto', new Float64Array(81)))
    expect(backend.name).toBe('reference')
    expect(reason).toBe('reference computes: the numbers are float64, simd computes in float32')
    expect(() => chooseBackend(g, 'simd', new Float64Array(81))).toThrow(
      'backend simd was wanted, but the numbers are float64, simd computes in float32',
    )
  })

  it('falls back on the reference where no other supports the geometry', () => {
    const endless = convolutionGeometry([1, 1, 3, 4_000_000], [1, 1, 3, 3])
    expect(chosen(chooseBackend(endless)).reason).toBe('reference computes: simd does not support this geometry')
    expect(() => chooseBackend(endless, 'simd')).toThrow('simd does not support this geometry')
  })

  describe('for a kernel it knows', () => {
    const photo = convolutionGeometry([1, 1, 1000, 1000], [1, 1, 31, 31], { padding: 'same' })
    const pixels = new Float32Array(1e6).fill(0.5)
    const dense = normalTensor([1, 1, 31, 31], 1).data
    const choose = (w: Numbers, x: Numbers = pixels, at = photo) =>
      chooseBackend(at, 'auto', x, { w, b: null, speeds: usualSpeeds })

    it('weighs what each would cost on this machine', () => {
      expect(choose(dense).backend.name).toBe('fft')
      expect(chosen(choose(dense)).reason).toMatch(
        /^fft is the fastest, within its error bound: about fft [\d.]+ ms against simd \d+ ms, separable \d+ ms on one thread$/,
      )
      expect(choose(new Float32Array(961).fill(1 / 961)).backend.name).toBe('separable')
      const small = convolutionGeometry([1, 1, 1000, 1000], [1, 1, 3, 3])
      expect(choose(dense.subarray(0, 9), pixels, small).backend.name).toBe('simd')
      const slowTransforms = { ...usualSpeeds, lowTransform: 1e9 }
      const { backend } = chooseBackend(photo, 'auto', pixels, { w: dense, b: null, speeds: slowTransforms })
      expect(backend.name).not.toBe('fft')
    })

    it.each([
      { size: 3, light: 'simd', heavy: 'simd' },
      { size: 5, light: 'separable', heavy: 'simd' },
      { size: 7, light: 'separable', heavy: 'separable' },
      { size: 15, light: 'separable', heavy: 'separable' },
    ])('takes a column and a row for $size×$size where two passes pay', ({ size, light, heavy }) => {
      const at = convolutionGeometry([1, 1, 3000, 4000], [1, 1, size, size], { padding: 'same' })
      const w = Float32Array.from({ length: size * size }, (_, t) => (1 + Math.floor(t / size)) * (1.5 + (t % size)))
      // Measured where two passes cost little beside their sums, and on a machine whose memory is slow.
      const speeds = { plane: 0.24, direct: 0.055, separable: 0.074, middle: 0.24, lowTransform: 50_000 }
      const chosen = (middle: number) =>
        chooseBackend(at, 'auto', pixels, { w, b: null, speeds: { ...speeds, middle } })
      expect([chosen(0.24), chosen(0.9)].map(({ backend }) => backend.name)).toEqual([light, heavy])
    })

    it('keeps whole numbers exact, and says that it is what decided', () => {
      const whole = integerTensor([1, 1, 31, 31], 1, -9, 9).data
      const counts = integerTensor([1, 1, 1000, 1000], 2, 0, 255).data
      expect(choose(whole, counts).backend.name).toBe('simd')
      expect(chosen(choose(whole, counts)).reason).toMatch(
        /^simd is the fastest that keeps whole numbers exact: about simd/,
      )
      expect(choose(whole).backend.name).toBe('fft') // pixels between 0 and 1 are not whole
      expect(choose(new Float32Array(961).fill(1), counts).backend.name).toBe('separable') // 1·1ᵀ is exact as well
    })

    it('tells how long it will take, by which the work is cut', () => {
      expect(choose(dense).steps).toBe(costOf('fft', photo, dense, usualSpeeds))
    })
  })

  it('sums directly where the kernel is not known', () => {
    expect(chooseBackend(convolutionGeometry([1, 1, 999, 999], [1, 1, 31, 31])).backend.name).toBe('simd')
  })
})

describe('speeds that are measured', () => {
  const measured = (now: () => number) => speedsOf(fastest(Array.from({ length: rounds }, () => measureRound(now))))

  /** A clock by which every backend takes what the model says, for these speeds. */
  function clockOf(truth: Speeds, spoiled = 1): () => number {
    const nanoseconds = timesUnder(truth).map((time, i) => (i === 4 ? time * spoiled : time))
    let [now, calls] = [0, 0]
    return () => {
      if (calls % 2 === 1) now += nanoseconds[(calls >> 1) % 5] / 1e6
      calls++
      return now
    }
  }

  it('finds the speeds that explain what the backends took, in spite of busy moments', () => {
    const truth = { plane: 0.4, direct: 0.06, separable: 0.09, middle: 0.4, lowTransform: 50_000 }
    const clock = clockOf(truth)
    let calls = 0
    const speeds = measured(() => clock() + (calls++ > 40 ? 1000 : 0))
    expect(speeds?.direct).toBeCloseTo(truth.direct, 2)
    expect(speeds?.separable).toBeCloseTo(truth.separable, 2)
    expect(speeds?.middle).toBeCloseTo(truth.middle, 2)
    expect(speeds?.lowTransform).toBeCloseTo(truth.lowTransform, -4)
    expect(threadArena().bytes.taken).toBe(0)
  })

  it('does not believe that transforms are ten times as slow as anywhere else', () => {
    expect(measured(clockOf(usualSpeeds))).not.toBe(null)
    expect(measured(clockOf(usualSpeeds, 10))).toBe(null)
  })

  it('has nothing to say where time stands still', () => {
    expect(measured(() => 0)).toBe(null)
  })
})
