import { appliedWeight } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { commentText, floatLiteral, nestedList } from './codeText.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestChange, lostMotionNotes, roundingNotes } from './loss.ts'
import { encodeText } from './text.ts'

/** C99: the weights, the bias, and the formula once more over the positions where the whole kernel lies in the picture. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const [K, C, R, S] = kernel.shape
  const weight = [...appliedWeight(kernel)]
  const numbers = [...weight, ...kernel.bias]
  const loss = largestChange(numbers, numbers.map(Math.fround))
  const literal = (value: number) => `${floatLiteral(value)}f`
  const text = `/* ${commentText(kernel.name)} */
enum { K = ${K}, C = ${C}, R = ${R}, S = ${S} };

static const float weight[K][C][R][S] =
    ${nestedList(weight.map(literal), kernel.shape, ['{', '}'], '    ')};
static const float bias[K] = {${kernel.bias.map(literal).join(', ')}};

/* y[k,p,q] = bias[k] + sum of weight[k,c,r,s] * x[c, p+r, q+s]; x: C*H*W, y: K*(H-R+1)*(W-S+1) */
static void convolve(const float *x, int H, int W, float *y) {
  const int P = H - R + 1, Q = W - S + 1;
  for (int k = 0; k < K; k++)
    for (int p = 0; p < P; p++)
      for (int q = 0; q < Q; q++) {
        float sum = bias[k];
        for (int c = 0; c < C; c++)
          for (int r = 0; r < R; r++)
            for (int s = 0; s < S; s++) sum += weight[k][c][r][s] * x[(c * H + p + r) * W + q + s];
        y[(k * P + p) * Q + q] = sum;
      }
}
`
  return {
    bytes: encodeText(text),
    notes: [
      ...dividedNotes(kernel.divisor),
      ...roundingNotes(loss, 'float32Rounded'),
      ...lostMotionNotes(options, 'C'),
    ],
    loss,
  }
}

export const cSource = kernelFormat({ id: 'c', name: 'C code', extensions: ['c', 'h'], write })
