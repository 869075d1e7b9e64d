import { describe, expect, it } from 'vitest'
import {
  chainField,
  fieldCenter,
  inputsRead,
  neededInterval,
  readInterval,
  wholeWindow,
} from '../../shared/maths/receptiveField.ts'
import type { AxisWindow } from '../../shared/maths/receptiveField.ts'

/** A window on an axis so long that nothing is clipped, except where a test says otherwise. */
function window(taps: number, stride = 1, before = 0, dilation = 1, input = 1000): AxisWindow {
  return { taps, stride, dilation, before, input }
}

describe('chainField', () => {
  // Size, stride and effective padding from the table in Araujo, Norris and Sim 2019.
  it('is AlexNet’s: 195 pixels, stride 32, padding 64', () => {
    const chain = [
      ...[window(11, 4), window(3, 2), window(5, 1, 2), window(3, 2)],
      ...[window(3, 1, 1), window(3, 1, 1), window(3, 1, 1), window(3, 2)],
    ]
    expect(chainField(chain)).toEqual({ size: 195, stride: 32, offset: -64 })
  })

  it('is VGG-16’s: 212 pixels, stride 32, padding 90', () => {
    const block = (convolutions: number) => [...new Array<AxisWindow>(convolutions).fill(window(3, 1, 1)), window(2, 2)]
    const chain = [2, 2, 3, 3, 3].flatMap(block)
    expect(chainField(chain)).toEqual({ size: 212, stride: 32, offset: -90 })
  })

  it('is one pixel where there is no layer', () => {
    expect(chainField([])).toEqual({ size: 1, stride: 1, offset: 0 })
  })

  it('has its middle between two pixels where its size is even', () => {
    expect(fieldCenter(chainField([window(3, 1, 1)]))).toBe(0)
    expect(fieldCenter(chainField([window(2, 2)]))).toBe(0.5)
  })
})

describe('inputsRead', () => {
  it('leaves out the holes of dilation and what is padding', () => {
    expect([...inputsRead([window(3, 1, 2, 2, 10)], 0)]).toEqual([0, 2]) // −2 is padding
    expect([...inputsRead([window(3, 1, 2, 2, 10)], 4)]).toEqual([2, 4, 6])
  })

  it('takes a value of a middle layer for padding where that layer has none', () => {
    // Two outputs of the first layer, at inputs 0 and 3; output 2 of the second reads 1 and the padding at 2.
    const chain = [window(1, 3, 0, 1, 6), { ...window(2, 1, 1, 1), input: 2 }]
    expect([0, 1, 2].map((p) => [...inputsRead(chain, p)])).toEqual([[0], [0, 3], [3]])
  })

  it('is everything under a whole window', () => {
    expect(readInterval([window(3, 2, 1, 1, 7), wholeWindow(4)], 0)).toEqual({ first: 0, end: 7 })
  })

  it('is nothing where only padding is read', () => {
    expect(readInterval([window(1, 1, 1, 1, 5)], 0)).toBeNull()
  })
})

describe('neededInterval', () => {
  it('spans every window of the outputs, holes included, clipped to the picture', () => {
    expect(neededInterval([window(3, 1, 2, 2, 10)], { first: 0, end: 1 })).toEqual({ first: 0, end: 3 })
    expect(neededInterval([window(3, 2, 1, 1, 10)], { first: 1, end: 3 })).toEqual({ first: 1, end: 6 })
    expect(neededInterval([window(3, 2, 1, 1, 10)], { first: 4, end: 5 })).toEqual({ first: 7, end: 10 })
  })

  it('takes a whole window where the last one hangs over', () => {
    expect(neededInterval([window(2, 3, 0, 1, 4)], { first: 1, end: 2 })).toEqual({ first: 2, end: 4 })
  })
})
