import { fileNote } from '../fileNote.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { anchor } from '../kernel/transforms.ts'
import type { Border, ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { commentText, floatLiteral } from './codeText.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestChange, lostMotionNotes, roundingNotes } from './loss.ts'
import { divided, onePlane } from './plane.ts'
import { encodeText } from './text.ts'

/** A function for GLSL ES 3.00 (WebGL 2) and GLSL 1.30 upward. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const { rows, columns, weight, bias } = onePlane(divided(kernel), 'GLSL')
  const count = weight.length
  const single = weight.map(Math.fround)
  const loss = largestChange([...weight, bias], [...single, Math.fround(bias)])
  const text = `/* ${commentText(kernel.name)}: cross-correlation; highp float. */
const int kernelRows = ${rows};
const int kernelColumns = ${columns};
const float kernelWeight[${count}] = float[${count}](
  ${weight.map(floatLiteral).join(', ')}
);

vec3 kernelTexel(sampler2D image, ivec2 at) {
  ivec2 size = textureSize(image, 0);
  ${outsideLine(options.border)}
  return texelFetch(image, at, 0).rgb;
}

vec3 convolve(sampler2D image, ivec2 pixel) {
  vec3 sum = vec3(${floatLiteral(bias)});
  for (int r = 0; r < kernelRows; r++) {
    for (int s = 0; s < kernelColumns; s++) {
      ivec2 at = pixel + ivec2(s - ${anchor(columns)}, r - ${anchor(rows)});
      sum += kernelWeight[r * kernelColumns + s] * kernelTexel(image, at);
    }
  }
  return sum;
}
`
  return {
    bytes: encodeText(text),
    notes: [
      fileNote('glslRows'),
      ...dividedNotes(kernel.divisor),
      ...roundingNotes(loss, 'float32Rounded'),
      ...lostMotionNotes(options, 'GLSL'),
    ],
    loss,
  }
}

/** One reflection is enough for pictures larger than the kernel. */
function outsideLine({ mode, value }: Border = { mode: 'zeros', value: 0 }): string {
  switch (mode) {
    case 'zeros':
    case 'constant':
      return `if (any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, size))) return vec3(${floatLiteral(value)});`
    case 'replicate':
      return 'at = clamp(at, ivec2(0), size - 1);'
    case 'reflect':
      return 'at = size - 1 - abs(size - 1 - abs(at));'
    case 'symmetric':
      return 'at = min(max(at, -1 - at), 2 * size - 1 - max(at, -1 - at));'
    case 'circular':
      return 'at = (at + size * kernelRows * kernelColumns) % size;'
  }
}

export const glsl = kernelFormat({ id: 'glsl', name: 'GLSL code', extensions: ['glsl', 'frag'], write })
