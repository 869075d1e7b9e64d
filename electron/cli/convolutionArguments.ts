import { channelChoices, type ChannelChoice } from '../../shared/image/image.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { rotate } from '../../shared/kernel/transforms.ts'
import { parseBorder } from '../../shared/maths/border.ts'
import { roundings, type ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { parsePadding } from '../../shared/maths/padding.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { readKernel } from './kernelArgument.ts'
import {
  axesOption,
  choiceOption,
  countOption,
  numberOption,
  requiredOption,
  type OptionSpec,
  type ParsedArguments,
} from './usage.ts'

/** How a kernel moves over its input: the same words for convolve, explain and learn. */
export const geometryOptions = {
  stride: { type: 'string', help: 'U[,V]: rows, columns between two windows (1)' },
  padding: { type: 'string', help: 'valid | same | full | N | PY,PX | T,L,B,R' },
  border: { type: 'string', help: 'zeros | constant:V | replicate | reflect | symmetric | circular (zeros)' },
  dilation: { type: 'string', help: 'D[,E]: rows, columns between two taps (1)' },
  rounding: { type: 'string', help: 'floor | ceil | round | error: when the stride leaves a rest (floor)' },
} as const satisfies OptionSpec

export const kernelOptions = {
  kernel: { type: 'string', help: 'a preset (laplacian, gaussian:7,1.5 …), "a b; c d", or a file' },
  bias: { type: 'string', help: 'B: added to every sum, instead of the kernel’s own' },
  flip: { type: 'boolean', help: 'turn the kernel by 180°: a true convolution' },
  groups: { type: 'string', help: 'G: input and output channels in so many separate groups (1)' },
} as const satisfies OptionSpec

export const photoOptions = {
  channels: { type: 'string', help: 'rgb | gray: every color plane by itself, or their gray (rgb)' },
  'linear-light': { type: 'boolean', help: 'compute on light, not on sRGB-encoded values' },
} as const satisfies OptionSpec

export function readGeometry(args: ParsedArguments, padding = 'valid'): ConvolutionOptions {
  const { stride, dilation } = { stride: axesOption(args, 'stride'), dilation: axesOption(args, 'dilation') }
  return {
    padding: parsePadding(args.text['padding'] ?? padding),
    border: parseBorder(args.text['border'] ?? 'zeros'),
    rounding: choiceOption(args, 'rounding', roundings, 'floor'),
    groups: countOption(args, 'groups', 1),
    ...(stride && { stride }),
    ...(dilation && { dilation }),
  }
}

async function readKernelOptions(args: ParsedArguments): Promise<Kernel> {
  const kernel = await readKernel(requiredOption(args, 'kernel'))
  const turned = args.flag['flip'] ? rotate(kernel, 180) : kernel
  const bias = numberOption(args, 'bias')
  return bias === undefined ? turned : Object.freeze({ ...turned, bias: Object.freeze(turned.bias.map(() => bias)) })
}

/** All of a convolution, as the options say it. */
export async function readConvolution(args: ParsedArguments): Promise<ConvolutionSettings> {
  return { kernel: await readKernelOptions(args), options: readGeometry(args, 'same'), ...readPhotoOptions(args) }
}

function readPhotoOptions(args: ParsedArguments): { channels: ChannelChoice; linearLight: boolean } {
  return {
    channels: choiceOption(args, 'channels', channelChoices, 'rgb'),
    linearLight: args.flag['linear-light'] ?? false,
  }
}
