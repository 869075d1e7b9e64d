import type { LayerDescription } from '../../network/layerKinds.ts'
import type { Layer } from '../../network/layer.ts'
import { createNetwork } from '../../network/network.ts'
import { encodeText } from '../text.ts'
import type { NetworkWeights } from './networkWeights.ts'

/** Python source that builds the same module; its weights come from the `.safetensors` of the same name. */
export function writeNetworkPytorch({ description, parameters }: NetworkWeights): Uint8Array {
  const { layers, input, output } = createNetwork(description)
  const lines = description.layers.map(
    (layer, i) => `    ${moduleOf(layer, layers[i])},  # ${i}: ${layers[i].output.join('×')}`,
  )
  const classes = description.classes ? `\nclasses = [${description.classes.map(literal).join(', ')}]\n` : ''
  const load = parameters.size
    ? `

def load(path):
    """The weights that Kernel Lab exported, from a .safetensors file."""
    from safetensors.torch import load_file

    model.load_state_dict(load_file(path))
    return model.eval()
`
    : ''
  return encodeText(`# images: N×${input.join('×')}, 0 to 1 → N×${output.join('×')}
from torch import nn

model = nn.Sequential(
${lines.join('\n')}
)
${classes}${load}`)
}

function moduleOf(description: LayerDescription, { input, output }: Layer): string {
  switch (description.type) {
    case 'conv2d': {
      const { kernel, stride, dilation, groups, bias } = description
      const padding =
        typeof description.padding === 'string' ? literal(description.padding) : tuple(description.padding)
      const shape = `${input[0]}, ${output[0]}, kernel_size=${tuple(kernel)}`
      return `nn.Conv2d(${shape}, stride=${tuple(stride)}, padding=${padding}, dilation=${tuple(dilation)}, groups=${groups}, bias=${python(bias)})`
    }
    case 'linear':
      return `nn.Linear(${input[0]}, ${output[0]}, bias=${python(description.bias)})`
    case 'relu':
      return 'nn.ReLU()'
    case 'leakyRelu':
      return `nn.LeakyReLU(${description.negativeSlope})`
    case 'sigmoid':
      return 'nn.Sigmoid()'
    case 'tanh':
      return 'nn.Tanh()'
    case 'maxPool2d': {
      const { kernel, stride, padding, dilation, ceilMode } = description
      return `nn.MaxPool2d(${tuple(kernel)}, stride=${tuple(stride)}, padding=${tuple(padding)}, dilation=${tuple(dilation)}, ceil_mode=${python(ceilMode)})`
    }
    case 'avgPool2d': {
      const { kernel, stride, padding, ceilMode, countIncludePad } = description
      return `nn.AvgPool2d(${tuple(kernel)}, stride=${tuple(stride)}, padding=${tuple(padding)}, ceil_mode=${python(ceilMode)}, count_include_pad=${python(countIncludePad)})`
    }
    case 'globalAvgPool2d':
      return 'nn.AdaptiveAvgPool2d(1)'
    case 'flatten':
      return 'nn.Flatten()'
    case 'dropout':
      return `nn.Dropout(${description.p})`
    case 'softmax':
      return 'nn.Softmax(dim=1)'
  }
}

function tuple([vertical, horizontal]: readonly [number, number]): string {
  return `(${vertical}, ${horizontal})`
}

function python(value: boolean): string {
  return value ? 'True' : 'False'
}

/** JSON's strings are Python's, for names that anybody gave. */
function literal(text: string): string {
  return JSON.stringify(text)
}
