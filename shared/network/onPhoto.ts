import { tensor } from '../maths/tensor.ts'
import { parseNetwork } from './description.ts'
import type { NetworkDescription } from './description.ts'
import type { NetworkParameters } from './parameters.ts'

interface Weights {
  readonly description: NetworkDescription
  readonly parameters: NetworkParameters
}

/**
 * One convolution (a network of layer 0) as it can be looked at on a photo. One that reads 1 or 3 channels does; before any
 * other stands a 1×1 convolution of ones, which gives the photo's gray to every channel: then a map is the gray photo
 * through Σ_c w[k,c].
 */
export function onPhoto({ description, parameters }: Weights): Weights & { readonly layer: number } {
  const [C, H, W] = description.input
  if (C === 1 || C === 3) return { description, parameters, layer: 0 }
  const copies = { type: 'conv2d', out: C, kernel: 1, bias: false }
  const moved = [...parameters].map(([name, numbers]) => [name.replace(/^0\./, '1.'), numbers] as const)
  return {
    description: parseNetwork({ input: [1, H, W], layers: [copies, ...description.layers] }),
    parameters: new Map([['0.weight', tensor([C, 1, 1, 1], new Float32Array(C).fill(1))], ...moved]),
    layer: 1,
  }
}
