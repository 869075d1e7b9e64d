import { describe, expect, it } from 'vitest'
import { generate } from '../../../../shared/kernel/generators.ts'
import { createKernel } from '../../../../shared/kernel/kernel.ts'
import { findPreset } from '../../../../shared/kernel/presets.ts'
import { negate } from '../../../../shared/kernel/transforms.ts'
import { kernelOrigin } from '../../../../renderer/panes/kernel/kernelOrigin.ts'

const sobel = findPreset('sobel-x')!

describe('kernelOrigin', () => {
  it('knows a preset, and whether it was edited', () => {
    expect(kernelOrigin(sobel.kernel)).toMatchObject({ kind: 'preset', preset: sobel, edited: false })
    expect(kernelOrigin(negate(sobel.kernel))).toMatchObject({ kind: 'preset', edited: true })
  })

  it('reads the sliders of a generator from the kernel’s name', () => {
    const kernel = generate('gaussian', { size: 7, sigma: 1.5 })
    expect(kernelOrigin(kernel)).toMatchObject({ kind: 'generator', values: [7, 1.5], edited: false })
    expect(kernelOrigin(negate(kernel))).toMatchObject({ kind: 'generator', values: [7, 1.5], edited: true })
  })

  it('takes no other name for a generator', () => {
    for (const name of ['gaussian', 'gaussian:7', 'gaussian:7,x', 'gaussian:4,1', 'photo:1,2', '']) {
      expect(kernelOrigin(createKernel({ ...sobel.kernel, name }))).toEqual({ kind: 'named', name })
    }
  })
})
