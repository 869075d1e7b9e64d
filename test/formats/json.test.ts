import { describe, expect, it } from 'vitest'
import { json } from '../../shared/formats/json.ts'
import { binomial } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

describe('JSON', () => {
  it('has a version and one line for each row', () => {
    const text = written(json, binomial)
    expect(JSON.parse(text)).toEqual({
      format: 'kernel-lab/kernel',
      version: 1,
      name: 'Binomial',
      weight: { shape: [1, 1, 3, 3], data: [1, 2, 1, 2, 4, 2, 1, 2, 1] },
      divisor: 16,
      bias: [0],
    })
    expect(text.split('\n')).toContain('      2, 4, 2,')
  })

  it('reads what the command line prints, and bare rows', () => {
    expect(kernelOf(json, '{"weight":{"shape":[1,1,1,2],"data":[3,4]},"bias":null,"loss":0}').weight).toEqual([3, 4])
    expect(kernelOf(json, '[[1, 2], [3, 4]]').shape).toEqual([1, 1, 2, 2])
  })

  it.each([
    ['a later version', '{"version":2,"weight":{"shape":[1,1,1,1],"data":[1]}}', 'unsupported-format', 'version 2'],
    ['another format', '{"format":"other","weight":{"shape":[1,1,1,1],"data":[1]}}', 'broken-file', 'format'],
    ['texts for numbers', '{"weight":{"shape":[1,1,1,1],"data":["1"]}}', 'broken-file', 'weight.data.0'],
    ['too few numbers', '{"weight":{"shape":[1,1,2,2],"data":[1]}}', 'broken-file', 'has 4 weights, got 1'],
    ['a huge shape', '{"weight":{"shape":[99999,99999,1,1],"data":[1]}}', 'too-large', 'at most'],
    ['three extents', '{"weight":{"shape":[1,1,1],"data":[1]}}', 'broken-file', 'weight.shape'],
    ['divisor 0', '{"weight":{"shape":[1,1,1,1],"data":[1]},"divisor":0}', 'broken-file', 'divisor'],
    ['cut off', '{"weight":', 'broken-file', 'JSON'],
    ['a number', '7', 'broken-file', 'JSON'],
    ['null', 'null', 'broken-file', 'JSON'],
  ])('refuses %s', (_, text, code, words) => {
    expect(() => read(json, text)).toThrow(refusal(code, words))
  })
})
