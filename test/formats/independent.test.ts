import { execFileSync } from 'node:child_process'
import { chromium } from '@playwright/test'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readNpy } from '../../shared/formats/npy.ts'
import { formats, writeKernel } from '../../shared/formats/registry.ts'
import { decodeText } from '../../shared/formats/text.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { expectWithin } from '../support/closeTo.ts'
import { itWith, runPython } from '../support/peers.ts'
import { chromiumBrowser, chromiumPath, imageMagick, numpy, yaml } from '../support/programs.ts'
import { oneToNine, twoByFour } from './kernels.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const mixed = createKernel({
  shape: [2, 3, 1, 2],
  weight: Array.from({ length: 12 }, (_, i) => i / 4),
  bias: [0.5, -1],
})

describe('NumPy', () => {
  itWith(numpy, 'loads our .npy and .npz files', () => {
    const answer = runPython(
      `import sys, json, io, base64, numpy as np
out = []
for line in sys.stdin.read().split():
    a = np.load(io.BytesIO(base64.b64decode(line)), allow_pickle=False)
    arrays = {'': a} if isinstance(a, np.ndarray) else {k: a[k] for k in a.files}
    out.append({k: [str(v.dtype), v.shape, v.ravel().tolist()] for k, v in arrays.items()})
print(json.dumps(out))`,
      [writeKernel('npy', twoByFour), writeKernel('npy', mixed), writeKernel('npz', mixed)]
        .map(({ bytes }) => base64(bytes))
        .join('\n'),
    )
    const array = ['float32', [2, 3, 1, 2], mixed.weight]
    expect(answer).toEqual([
      { '': ['float32', [2, 4], twoByFour.weight] },
      { '': array },
      { weight: array, bias: ['float32', [2], [0.5, -1]] },
    ])
  })

  itWith(numpy, 'writes arrays of every type, byte order and memory order that we read to the same numbers', () => {
    const cases = runPython(
      `import json, io, base64, numpy as np
out = []
for kind in 'b1 i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8'.split():
    for order in '<>':
        for shape in [(), (5,), (2, 3), (2, 1, 4), (2, 3, 2, 2), (0, 3)]:
            for layout in 'CF':
                n = int(np.prod(shape))
                a = np.asarray((np.arange(n) * 37 % 101).reshape(shape), dtype=order + kind, order=layout)
                f = io.BytesIO()
                np.save(f, a)
                out.append([order + kind, list(shape), a.astype('f8').ravel().tolist(), base64.b64encode(f.getvalue()).decode()])
print(json.dumps(out))`,
    ) as [string, number[], number[], string][]
    expect(cases.length).toBe(12 * 2 * 6 * 2)
    for (const [descr, shape, numbers, file] of cases) {
      const { shape: read, data } = readNpy(Buffer.from(file, 'base64'))
      expect([descr, read, [...data]]).toEqual([descr, shape, numbers])
    }
  })

  itWith(numpy, 'writes the same bytes as we do', () => {
    const file = runPython(
      `import json, io, base64, numpy as np
f = io.BytesIO()
np.save(f, np.arange(1, 10, dtype='f4').reshape(3, 3))
print(json.dumps(base64.b64encode(f.getvalue()).decode()))`,
    )
    expect(base64(writeKernel('npy', oneToNine).bytes)).toBe(file)
  })

  itWith(numpy, 'reads our CSV, and our safetensors by its own rules', () => {
    const [csv, tensors] = [
      writeKernel('csv', createKernel({ ...oneToNine, divisor: 3 })),
      writeKernel('safetensors', mixed),
    ]
    const answer = runPython(
      `import sys, json, io, base64, struct, numpy as np
csv, tensors = [base64.b64decode(line) for line in sys.stdin.read().split()]
n, = struct.unpack('<Q', tensors[:8])
head = json.loads(tensors[8:8 + n]); head.pop('__metadata__')
buffer = tensors[8 + n:]
read = {k: np.frombuffer(buffer[slice(*v['data_offsets'])], '<f4').reshape(v['shape']).tolist() for k, v in head.items()}
print(json.dumps([np.loadtxt(io.BytesIO(csv), delimiter=',').tolist(), read]))`,
      `${base64(csv.bytes)}\n${base64(tensors.bytes)}`,
    )
    const w = mixed.weight
    const weight = [0, 6].map((k) => [0, 2, 4].map((c) => [[w[k + c], w[k + c + 1]]]))
    expect(answer).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
      { weight, bias: [0.5, -1] },
    ])
  })
})

describe('PyYAML', () => {
  itWith(yaml, 'reads our OpenCV YAML, once the colon of its first line is gone', () => {
    const weight = Array.from({ length: 24 }, (_, i) => i / 10 - 1)
    const { bytes } = writeKernel('opencv', createKernel({ shape: [1, 1, 4, 6], weight, bias: [0.5] }))
    const answer = runPython(
      `import sys, json, yaml
class Loader(yaml.SafeLoader): pass
Loader.add_constructor('tag:yaml.org,2002:opencv-matrix', lambda loader, node: loader.construct_mapping(node, deep=True))
print(json.dumps(yaml.load(sys.stdin.read().replace('%YAML:1.0', '%YAML 1.1'), Loader)))`,
      decodeText(bytes),
    )
    expect(answer).toEqual({ kernel: { rows: 4, cols: 6, dt: 'd', data: weight }, delta: 0.5, anchor: [2, 1] })
  })
})

/** An image that is 0 but for one pixel of 100 at row 5, column 6: what comes out shows the kernel, turned by 180°. */
const rows = 11
const columns = 13
const impulse = new Uint8Array(rows * columns)
impulse[5 * columns + 6] = 100

/** Our own result, with the anchor of `same`; the impulse is far from the border. */
function expected(kernel: Kernel): number[] {
  const x = tensor([1, 1, rows, columns], Float64Array.from(impulse))
  const w = tensor(
    kernel.shape,
    Float64Array.from(kernel.weight, (value) => value / kernel.divisor),
  )
  return [...convolve(x, w, null, convolutionGeometry(x.shape, w.shape, { padding: 'same' })).data]
}

const positive = createKernel({ shape: [1, 1, 3, 3], weight: [1, 2, 3, 4, 5, 6, 7, 8, 9], divisor: 10 })
const even = createKernel({ shape: [1, 1, 2, 4], weight: [1, 2, 3, 4, 5, 6, 7, 8], divisor: 8 })
const five = createKernel({ shape: [1, 1, 5, 3], weight: Array.from({ length: 15 }, (_, i) => (i + 1) / 15) })

describe('ImageMagick', () => {
  itWith(imageMagick, 'applies our string with -morphology Correlate as we convolve', () => {
    for (const kernel of [positive, even, five]) {
      const string = decodeText(writeKernel('imagemagick', kernel).bytes).trim()
      const input = Buffer.concat([Buffer.from(`P5 ${columns} ${rows} 255\n`), impulse])
      const output = execFileSync('convert', ['pgm:-', '-morphology', 'Correlate', string, '-depth', '8', 'gray:-'], {
        input,
      })
      // whole brightness levels, cut off and not rounded
      expectWithin([...output], expected(kernel), 1.01)
    }
  })
})

/** The image through the filter of our SVG file. */
async function filtered(kernel: Kernel): Promise<string> {
  const filter = decodeText(writeKernel('svg', kernel).bytes).replace(/<\/?svg[^>]*>/g, '')
  const png = await sharp(impulse, { raw: { width: columns, height: rows, channels: 1 } })
    .png()
    .toBuffer()
  const size = `width="${columns}" height="${rows}"`
  const image = `<image filter="url(#kernel)" ${size} href="data:image/png;base64,${base64(png)}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${filter}${image}</svg>`
}

describe('Chromium', () => {
  itWith(chromiumBrowser, 'applies our SVG filter as we convolve', async () => {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      for (const kernel of [positive, even, five]) {
        const output = await page.evaluate(
          async ([svg, width, height]) => {
            const image = new Image()
            image.src = `data:image/svg+xml;base64,${btoa(svg)}`
            await image.decode()
            const context = new OffscreenCanvas(width, height).getContext('2d')
            context?.drawImage(image, 0, 0)
            return [...(context?.getImageData(0, 0, width, height).data ?? [])].filter((_, i) => i % 4 === 0)
          },
          [await filtered(kernel), columns, rows] as const,
        )
        // whole brightness levels, cut off and not rounded
        expectWithin(output, expected(kernel), 1.01)
      }
    } finally {
      await browser.close()
    }
  })
})

describe('librsvg, in sharp', () => {
  it('applies our SVG filter as we convolve, where rows are columns (it takes the matrix transposed)', async () => {
    const kernel = createKernel({ shape: [1, 1, 3, 3], weight: [1, 2, 3, 2, 4, 5, 3, 5, 6], divisor: 10 })
    const output = await sharp(Buffer.from(await filtered(kernel)))
      .removeAlpha()
      .extractChannel(0)
      .raw()
      .toBuffer()
    // whole brightness levels, cut off and not rounded
    expectWithin([...output], expected(kernel), 1.01)
  })
})

describe("Python's XML parser", () => {
  itWith(numpy, 'finds the parameters of our GEGL and SVG files', () => {
    const texts = ['gegl', 'svg'].map((id) => base64(writeKernel(id, oneToNine).bytes))
    const answer = runPython(
      `import sys, json, base64, xml.etree.ElementTree as ET
gegl, svg = [ET.fromstring(base64.b64decode(line)) for line in sys.stdin.read().split()]
node = gegl.find('node')
params = {p.get('name'): p.text for p in node.iter('param')}
matrix = svg.find('.//{http://www.w3.org/2000/svg}feConvolveMatrix')
print(json.dumps([node.get('operation'), [params[c + r] for r in '234' for c in 'bcd'], matrix.get('kernelMatrix').split()]))`,
      texts.join('\n'),
    )
    const ascending = oneToNine.weight.map(String)
    expect(answer).toEqual(['gegl:convolution-matrix', ascending, ascending.toReversed()])
  })
})

it('every format that is written here has an independent reader, a run of its code, or its exact bytes in a test', () => {
  const independent = ['npy', 'npz', 'csv', 'safetensors', 'onnx', 'opencv', 'imagemagick', 'gegl', 'svg']
  const run = ['pytorch', 'scipy', 'opencv-python', 'sharp', 'glsl', 'c']
  const exact = ['json', 'imagej', 'ffmpeg', 'libvips', 'acf']
  expect([...independent, ...run, ...exact].sort()).toEqual(formats.map(({ id }) => id).sort())
})
