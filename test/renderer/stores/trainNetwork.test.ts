import { describe, expect, it } from 'vitest'
import { parseNetwork } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { findNetworkPreset } from '../../../shared/network/presets.ts'
import { outputLayer, trainingKind, withLoss } from '../../../renderer/stores/trainNetwork.ts'

const described = (id: string) => {
  const preset = findNetworkPreset(id)!
  return preset.describe(preset.input, 10)
}

describe('what a network can be trained for', () => {
  it.each([
    ['lenet', 'classes'],
    ['tiny-vgg', 'classes'],
    ['picture-3', 'pairs'],
    ['vgg-block', 'pairs'],
  ] as const)('%s learns from %s', (id, kind) => {
    expect(trainingKind(createNetwork(described(id)).output)).toBe(kind)
  })

  it('keeps a loss that fits and gives the usual one otherwise', () => {
    expect(withLoss(described('picture-3'), 'pairs').loss).toBe('mse')
    expect(withLoss({ ...described('picture-3'), loss: 'huber' }, 'pairs').loss).toBe('huber')
    expect(withLoss({ ...described('picture-3'), loss: 'crossEntropy' }, 'pairs').loss).toBe('mse')
    expect(withLoss(described('vgg-block'), 'pairs').loss).toBe('mse')
    expect(withLoss({ ...described('lenet'), loss: 'mse' }, 'classes').loss).toBe('crossEntropy')
  })

  it('names the layer that decides how many numbers come out', () => {
    expect(outputLayer(described('lenet').layers)).toEqual({ index: 11, outputs: 10 })
    expect(outputLayer(described('picture-3').layers)).toEqual({ index: 4, outputs: 3 })
    expect(outputLayer(parseNetwork({ input: [1, 4, 4], layers: [{ type: 'relu' }] }).layers)).toBeNull()
  })
})
