import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../shared/errors.ts'
import { generate, generators } from '../../shared/kernel/generators.ts'
import { parseKernelName } from '../../shared/kernel/kernelName.ts'
import { presets } from '../../shared/kernel/presets.ts'

function refusal(name: string): LabError {
  try {
    parseKernelName(name)
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown
  }
  return expect.fail(`${name} was not refused`)
}

describe('parseKernelName', () => {
  it('knows every preset and every generator', () => {
    for (const { id, kernel } of presets) expect(parseKernelName(id)).toBe(kernel)
    for (const { id } of generators) expect(parseKernelName(id)).toEqual(generate(id))
  })

  it('reads values in order and takes the others by default', () => {
    expect(parseKernelName('gaussian:7,1.5')).toEqual(generate('gaussian', { size: 7, sigma: 1.5 }))
    expect(parseKernelName('box:5')).toEqual(generate('box', { rows: 5, columns: 5 }))
    expect(parseKernelName('gabor:21,4,45,10')).toEqual(
      generate('gabor', { size: 21, sigma: 4, theta: 45, lambda: 10 }),
    )
    expect(parseKernelName(' Motion: 5, 90 ')).toEqual(generate('motion', { size: 5, angle: 90 }))
  })

  it('reads the name that a generator gives its kernel', () => {
    for (const { id } of generators) expect(parseKernelName(generate(id).name)).toEqual(generate(id))
  })

  it.each([
    ['sobel', 'sobel-x, sobel-y'],
    ['lapalcian', 'laplacian'],
    ['gausian:5', 'gaussian'],
    ['sobelx', 'sobel-x'],
  ])('names what is near to %s', (name, near) => {
    const { code, message } = refusal(name)
    expect(code).toBe('not-found')
    expect(message).toContain(`did you mean ${near}`)
  })

  it('names nothing where nothing is near', () => {
    expect(refusal('photoshop').message).toBe('no preset or generator is called “photoshop”')
    expect(refusal('').code).toBe('not-found')
  })

  it('refuses values that do not fit', () => {
    expect(refusal('gaussian:7,x').message).toBe('gaussian: sigma is a number from 0.1 to 1000, got NaN')
    expect(refusal('gaussian:,1').message).toContain('size is an odd whole number')
    expect(refusal('gaussian:7,1,2').message).toBe('gaussian:size,sigma takes 2 values, got 3')
    expect(refusal('sobel-x:3').code).toBe('not-found')
  })

  it('answers any text with a kernel or a LabError', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^(box|log|dog|gabor):[\d.,e-]{0,12}$/))
    fc.assert(
      fc.property(text, (name) => {
        try {
          parseKernelName(name)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LabError)
        }
      }),
    )
  })
})
