import type { Kernel } from '../kernel/kernel.ts'
import { formatMatrix } from '../kernel/formatMatrix.ts'
import { anchor } from '../kernel/transforms.ts'
import { borderPatterns } from '../maths/border.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { commentText, floatLiteral } from './codeText.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { lostMotionNotes } from './loss.ts'
import { onePlane } from './plane.ts'
import { encodeText } from './text.ts'

function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const { rows, columns, bias } = onePlane(kernel, 'scipy.ndimage.correlate')
  const { mode, value } = options.border ?? { mode: 'zeros', value: 0 }
  // SciPy's own anchor is ⌊R/2⌋; its origin moves it.
  const origin = [rows, columns].map((extent) => anchor(extent) - Math.floor(extent / 2)).join(', ')
  const text = `# ${commentText(kernel.name)}
import numpy as np
from scipy import ndimage

weight = ${formatMatrix(kernel, 'numpy').replaceAll('\n', '\n         ')}
bias = ${floatLiteral(bias)}


def convolve(plane):
    """One plane (H×W, 0 to 1) through the kernel; correlate, because ndimage.convolve would turn it by 180°."""
    plane = np.asarray(plane, dtype=float)
    return ndimage.correlate(plane, weight, mode="${borderPatterns[mode].otherNames['SciPy']}", cval=${floatLiteral(value)}, origin=(${origin})) + bias
`
  return { bytes: encodeText(text), notes: lostMotionNotes(options, 'ndimage.correlate'), loss: 0 }
}

export const scipy = kernelFormat({ id: 'scipy', name: 'NumPy/SciPy code', extensions: ['scipy.py'], write })
