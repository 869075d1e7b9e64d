import { describe, expect, it } from 'vitest'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { InputShape } from '../../shared/network/description.ts'
import { edgeBank, gaborBank } from '../../shared/network/fixedKernels.ts'
import { featureMaps } from '../../shared/network/forward.ts'
import { createNetwork } from '../../shared/network/network.ts'
import { parameterCount } from '../../shared/network/parameters.ts'
import { findNetworkPreset, networkPresets, presetParameters } from '../../shared/network/presets.ts'
import type { NetworkPreset, NetworkPresetId } from '../../shared/network/presets.ts'
import { handTensor, pixelTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'

function preset(id: NetworkPresetId): NetworkPreset {
  const found = findNetworkPreset(id)
  if (!found) throw new Error(`there is no preset ${id}`)
  return found
}

function built(id: NetworkPresetId, input: InputShape, classes = 10) {
  const network = createNetwork(preset(id).describe(input, classes))
  return { network, parameters: presetParameters(preset(id), network, mulberry32(1)) }
}

describe('network presets', () => {
  it.each(networkPresets.map(({ id, purpose, input }) => [id, purpose, input] as const))(
    '%s fits its input and has what its purpose (%s) wants',
    (id, purpose, input) => {
      const { network, parameters } = built(id, input, 4)
      expect([...parameters.keys()].length).toBeGreaterThan(0)
      if (purpose === 'classify') expect([network.output, network.description.loss]).toEqual([[4], 'crossEntropy'])
      if (purpose === 'look') expect(network.description.loss).toBeUndefined()
      if (id === 'picture-3') expect(network.output).toEqual(input)
    },
  )

  it('LeNet has LeNet-5’s 61 706 numbers', () => {
    expect(parameterCount(built('lenet', [1, 32, 32]).network)).toBe(61_706)
  })

  it('tiny VGG has the shapes that CNN Explainer shows', () => {
    const { network } = built('tiny-vgg', [3, 64, 64])
    expect(network.layers.map(({ output }) => output.join('×'))).toEqual([
      ...['10×62×62', '10×62×62', '10×60×60', '10×60×60', '10×30×30'],
      ...['10×28×28', '10×28×28', '10×26×26', '10×26×26', '10×13×13', '1690', '10'],
    ])
  })

  it('the lecture’s is the Laplacian of gray', () => {
    const { network, parameters } = built('lecture', [3, 9, 12])
    const x = pixelTensor([1, 3, 9, 12], 2)
    const gray = tensor([1, 1, 9, 12], grayPlane(x.data, 108))
    const g = convolutionGeometry(gray.shape, [1, 1, 3, 3], { padding: 1 })
    const laplacian = handTensor([1, 1, 3, 3], ...(findPreset('laplacian')?.kernel.weight ?? []))
    // Both paths round gray to float32 once; one has its weights rounded before: 9 terms of up to 8 · 3 · 2⁻²⁴.
    expectWithin(featureMaps(network, parameters, x).data, convolve(gray, laplacian, null, g).data, 16 * 3 * 2 ** -24)
  })

  it('the edges are the eight of Robinson, each on gray', () => {
    expect(edgeBank.map(({ name }) => name)).toEqual(
      ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'].map((direction) => `robinson-${direction}`),
    )
    const { network, parameters } = built('edges-8', [3, 6, 7])
    const x = pixelTensor([1, 3, 6, 7], 3)
    const gray = tensor([1, 1, 6, 7], grayPlane(x.data, 42))
    const w = tensor([8, 1, 3, 3], Float64Array.from(edgeBank.flatMap((kernel) => [...appliedWeight(kernel)])))
    const g = convolutionGeometry(gray.shape, w.shape, { padding: 1 })
    // Σ|w| = 8 over 27 products of numbers up to 1, weights and gray each rounded to float32.
    expectWithin(featureMaps(network, parameters, x).data, convolve(gray, w, null, g).data, 3 * 8 * 2 ** -24)
  })

  it('the Gabor waves answer a flat picture with 0 and no picture with more than 1', () => {
    expect(gaborBank.length).toBe(16)
    for (const kernel of gaborBank) {
      const weights = [...appliedWeight(kernel)]
      // 441 float64 numbers that add up to 1 in magnitude.
      expectWithin([weights.reduce((sum, w) => sum + w, 0)], [0], 441 * 2 ** -53)
      expectWithin([weights.reduce((sum, w) => sum + Math.abs(w), 0)], [1], 441 * 2 ** -53)
    }
  })
})
