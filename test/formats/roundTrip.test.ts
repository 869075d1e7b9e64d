import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { acf } from '../../shared/formats/acf.ts'
import { csv, imagej } from '../../shared/formats/csv.ts'
import { ffmpeg } from '../../shared/formats/ffmpeg.ts'
import { gegl } from '../../shared/formats/gegl.ts'
import { imagemagick } from '../../shared/formats/imagemagick.ts'
import { json } from '../../shared/formats/json.ts'
import type { KernelFormat } from '../../shared/formats/kernelFormat.ts'
import { libvips } from '../../shared/formats/libvips.ts'
import { npy } from '../../shared/formats/npy.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { npz } from '../../shared/formats/npz.ts'
import { onnx } from '../../shared/formats/onnx.ts'
import { opencvYaml } from '../../shared/formats/opencvYaml.ts'
import { readKernelFile } from '../../shared/formats/registry.ts'
import { safetensors } from '../../shared/formats/safetensors.ts'
import { svg } from '../../shared/formats/svg.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { resize } from '../../shared/kernel/transforms.ts'
import { expectWithin } from '../support/closeTo.ts'
import { anyNumber, kernels, nonZero, singleNumber } from './kernels.ts'

function back(format: KernelFormat, kernel: Kernel): Kernel {
  return format.read(format.write(kernel).bytes).kernels[0].kernel
}

const plane = [1, 1, 7, 6] as const
const small = fc.integer({ min: -999, max: 999 })
const unit = fc.double({ min: -1, max: 1, noNaN: true }).map((value) => value + 0)

describe('what is written is read back', () => {
  it('JSON keeps everything, to the last bit', () => {
    const any = kernels({ bias: anyNumber, divisor: nonZero, name: fc.string({ unit: 'grapheme' }) })
    fc.assert(
      fc.property(any, (kernel) => {
        expect(back(json, kernel)).toEqual(kernel)
      }),
    )
  })

  it('CSV keeps several outputs without a bias', () => {
    const kernel = createKernel({ shape: [2, 1, 1, 2], weight: [1, 2, 3, 4] })
    expect(back(csv, kernel)).toEqual(kernel)
  })

  it('CSV keeps everything, to the last bit', () => {
    const any = kernels({ bias: anyNumber, divisor: nonZero, name: fc.string() })
    fc.assert(
      fc.property(any, (kernel) => {
        expect(back(csv, kernel)).toEqual(kernel)
      }),
    )
  })

  it.each([
    ['npy', npy, [3, 3, 5, 6]],
    ['ImageJ text', imagej, plane],
    ['ImageMagick strings', imagemagick, plane],
    ['OpenCV YAML', opencvYaml, plane],
  ] as const)('%s keeps the applied weights, to the last bit', (_, format, most) => {
    const divisor = fc.integer({ min: 1, max: 999 })
    const any = kernels({ most, weight: anyNumber, divisor, oddOnly: format === imagej })
    fc.assert(
      fc.property(any, (kernel) => {
        const read = back(format, kernel)
        expect(read.shape).toEqual(kernel.shape)
        expect(read.weight.map((value) => value + 0)).toEqual([...appliedWeight(kernel)].map((value) => value + 0))
      }),
    )
  })

  it('npz keeps the applied weights and the bias, to the last bit', () => {
    fc.assert(
      fc.property(kernels({ bias: anyNumber }), (kernel) => {
        expect(back(npz, kernel)).toEqual(kernel)
      }),
    )
  })

  it.each([
    ['safetensors', safetensors],
    ['ONNX', onnx],
  ] as const)('%s keeps float32 weights and bias, to the last bit', (_, format) => {
    fc.assert(
      fc.property(kernels({ weight: singleNumber, bias: singleNumber }), (kernel) => {
        expect(back(format, kernel)).toEqual(kernel)
        expect(format.write(kernel).loss).toBe(0)
      }),
    )
  })

  it('safetensors and ONNX tell how much float32 changes', () => {
    fc.assert(
      fc.property(kernels({ weight: unit, bias: unit }), (kernel) => {
        for (const format of [safetensors, onnx]) {
          const { loss, bytes } = format.write(kernel)
          const read = format.read(bytes).kernels[0].kernel
          expectWithin([...read.weight, ...read.bias], [...kernel.weight, ...kernel.bias], loss)
          expect(loss).toBeLessThanOrEqual(2 ** -25) // half a step of float32 below 1
        }
      }),
    )
  })

  it('SVG keeps weights, divisor and bias of any size, to the last bit', () => {
    const any = kernels({ most: plane, bias: anyNumber, divisor: nonZero })
    fc.assert(
      fc.property(any, (kernel) => {
        expect(back(svg, kernel)).toEqual(kernel)
      }),
    )
  })

  it('GIMP/GEGL XML keeps weights, divisor and bias up to 5×5', () => {
    const any = kernels({ most: [1, 1, 5, 5], bias: unit, divisor: nonZero })
    fc.assert(
      fc.property(any, (kernel) => {
        const read = back(gegl, kernel)
        const side = read.shape[2]
        expect(read).toEqual(resize(kernel, side, side))
        expect(resize(read, 5, 5)).toEqual(resize(kernel, 5, 5))
      }),
    )
  })

  it('libvips matrices keep weights and divisor; even kernels get their row of zeros', () => {
    const any = kernels({ most: plane, bias: unit, divisor: nonZero })
    fc.assert(
      fc.property(any, (kernel) => {
        const read = back(libvips, kernel)
        const odd = (extent: number) => extent + 1 - (extent % 2)
        const wanted = resize(kernel, odd(kernel.shape[2]), odd(kernel.shape[3]))
        expect(read.shape).toEqual(wanted.shape)
        expect(read.weight).toEqual(wanted.weight)
        expect(read.divisor).toBe(kernel.divisor)
        // times 255 and divided by it again: two roundings of a value up to 1
        expectWithin(read.bias, kernel.bias, 2 ** -52)
      }),
    )
  })

  it('Photoshop .acf keeps whole numbers, whole scales and 8-bit offsets', () => {
    const any = kernels({
      most: [1, 1, 5, 5],
      weight: small,
      divisor: fc.integer({ min: 1, max: 9999 }),
      bias: fc.integer({ min: -9999, max: 9999 }).map((value) => value / 255),
    })
    fc.assert(
      fc.property(any, (kernel) => {
        const { bytes, loss } = acf.write(kernel)
        const read = acf.read(bytes).kernels[0].kernel
        expect(loss).toBe(0)
        expect(resize(read, 5, 5)).toEqual(resize(kernel, 5, 5))
      }),
    )
  })

  it('ffmpeg strings keep whole numbers and whole divisors', () => {
    const any = kernels({
      most: [1, 1, 7, 7],
      weight: fc.integer({ min: -600, max: 600 }),
      divisor: fc.integer({ min: 1, max: 9999 }),
      bias: fc.integer({ min: 0, max: 255 }).map((value) => value / 255),
    })
    fc.assert(
      fc.property(any, (kernel) => {
        const { bytes, loss } = ffmpeg.write(kernel)
        const read = ffmpeg.read(bytes).kernels[0].kernel
        expect(loss).toBe(0)
        expect(resize(read, 7, 7)).toEqual(resize(kernel, 7, 7))
      }),
    )
  })

  it('formats of whole numbers tell exactly how far the weights have moved', () => {
    fc.assert(
      fc.property(kernels({ most: [1, 1, 5, 5], weight: fc.double({ min: 0.1, max: 2, noNaN: true }) }), (kernel) => {
        for (const format of [acf, ffmpeg]) {
          const { bytes, loss, notes } = format.write(kernel)
          const read = resize(format.read(bytes).kernels[0].kernel, 5, 5)
          const moved = appliedWeight(read).map((value, i) => Math.abs(value - resize(kernel, 5, 5).weight[i]))
          // the loss is computed from the same quotients; reading divides once more
          expect(Math.abs(Math.max(...moved) - loss)).toBeLessThan(2 ** -50)
          expect(englishNotes(notes).some((note) => note.includes(loss.toExponential(2)))).toBe(loss > 0)
        }
      }),
    )
  })

  it('every written file is recognized by its content, whatever it is called', () => {
    const contents = [json, npy, npz, safetensors, onnx, opencvYaml, imagemagick, gegl, svg, ffmpeg]
    fc.assert(
      fc.property(kernels({ most: [1, 1, 5, 5], weight: small }), (kernel) => {
        for (const format of contents) {
          expect(readKernelFile('kernel.bin', format.write(kernel).bytes).format.id).toBe(format.id)
        }
      }),
    )
  })
})
