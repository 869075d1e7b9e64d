import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Kernel as SharpKernel } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats, writeKernel } from '../../shared/formats/registry.ts'
import { decodeText } from '../../shared/formats/text.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import { integerTensor } from '../support/builders.ts'
import { itWith, runPython } from '../support/peers.ts'
import { cCompiler, pythonHas, scipy } from '../support/programs.ts'
import { expectWithin } from '../support/closeTo.ts'
import { laplacian, oneToNine, ours, twoByFour } from './kernels.ts'

const code = (id: string, kernel: Kernel, options?: ConvolutionOptions) =>
  decodeText(writeKernel(id, kernel, options).bytes)

const x = integerTensor([1, 1, 8, 9], 21)
const mixed = createKernel({ shape: [2, 3, 2, 2], weight: Array.from({ length: 24 }, (_, i) => i - 9), bias: [1, -2] })

describe('names from files', () => {
  const trap = 'Edges */ int main; \n import os\r\n\u2028os.system("x") // \\'

  it.each(formats.filter(({ canRead }) => !canRead))('cannot end the comment they stand in: $name', (format) => {
    const text = code(format.id, createKernel({ ...laplacian, name: trap }))
    const lines = text.split(/[\n\r\u2028]/).filter((line) => line.includes('os.system'))
    expect(lines.length).toBe(1)
    expect(lines[0]).toMatch(/^(#|\/\/|\/\*)/)
    expect(lines[0].split('*/').length).toBe(lines[0].startsWith('/*') ? 2 : 1)
    expect(lines[0].endsWith('\\')).toBe(false)
  })
})

/** Each program's `convolve` on x beside ours, for every border, an odd kernel with divisor and bias and an even one. */
function expectOurResults(format: string, prelude = ''): void {
  const kernels = [createKernel({ ...oneToNine, divisor: 4, bias: [0.5] }), twoByFour]
  const programs = kernels.flatMap((kernel) =>
    borderModes.map((mode) => {
      const options = { padding: 'same', border: { mode, value: mode === 'constant' ? 3 : 0 } } as const
      return { text: code(format, kernel, options), wanted: ours(kernel, x, options) }
    }),
  )
  const answers = runPython(
    `import sys, json, numpy as np
${prelude}
job = json.load(sys.stdin)
out = []
for text in job['programs']:
    space = {}
    exec(text, space)
    out.append(space['convolve'](np.reshape(job['x'], (8, 9))).ravel().tolist())
print(json.dumps(out))`,
    JSON.stringify({ x: [...x.data], programs: programs.map(({ text }) => text) }),
  )
  expect(answers).toEqual(programs.map(({ wanted }) => wanted))
}

describe('SciPy code', () => {
  itWith(scipy, 'computes what we compute, for every border, even sizes, divisor and bias', () =>
    expectOurResults('scipy'),
  )
})

describe('OpenCV code', () => {
  // OpenCV itself is too large to ask of every machine: filter2D and copyMakeBorder by their definitions, in NumPy.
  const definitions = `
import types
modes = {'CONSTANT': 'constant', 'REPLICATE': 'edge', 'REFLECT_101': 'reflect', 'REFLECT': 'symmetric', 'WRAP': 'wrap'}
cv2 = types.ModuleType('cv2')
cv2.CV_32F = 'f4'
for name, mode in modes.items(): setattr(cv2, 'BORDER_' + name, mode)
def copyMakeBorder(image, top, bottom, left, right, mode, value=0):
    extra = {'constant_values': value[0]} if mode == 'constant' else {}
    return np.pad(image, ((top, bottom), (left, right)), mode, **extra)
def filter2D(image, depth, kernel, anchor, delta, borderType):
    assert borderType != 'wrap' and kernel.dtype == np.float32
    (rows, columns), (ax, ay) = kernel.shape, anchor
    padded = copyMakeBorder(image, ay, rows - 1 - ay, ax, columns - 1 - ax, borderType, [0])
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3)) + delta
cv2.copyMakeBorder, cv2.filter2D = copyMakeBorder, filter2D
sys.modules['cv2'] = cv2
`

  itWith(scipy, 'computes what we compute, for every border, even sizes, divisor and bias', () =>
    expectOurResults('opencv-python', definitions),
  )
})

describe('PyTorch code', () => {
  const motions: readonly [Kernel, ConvolutionOptions][] = [
    [mixed, {}],
    [mixed, { stride: [2, 1], dilation: [1, 2], padding: [1, 2, 0, 3] }],
    [createKernel({ ...mixed, shape: [2, 3, 4, 1] }), { groups: 2, padding: 'same' }],
    [mixed, { padding: 1, border: { mode: 'reflect', value: 0 } }],
    [mixed, { padding: 2, border: { mode: 'circular', value: 0 } }],
    [mixed, { padding: 1, border: { mode: 'replicate', value: 0 } }],
    [mixed, { padding: 1, border: { mode: 'constant', value: 3 } }],
  ]
  const jobs = motions.map(([kernel, options]) => {
    const input = integerTensor([2, kernel.shape[1] * (options.groups ?? 1), 8, 9], 22)
    const wanted = ours(kernel, input, options)
    return { text: code('pytorch', kernel, options), shape: input.shape, data: [...input.data], wanted }
  })

  // PyTorch is too large to ask of every machine; what can be checked without it is.
  if (pythonHas('torch')) {
    it('computes what we compute, in PyTorch itself', { timeout: 120_000 }, () => {
      const answers = runPython(
        `import sys, json, torch
out = []
for job in json.load(sys.stdin):
    space = {}
    exec(job['text'], space)
    with torch.no_grad():
        out.append(space['model'](torch.tensor(job['data'], dtype=torch.float32).reshape(job['shape'])).flatten().tolist())
print(json.dumps(out))`,
        JSON.stringify(jobs),
      )
      expect(answers).toEqual(jobs.map(({ wanted }) => wanted))
    })
  } else {
    itWith(scipy, 'is sound Python with our numbers (PyTorch is not installed: it is not run)', () => {
      const answers = runPython(
        `import sys, json, ast
out = []
for job in json.load(sys.stdin):
    calls = [n for n in ast.walk(ast.parse(job['text'])) if isinstance(n, ast.Call) and getattr(n.func, 'attr', '') == 'tensor']
    out.append([ast.literal_eval(n.args[0]) for n in calls])
print(json.dumps(out))`,
        JSON.stringify(jobs),
      ) as [unknown[], number[]][]
      for (const [i, [weight, bias]] of answers.entries()) {
        expect(weight.flat(3)).toEqual(motions[i][0].weight)
        expect(bias).toEqual(motions[i][0].bias)
      }
    })
  }

  it.each([
    ['the symmetric border', { padding: 1, border: { mode: 'symmetric', value: 0 } }],
    ['“same” with a stride', { padding: 'same', stride: 2 }],
    ['rounding up', { stride: 2, rounding: 'round' }],
  ] as const)('refuses %s', (_, options) => {
    expect(() => code('pytorch', laplacian, options)).toThrow(expect.objectContaining({ code: 'cannot-hold' }))
  })
})

describe('C code', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kernel-lab-c-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  itWith(cCompiler, 'compiles without a warning and computes what we compute', () => {
    const input = integerTensor([1, 3, 5, 6], 23)
    const wanted = ours(mixed, input, {})
    const numbers = (values: Iterable<number>) => [...values].map((value) => `${value}.0f`).join(', ')
    writeFileSync(
      join(folder, 'test.c'),
      `#include <stdio.h>
${code('c', mixed)}
static const float x[] = {${numbers(input.data)}};
int main(void) {
  float y[${wanted.length}];
  convolve(x, 5, 6, y);
  for (int i = 0; i < ${wanted.length}; i++) printf("%g ", y[i]);
  return 0;
}
`,
    )
    const program = join(folder, 'test')
    execFileSync('cc', ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic', '-o', program, join(folder, 'test.c')])
    const printed = execFileSync(program, { encoding: 'utf8' })
    expect(printed.trim().split(' ').map(Number)).toEqual(wanted)
  })

  it('tells how much float32 changes', () => {
    const { loss } = writeKernel('c', createKernel({ ...oneToNine, divisor: 9 }))
    expect(loss).toBeGreaterThan(0)
    expect(loss).toBeLessThanOrEqual(2 ** -25) // half a step of float32 below 1
  })
})

describe('sharp code', () => {
  it.each([
    createKernel({ ...oneToNine, divisor: 45, bias: [10 / 255] }),
    createKernel({ ...twoByFour, divisor: 36 }),
    createKernel({ shape: [1, 1, 1, 1], weight: [0.5] }),
  ])('gives sharp the kernel that we compute with: $shape', async (kernel) => {
    const [, literal] = /const kernel = (\{[^}]*\})/.exec(code('sharp', kernel)) ?? []
    const parameters = new Function(`return ${literal}`)() as SharpKernel
    const pixels = integerTensor([1, 1, 8, 9], 24, 0, 255)
    const output = await sharp(Uint8Array.from(pixels.data), { raw: { width: 9, height: 8, channels: 1 } })
      .convolve(parameters)
      .extractChannel(0)
      .raw()
      .toBuffer()
    const options = { padding: 'same', border: { mode: 'replicate', value: 0 } } as const
    const inLevels = createKernel({ ...kernel, bias: [Math.round(kernel.bias[0] * 255)] })
    // whole brightness levels, cut off and not rounded by libvips
    expectWithin([...output], ours(inLevels, pixels, options), 1.01)
  })

  it('refuses what sharp refuses', () => {
    const long = createKernel({ shape: [1, 1, 1, 1003], weight: new Array<number>(1003).fill(1) })
    expect(() => code('sharp', long)).toThrow(expect.objectContaining({ code: 'cannot-hold' }))
  })
})
