import { unzipSync, zipSync } from 'fflate'
import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { arrayShape, kernelsFromArrays, narrowest, weightNumbers } from './kernelArray.ts'
import type { NamedArray } from './kernelArray.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelsRead, KernelWritten } from './kernelFormat.ts'
import { dividedNotes } from './loss.ts'
import { readNpy, writeNpy } from './npy.ts'
import { excerpt } from './text.ts'

/** All arrays together, unpacked: a small file that says it holds more is a bomb. */
const mostUnpacked = 1 << 28
const mostArrays = 10_000

/** A zip of .npy files: `weight`, and `bias` if there is one. Stored, as numpy.savez does. */
function write(kernel: Kernel): KernelWritten {
  const files: Record<string, Uint8Array> = { 'weight.npy': writeNpy(arrayShape(kernel.shape), weightNumbers(kernel)) }
  if (kernel.bias.some((value) => value !== 0)) {
    files['bias.npy'] = writeNpy([kernel.bias.length], narrowest(Float64Array.from(kernel.bias)))
  }
  // The earliest time that a zip can hold, so that the same kernel gives the same bytes.
  const bytes = zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) })
  return { bytes, notes: dividedNotes(kernel.divisor), loss: 0 }
}

function read(bytes: Uint8Array): KernelsRead {
  const { files, others } = unzip(bytes)
  const arrays = Object.entries(files).map(([name, file]): NamedArray => ({
    name: name.replace(/\.npy$/, ''),
    ...readNpy(file),
  }))
  if (arrays.length === 0 && others.some((name) => name.endsWith('data.pkl'))) {
    throw refusal('unsupported-format', 'pickle')
  }
  return kernelsFromArrays(arrays)
}

function unzip(bytes: Uint8Array): { files: Record<string, Uint8Array>; others: string[] } {
  const others: string[] = []
  let entries = 0
  let unpacked = 0
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (++entries > mostArrays) throw refusal('too-large', 'npzArrays', { most: mostArrays })
        if (!name.endsWith('.npy')) {
          others.push(name)
          return false
        }
        unpacked += originalSize
        if (!(unpacked <= mostUnpacked)) {
          throw refusal('too-large', 'npzBytes', { most: mostUnpacked, came: unpacked })
        }
        return true
      },
    })
    return { files, others }
  } catch (error) {
    if (error instanceof LabError) throw error
    throw refusal('broken-file', 'npzBroken', { why: excerpt(String(error), 120) })
  }
}

export const npz = kernelFormat({
  id: 'npz',
  name: 'NumPy archive',
  extensions: ['npz'],
  // PyTorch's files are zips too; whoever opens one is told what to do instead.
  matches: (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4,
  read,
  write,
})
