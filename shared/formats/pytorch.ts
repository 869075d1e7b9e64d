import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import { appliedWeight } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { commentText, floatLiteral, nestedList } from './codeText.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { staticMotion } from './staticMotion.ts'
import type { StaticMotion } from './staticMotion.ts'
import { encodeText } from './text.ts'

/** The modes of torch.nn.functional.pad; the order of its pads is left, right, top, bottom. */
const padModes = {
  zeros: 'constant',
  constant: 'constant',
  replicate: 'replicate',
  reflect: 'reflect',
  circular: 'circular',
} as const

function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const [K, C, R, S] = kernel.shape
  const motion = staticMotion(kernel, options, 'PyTorch')
  const pad = padLine(motion)
  const biased = kernel.bias.some((value) => value !== 0)
  const weight = nestedList([...appliedWeight(kernel)].map(floatLiteral), kernel.shape, ['[', ']'], '    ')
  const text = `# ${commentText(kernel.name)}: images N×C×H×W; cross-correlation, as PyTorch computes it.
import torch
from torch import nn

conv = nn.Conv2d(
    ${C * motion.groups},
    ${K},
    kernel_size=(${R}, ${S}),
    stride=(${motion.stride.join(', ')}),
    dilation=(${motion.dilation.join(', ')}),
    groups=${motion.groups},
    bias=${biased ? 'True' : 'False'},
)
weight = torch.tensor(
    ${weight}
)
with torch.no_grad():
    conv.weight.copy_(weight)
${biased ? `    conv.bias.copy_(torch.tensor([${kernel.bias.map(floatLiteral).join(', ')}]))\n` : ''}

def model(images):
${pad}    return conv(images)
`
  return { bytes: encodeText(text), notes: [fileNote('pytorchFloat32')], loss: 0 }
}

/** Padding beforehand, because Conv2d's own is the same on both sides and has no value. */
function padLine({ pads, border: { mode, value }, stride }: StaticMotion): string {
  if (mode === 'symmetric') throw refusal('cannot-hold', 'pytorchSymmetric')
  if (!pads) throw refusal('cannot-hold', 'pytorchSame', { stride: stride.join(',') })
  const [top, left, bottom, right] = pads
  if (top + left + bottom + right === 0) return ''
  const outside = mode === 'constant' ? `, value=${floatLiteral(value)}` : ''
  const sides = [left, right, top, bottom].join(', ')
  return `    images = nn.functional.pad(images, (${sides}), mode="${padModes[mode]}"${outside})\n`
}

export const pytorch = kernelFormat({ id: 'pytorch', name: 'PyTorch code', extensions: ['torch.py', 'py'], write })
