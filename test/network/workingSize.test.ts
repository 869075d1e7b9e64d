import { describe, expect, it } from 'vitest'
import { mostStackNumbers, stackNumbers, workingSize } from '../../shared/network/workingSize.ts'
import { networkOf } from '../support/networks.ts'

const { layers } = networkOf(
  [3, 64, 64],
  { type: 'conv2d', out: 16, kernel: 3, padding: 1 },
  { type: 'maxPool2d', kernel: 2 },
).description

describe('the working size', () => {
  it('counts the input and every map', () => {
    expect(stackNumbers(layers, [3, 10, 8])).toBe(3 * 80 + 16 * 80 + 16 * 20)
  })

  it('is the photo itself where that has no more pixels than wanted, and all maps fit', () => {
    expect(workingSize(layers, 3, { height: 640, width: 960 }, 1e6)).toEqual({
      height: 640,
      width: 960,
      reason: 'photo',
    })
  })

  it('keeps the proportions where fewer pixels are wanted', () => {
    const { height, width, reason } = workingSize(layers, 3, { height: 3000, width: 4000 }, 1e6)
    expect({ height, width, reason }).toEqual({ height: 866, width: 1154, reason: 'choice' })
  })

  it('is what memory holds where the whole photo is wanted', () => {
    const { height, width, reason } = workingSize(layers, 3, { height: 6000, width: 8000 }, Infinity)
    expect(reason).toBe('memory')
    const held = stackNumbers(layers, [3, height, width])
    expect(held).toBeLessThanOrEqual(mostStackNumbers)
    expect(held).toBeGreaterThan(0.98 * mostStackNumbers)
    expect(width / height).toBeCloseTo(8 / 6, 2)
  })

  it('never goes below one pixel', () => {
    expect(workingSize(layers, 3, { height: 1, width: 9000 }, 100, 1)).toMatchObject({ height: 1, width: 1 })
  })
})
