import { describe, expect, it } from 'vitest'
import { conditioningOf, iterationsNeeded, stableLearningRate } from '../../shared/learning/conditioning.ts'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { englishNote } from '../../shared/learning/englishNote.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import { exactSolution } from '../../shared/learning/exact.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { LearnNote } from '../../shared/learning/learnTypes.ts'

/** A picture from a function of channel, row and column. */
function picture(shape: readonly number[], value: (c: number, h: number, w: number) => number): Tensor<Float64Array> {
  const [, , H, W] = shape
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, (_, i) =>
      value(Math.floor(i / (H * W)), Math.floor(i / W) % H, i % W),
    ),
  )
}

/** The pair of a picture and itself through a kernel of normally distributed weights. */
function posed(x: Tensor<Float64Array>, R: number, S: number, bias = false) {
  const C = x.shape[1]
  const g = convolutionGeometry(x.shape, [1, C, R, S])
  return momentsOf(x, convolve(x, normalTensor([1, C, R, S], 3), null, g), g, bias)
}

const ids = (notes: readonly LearnNote[]) => notes.map(({ id }) => id)

describe('conditioningOf', () => {
  it('has the eigenvalues of a case worked by hand', () => {
    // Windows (1,0), (0,1), (1,1): A = [[2,1],[1,2]], eigenvalues 3 and 1
    const x = handTensor([1, 1, 3, 2], 1, 0, 0, 1, 1, 1)
    const g = convolutionGeometry(x.shape, [1, 1, 1, 2])
    const {
      eigenvalues,
      conditionNumber,
      stableLearningRate: rate,
      determined,
    } = conditioningOf(momentsOf(x, handTensor([1, 1, 3, 1], 1, 2, 3), g, false))
    expectWithin(eigenvalues, [3, 1], 1e-14) // rounding of a 2×2 decomposition
    expectWithin([conditionNumber, rate], [3, 1 / 3], 1e-14)
    expect(determined).toBe(true)
  })

  it('finds nothing to say about noise through a kernel', () => {
    const { determined, notes } = conditioningOf(posed(normalTensor([1, 1, 30, 30], 1), 3, 3))
    expect(determined).toBe(true)
    expect(notes).toEqual([])
  })

  it.each([0.3, 255, 1e-4])('says that a flat picture of %d determines the sum of the weights only', (value) => {
    const { determined, conditionNumber, notes } = conditioningOf(
      posed(
        picture([1, 1, 20, 25], () => value),
        3,
        3,
      ),
    )
    expect(determined).toBe(false)
    expect(conditionNumber).toBe(Infinity)
    expect(notes).toContainEqual({ id: 'undetermined', count: 8, unknowns: 9 })
    expect(notes).toContainEqual({ id: 'flat' })
  })

  it('says which weights a picture with period 2 makes equal', () => {
    const stripes = picture([1, 1, 20, 20], (_, h, w) => Math.sin(1 + 7.3 * h * h) + (w % 2) * Math.cos(5.1 * h * h))
    const { determined, notes } = conditioningOf(posed(stripes, 1, 3))
    expect(determined).toBe(false)
    expect(notes).toContainEqual({
      id: 'equal-taps',
      taps: [
        { channel: 0, row: 0, column: 0 },
        { channel: 0, row: 0, column: 2 },
      ],
    })
  })

  it('says that a gray photo opened as R G B cannot tell its channels apart', () => {
    const gray = normalTensor([1, 1, 15, 15], 2)
    const rgb = picture([1, 3, 15, 15], (_, h, w) => gray.data[h * 15 + w])
    const { notes } = conditioningOf(posed(rgb, 2, 2))
    expect(notes).toContainEqual({ id: 'undetermined', count: 8, unknowns: 12 })
    expect(notes.filter(({ id }) => id === 'equal-taps')).toHaveLength(4)
  })

  it('says that a smooth ramp has combinations nobody can see, though no two weights are alike', () => {
    const { notes } = conditioningOf(
      posed(
        picture([1, 1, 20, 20], (_, h, w) => Math.SQRT2 * h + w + 1),
        3,
        3,
      ),
    )
    expect(ids(notes)).toContain('undetermined')
    expect(ids(notes)).not.toContain('equal-taps')
  })

  it('names the weights that a black margin leaves without anything to see', () => {
    // Row 0 of a kernel as high as the picture sees row 0 of the picture only.
    const top = picture([1, 1, 2, 30], (_, h, w) => (h === 0 ? 0 : Math.sin(w * w)))
    const { notes } = conditioningOf(posed(top, 2, 2))
    expect(notes).toContainEqual({
      id: 'unseen-taps',
      taps: [
        { channel: 0, row: 0, column: 0 },
        { channel: 0, row: 0, column: 1 },
      ],
    })
  })

  it('says of a black picture that nothing can be learned, and of a tiny one that equations are missing', () => {
    expect(
      ids(
        conditioningOf(
          posed(
            picture([1, 1, 9, 9], () => 0),
            3,
            3,
          ),
        ).notes,
      ),
    ).toContain('black')
    expect(conditioningOf(posed(normalTensor([1, 1, 4, 4], 1), 3, 3)).notes).toContainEqual({
      id: 'too-few-samples',
      samples: 4,
      unknowns: 9,
    })
  })

  it('knows the bias as one more unknown that a flat picture cannot tell from the weights', () => {
    const { notes } = conditioningOf(
      posed(
        picture([1, 1, 12, 12], () => 0.5),
        1,
        1,
        true,
      ),
    )
    expect(notes).toContainEqual({ id: 'undetermined', count: 1, unknowns: 2 })
  })

  it('says so when no kernel explains the target', () => {
    const x = normalTensor([1, 1, 30, 30], 1)
    const g = convolutionGeometry(x.shape, [1, 1, 3, 3], { padding: 'same' })
    const note = conditioningOf(momentsOf(x, normalTensor(x.shape, 2), g, false)).notes.find(
      ({ id }) => id === 'unexplained',
    )
    // 9 weights fit about 9 of 900 independent values by chance.
    expect(note?.id === 'unexplained' && note.share).toBeLessThan(0.05)
  })

  it('warns of a blurred picture: badly conditioned, and slow by gradient descent', () => {
    const blurred = picture(
      [1, 1, 40, 40],
      (_, h, w) => Math.sin(h / 9) + Math.cos(w / 11 + h / 13) + 1e-3 * Math.sin(h * h * w),
    )
    const { determined, notes } = conditioningOf(posed(blurred, 3, 3))
    expect(determined).toBe(true)
    expect(ids(notes)).toEqual(['ill-conditioned', 'weak-combination', 'slow'])
  })

  /** The sample photo under a Gaussian downward, across, or both: twice as wide where it is one alone, without rounding. */
  function blurredPhoto(down: boolean, across: boolean): Tensor<Float64Array> {
    const [width, height] = [96, 80]
    const x = tensor(
      [1, 1, height, width],
      Float64Array.from(samplePhoto({ width, height }).data.subarray(0, width * height)),
    )
    const [length, sigma] = down && across ? [9, 1.5] : [17, 3]
    const bell = Float64Array.from({ length }, (_, i) => Math.exp(-((i - (length >> 1)) ** 2) / (2 * sigma ** 2)))
    const blur = (picture: Tensor<Float64Array>, R: number, S: number) =>
      convolve(picture, tensor([1, 1, R, S], bell), null, convolutionGeometry(picture.shape, [1, 1, R, S]))
    const tall = down ? blur(x, length, 1) : x
    return across ? blur(tall, 1, length) : tall
  }
  const weakOf = (x: Tensor<Float64Array>, bias = false) =>
    conditioningOf(posed(x, 3, 3, bias)).notes.find((note) => note.id === 'weak-combination')

  it.each([
    { words: 'all over', down: true, across: true, pattern: 'checkerboard' },
    { words: 'downward', down: true, across: false, pattern: 'rows' },
    { words: 'sideways', down: false, across: true, pattern: 'columns' },
  ])('names the combination that a photo blurred $words hardly determines', ({ down, across, pattern }) => {
    const x = blurredPhoto(down, across)
    const weak = weakOf(x)
    expect(weak).toMatchObject({ pattern, unknowns: 9 })
    // It says the truth: the kernel changed by that combination gives nearly the same picture.
    const { vectors, values } = spectrumOf(posed(x, 3, 3))
    const changed = convolve(
      x,
      tensor([1, 1, 3, 3], vectors.slice(72)),
      null,
      convolutionGeometry(x.shape, [1, 1, 3, 3]),
    )
    const energy = changed.data.reduce((sum, value) => sum + value * value, 0)
    // Rounding of A, 10⁻¹⁶ of its largest eigenvalue, is what an eigenvalue may err by.
    expectWithin([energy], [values[8]], 1e-12 * values[0])
    expect(weak?.noiseGain).toBe(Math.sqrt(values[0] / values[8]))
  })

  it('names two weights that see nearly the same, and the bias beside a picture without contrast', () => {
    const noise = normalTensor([1, 1, 40, 40], 1).data
    const twins = picture([1, 2, 40, 40], (c, h, w) => noise[h * 40 + w] + c * 1e-5 * Math.sin(h * h * w))
    const weak = conditioningOf(posed(twins, 1, 1)).notes.find((note) => note.id === 'weak-combination')
    expect(weak).toMatchObject({ pattern: 'difference', count: 1, unknowns: 2 })
    const pale = picture([1, 1, 40, 40], (_, h, w) => 1 + 1e-5 * noise[h * 40 + w])
    expect(conditioningOf(posed(pale, 1, 1, true)).notes).toContainEqual(
      expect.objectContaining({ id: 'weak-combination', pattern: 'bias' }),
    )
  })

  it('has nothing to name about a sharp photo', () => expect(weakOf(blurredPhoto(false, false))).toBeUndefined())
})

describe('stableLearningRate', () => {
  const x = normalTensor([1, 1, 12, 12], 4)
  const g = convolutionGeometry(x.shape, [1, 1, 2, 3])
  const moments = momentsOf(x, normalTensor([1, 1, g.P, g.Q], 5), g, false)
  const spectrum = spectrumOf(moments)

  it.each(['sgd', 'momentum', 'nesterov'] as const)('is where %s begins to diverge', (kind) => {
    for (const weightDecay of [0, 20]) {
      const limit = stableLearningRate(spectrum, { kind, momentum: 0.8, weightDecay }) ?? NaN
      const growth = (learningRate: number) => {
        const losses: number[] = []
        const settings = { kind, learningRate, momentum: 0.8, weightDecay }
        descend(moments, settings, initialState([3, 1, 4, 1, 5, 9]), 900, (_, loss) => losses.push(loss))
        return losses[899] / losses[449]
      }
      // Below, the loss has come to rest at noise that no kernel explains; above, 1 % too much is at least 1.02² per iteration.
      expect(growth(0.99 * limit)).toBeLessThanOrEqual(1)
      expect(growth(1.01 * limit)).toBeGreaterThan(1e3)
    }
  })

  it('does not exist for optimizers that divide by the size of the gradient', () => {
    expect(stableLearningRate(spectrum, { kind: 'adam' })).toBeNull()
  })
})

describe('iterationsNeeded', () => {
  it('says when plain gradient descent has come a thousand times nearer along each eigenvector', () => {
    const moments = posed(normalTensor([1, 1, 12, 12], 4), 2, 2)
    const spectrum = spectrumOf(moments)
    const exact = exactSolution(moments).parameters
    const learningRate = 0.4 / spectrum.values[0]
    for (const [i, iterations] of iterationsNeeded(spectrum, learningRate).entries()) {
      const direction = spectrum.vectors.subarray(i * 4, i * 4 + 4)
      const start = exact.map((value, a) => value + direction[a])
      const left = (t: number) => {
        const { parameters } = descend(moments, { kind: 'sgd', learningRate }, initialState(start), t)
        return Math.hypot(...parameters.map((value, a) => value - exact[a]))
      }
      expect(left(iterations)).toBeLessThanOrEqual(1e-3)
      expect(left(iterations - 1)).toBeGreaterThan(1e-3)
    }
  })

  it('is endless above the stable rate', () => {
    const spectrum = spectrumOf(posed(normalTensor([1, 1, 12, 12], 4), 1, 2))
    expect(iterationsNeeded(spectrum, 1.01 / spectrum.values[0])[0]).toBe(Infinity)
  })
})

describe('englishNote', () => {
  it.each<[LearnNote, string]>([
    [{ id: 'undetermined', count: 3, unknowns: 9 }, '3 of 9 independent combinations of weights change nothing'],
    [
      { id: 'equal-taps', taps: [{ channel: 0, row: 0, column: 1 }, 'bias'] },
      'the weight (0,1) and the bias always see',
    ],
    [{ id: 'unseen-taps', taps: [{ channel: 2, row: 0, column: 1 }] }, 'the weight (2,0,1)'],
    [{ id: 'unexplained', share: 0.5 }, '50.0 %'],
    [{ id: 'slow', iterations: 276310 }, 'about 276310 iterations'],
    [{ id: 'ill-conditioned', conditionNumber: 4e7 }, '4.0e+7'],
    [{ id: 'too-few-samples', samples: 4, unknowns: 9 }, '4 equations for 9 unknowns'],
    [{ id: 'flat' }, 'only the sum of the weights is determined'],
    [{ id: 'black' }, 'nothing can be learned'],
  ])('puts %j into words', (note, words) => {
    expect(englishNote(note)).toContain(words)
  })
})
