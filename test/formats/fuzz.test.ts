import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../shared/errors.ts'
import type { LabErrorCode } from '../../shared/errors.ts'
import { readNpy } from '../../shared/formats/npy.ts'
import { formats, readKernelFile } from '../../shared/formats/registry.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian, twoByFour } from './kernels.ts'

const readers = formats.filter(({ canRead }) => canRead)
const allowed: readonly LabErrorCode[] = ['broken-file', 'unsupported-format', 'too-large']

/** Runs a reader on hostile bytes: it answers with sound kernels, or refuses with one of three codes. */
function survive(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    expect(allowed).toContain(error.code)
    expect(error.message.length).toBeLessThan(600)
  }
}

/** One change that a hostile or unlucky file may have. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(4000), value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(4000), value: fc.nat(200) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(4000), value: fc.nat(200) }),
  fc.record({ kind: fc.constant('digit' as const), at: fc.nat(4000), value: fc.integer({ min: 0x2a, max: 0x3f }) }),
)

function mutate(bytes: Uint8Array, changes: readonly { kind: string; at: number; value: number }[]): Uint8Array {
  let result = [...bytes]
  for (const { kind, at, value } of changes) {
    const place = at % Math.max(1, result.length)
    if (kind === 'set' || kind === 'digit') result[place] = value
    if (kind === 'cut') result.splice(place, value)
    if (kind === 'repeat') result = [...result.slice(0, place + value), ...result.slice(place)]
  }
  return Uint8Array.from(result)
}

const samples = [laplacian, createKernel({ ...twoByFour, name: 'two by four', divisor: 3, bias: [0.5] })]

describe('hostile files', () => {
  it.each(readers)('$name: random bytes are refused, never a crash', (format) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        survive(() => format.read(bytes))
      }),
      { numRuns: 300 },
    )
  })

  it.each(readers)('$name: random text of its own letters is refused or read', (format) => {
    const letters = '0123456789.,;:+-x@<>="\'{}[]()/# \n\tabcdefmnrw!&%'
    const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 300 })
    fc.assert(
      fc.property(text, (content) => {
        survive(() => format.read(new TextEncoder().encode(content)))
      }),
      { numRuns: 300 },
    )
  })

  it.each(readers)('$name: valid files with random changes are read or refused', (format) => {
    const files = samples.flatMap((kernel) => {
      try {
        return [format.write(kernel).bytes]
      } catch {
        return [] // ImageJ holds no even kernels
      }
    })
    expect(files.length).toBeGreaterThan(0)
    const changes = fc.array(mutation, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...files), changes, (file, list) => {
        const bytes = mutate(file, list)
        survive(() => format.read(bytes))
        survive(() => readKernelFile('file.bin', bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('arrays for pictures are read or refused', () => {
    const file = formats[1].write(laplacian).bytes
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (list) => {
        survive(() => readNpy(mutate(file, list)))
      }),
      { numRuns: 2000 },
    )
  })

  // Linear readers need a second for all of these; one that looks back over what it has seen needs hours.
  it.each([
    ['digits', '1'],
    ['minus signs', '-'],
    ['blanks', ' '],
    ['opening brackets', '['],
    ['quotes', '"'],
    ['escapes', '"\\'],
    ['words', 'a'],
    ['assignments', 'a='],
    ['tags', '<a '],
    ['comments', '# name="\\'],
    ['matrices', '!!opencv-matrix '],
    ['line breaks', '\n'],
    ['nulls', '\0'],
  ])('a megabyte of %s ends soon in every reader', { timeout: 120_000 }, (_, unit) => {
    const bytes = new TextEncoder().encode(unit.repeat(Math.ceil(2 ** 20 / unit.length)))
    for (const format of readers) survive(() => format.read(bytes))
    const framed = new TextEncoder().encode(`{"${unit.repeat(2 ** 18)}":`)
    for (const format of readers) survive(() => format.read(framed))
    survive(() => readKernelFile('file', bytes))
  })
})
