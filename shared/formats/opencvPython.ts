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
import type { Plane } from './plane.ts'
import { encodeText } from './text.ts'

function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const plane = onePlane(kernel, 'cv2.filter2D')
  const { bias } = plane
  const text = `# ${commentText(kernel.name)}
import cv2
import numpy as np

weight = ${formatMatrix(kernel, 'numpy').replaceAll('\n', '\n         ')}
weight = weight.astype(np.float32)
bias = ${floatLiteral(bias)}


def convolve(image):
    """An image (H×W or H×W×3, 0 to 1) through the kernel; filter2D is a cross-correlation."""
    image = np.asarray(image, dtype=np.float32)
${filterLines(plane, options)}
`
  return { bytes: encodeText(text), notes: lostMotionNotes(options, 'cv2.filter2D'), loss: 0 }
}

/** filter2D refuses BORDER_WRAP and has no value for BORDER_CONSTANT: such a border is made first, and cut off again. */
function filterLines({ rows, columns }: Plane, { border = { mode: 'zeros', value: 0 } }: ConvolutionOptions): string {
  const type = `cv2.${borderPatterns[border.mode].otherNames['OpenCV']}`
  const [x, y] = [anchor(columns), anchor(rows)]
  const filter = (borderType: string) =>
    `cv2.filter2D(image, cv2.CV_32F, weight, anchor=(${x}, ${y}), delta=bias, borderType=${borderType})`
  if (border.mode !== 'circular' && border.value === 0) return `    return ${filter(type)}`
  const [bottom, right] = [rows - 1 - y, columns - 1 - x]
  return `    height, width = image.shape[:2]
    image = cv2.copyMakeBorder(image, ${y}, ${bottom}, ${x}, ${right}, ${type}, value=[${floatLiteral(border.value)}] * 4)
    return ${filter('cv2.BORDER_CONSTANT')}[${y}:${y} + height, ${x}:${x} + width]`
}

export const opencvPython = kernelFormat({
  id: 'opencv-python',
  name: 'OpenCV code (Python)',
  extensions: ['opencv.py'],
  write,
})
