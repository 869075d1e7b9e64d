import { describe, expect, it } from 'vitest'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { rotateRing } from '../../shared/kernel/rotateRing.ts'
import { rotateQuarter } from '../../shared/kernel/transforms.ts'

const clock = kernelFromRows([
  [1, 2, 3],
  [8, 9, 4],
  [7, 6, 5],
])

describe('rotateRing', () => {
  it('moves each outer cell to the next place clockwise', () => {
    expect(rotateRing(clock, 1).weight).toEqual([8, 1, 2, 7, 9, 3, 6, 5, 4])
  })

  it.each([-8, -6, -2, 0, 2, 4, 6, 10])('is %i/2 quarter turns for %i steps', (eighths) => {
    expect(rotateRing(clock, eighths).weight).toEqual(rotateQuarter(clock, eighths / 2).weight)
  })

  it('turns every slice', () => {
    const two = createKernel({ shape: [2, 1, 3, 3], weight: [...clock.weight, ...clock.weight.map((value) => -value)] })
    const turned = rotateRing(clock, 3).weight
    expect(rotateRing(two, 3).weight).toEqual([...turned, ...turned.map((value) => -value)])
  })

  it('refuses other sizes and parts of a step', () => {
    expect(() => rotateRing(kernelFromRows([[1, 2, 3]]), 1)).toThrow('3×3 kernels, got 1×3')
    expect(() => rotateRing(clock, 0.5)).toThrow('got 0.5 steps')
  })
})
