import { describe, expect, it } from 'vitest'
import { findFormat, formatByExtension, formats, readKernelFile, writeKernel } from '../../shared/formats/registry.ts'
import { encodeText } from '../../shared/formats/text.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian, oneToNine } from './kernels.ts'

const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) })

describe('the registry of formats', () => {
  it('lists every format once, with what it can do', () => {
    const both = 'json npy npz csv safetensors onnx opencv imagemagick imagej gegl svg ffmpeg libvips acf'.split(' ')
    const out = 'pytorch scipy opencv-python sharp glsl c'.split(' ')
    expect(formats.map(({ id }) => id)).toEqual([...both, ...out])
    expect(formats.filter(({ canRead }) => canRead).map(({ id }) => id)).toEqual(both)
    expect(formats.every(({ canWrite }) => canWrite)).toBe(true)
    const extensions = formats.flatMap((format) => format.extensions)
    expect(new Set(extensions).size).toBe(extensions.length)
  })

  it.each(formats)('$name writes the Laplacian, with no loss', (format) => {
    const { bytes, loss } = writeKernel(format.id, laplacian)
    expect(bytes.length).toBeGreaterThan(0)
    expect(loss).toBe(0)
  })

  it.each(formats.filter(({ canRead }) => canRead))('$name reads its own file by its usual name', (format) => {
    const { bytes } = format.write(laplacian)
    const read = readKernelFile(`my kernel.${format.extensions[0]}`, bytes)
    expect(read.format).toBe(format)
    expect(read.kernels[0].kernel.weight).toEqual(laplacian.weight)
    expect(read.kernels[0].kernel.name).toBe('my kernel')
  })

  it('knows formats by their longest extension', () => {
    expect(formatByExtension('K.NPY')?.id).toBe('npy')
    expect(formatByExtension('kernel.py')?.id).toBe('pytorch')
    expect(formatByExtension('kernel.scipy.py')?.id).toBe('scipy')
    expect(formatByExtension('photo.jpg')).toBeNull()
    expect(formatByExtension('npy')).toBeNull()
  })

  it('finds formats by id, and by extension for people who think in files', () => {
    expect(findFormat('opencv').id).toBe('opencv')
    expect(findFormat('yml').id).toBe('opencv')
    expect(findFormat('c').id).toBe('c')
  })

  it('believes the content before the name', () => {
    expect(readKernelFile('kernel.csv', writeKernel('npy', oneToNine).bytes).format.id).toBe('npy')
    expect(readKernelFile('kernel.txt', writeKernel('imagemagick', oneToNine).bytes).format.id).toBe('imagemagick')
    expect(readKernelFile('pasted', encodeText('1 2\n3 4')).format.id).toBe('csv')
    expect(readKernelFile('a.mat', encodeText('3 3 16 0\n1 2 1\n2 4 2\n1 2 1')).kernels[0].kernel.divisor).toBe(16)
    expect(readKernelFile('rows.json', encodeText('[[1, 2], [3, 4]]')).format.id).toBe('json')
  })

  it('takes a name from the file only where the kernel has none', () => {
    const named = createKernel({ ...laplacian, name: 'Edges' })
    expect(readKernelFile('/some/where/file.json', writeKernel('json', named).bytes).kernels[0].kernel.name).toBe(
      'Edges',
    )
    expect(readKernelFile('C:\\x\\a.b.npy', writeKernel('npy', named).bytes).kernels[0].kernel.name).toBe('a.b')
  })

  it('says which formats there are', () => {
    expect(() => findFormat('docx')).toThrow(refusal('unsupported-format', 'opencv-python'))
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)
    expect(() => readKernelFile('photo.jpg', jpeg)).toThrow(refusal('unsupported-format', '"photo.jpg" is none'))
    expect(() => readKernelFile('kernel.glsl', jpeg)).toThrow(refusal('unsupported-format', 'writes only'))
  })
})
