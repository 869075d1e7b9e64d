import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { networkBytes } from '../../../shared/formats/network/networkFormats.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { forward } from '../../../shared/network/forward.ts'
import { initialParameters } from '../../../shared/network/parameters.ts'
import { pixelTensor } from '../../support/builders.ts'
import { expectRelative } from '../../support/closeTo.ts'
import { networkOf } from '../../support/networks.ts'
import { itWith, runPython } from '../../support/peers.ts'
import { temporaryFolder } from '../../support/photoFiles.ts'
import { pytorch } from '../../support/programs.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(() => folder.remove())

/** Runs the source, loads the weights by its own `load`, and answers what each layer makes of x. */
const program = `
import json, struct, sys, types
import numpy as np, torch

question = json.load(sys.stdin)
try:
    import safetensors.torch
except ImportError:  # the format is simple enough to be read without the package
    def load_file(path):
        raw = open(path, 'rb').read()
        end = 8 + struct.unpack('<Q', raw[:8])[0]
        header = json.loads(raw[8:end])
        header.pop('__metadata__', None)
        part = lambda first, last: np.frombuffer(raw[end + first : end + last], np.float32)
        return {k: torch.from_numpy(part(*v['data_offsets']).reshape(v['shape']).copy()) for k, v in header.items()}
    sys.modules['safetensors'] = types.ModuleType('safetensors')
    sys.modules['safetensors.torch'] = types.ModuleType('safetensors.torch')
    sys.modules['safetensors.torch'].load_file = load_file
names = {}
exec(open(question['source']).read(), names)
model = names['load'](question['weights'])
value = torch.tensor(question['x'], dtype=torch.float32).reshape(question['shape'])
answers = []
with torch.no_grad():
    for layer in model:
        value = layer(value)
        answers.append({'shape': list(value.shape), 'data': value.reshape(-1).tolist()})
print(json.dumps({'answers': answers, 'classes': names.get('classes')}))
`

const layers = [
  { type: 'conv2d', out: 6, kernel: [3, 2], stride: [1, 2], padding: [2, 1], groups: 3 },
  { type: 'leakyRelu', negativeSlope: 0.2 },
  { type: 'maxPool2d', kernel: 3, stride: 2, padding: 1, ceilMode: true },
  { type: 'conv2d', out: 4, kernel: [4, 3], padding: 'same', dilation: [1, 2], bias: false },
  { type: 'sigmoid' },
  { type: 'avgPool2d', kernel: [3, 2], stride: 2, padding: 1, ceilMode: true },
  { type: 'tanh' },
  { type: 'conv2d', out: 5, kernel: 2, padding: 'valid' },
  { type: 'relu' },
  { type: 'globalAvgPool2d' },
  { type: 'flatten' },
  { type: 'dropout', p: 0.3 },
  { type: 'linear', out: 3 },
  { type: 'softmax' },
]

describe('the exported PyTorch source', () => {
  itWith(pytorch, 'builds the same module: with the exported weights every layer answers the same', async () => {
    const { description } = networkOf([3, 19, 17], ...layers)
    const classes = ["a'b", 'c"d', '猫']
    const network = networkOf([3, 19, 17], ...layers)
    const weights = { description: { ...description, classes }, parameters: initialParameters(network, mulberry32(7)) }
    const [source, saved] = [join(folder.path, 'model.py'), join(folder.path, 'model.safetensors')]
    await writeFile(source, networkBytes(weights, 'pytorch').bytes)
    await writeFile(saved, networkBytes(weights, 'safetensors').bytes)
    const x = pixelTensor([2, 3, 19, 17], 3)
    const question = { source, weights: saved, x: [...x.data], shape: x.shape }
    const told = runPython(program, JSON.stringify(question)) as {
      answers: readonly { shape: readonly number[]; data: readonly number[] }[]
      classes: readonly string[]
    }
    const { values } = forward(network, weights.parameters, x)
    expect(told.classes).toEqual(classes)
    expect(told.answers).toHaveLength(layers.length)
    told.answers.forEach(({ shape, data }, i) => {
      expect(shape).toEqual(values[i + 1].shape)
      // Float32 sums of at most 54 products a layer, in another order, over four layers.
      expectRelative(data, values[i + 1].data, 1e-5)
    })
  })
})
